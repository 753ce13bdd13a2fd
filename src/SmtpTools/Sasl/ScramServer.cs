using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SmtpTools.Sasl;

/// <summary>SCRAM at the server (RFC 5802 3 and 5).</summary>
internal sealed class ScramServer : SaslServer
{
    private const int SaltOctets = 16;
    private const int NonceOctets = 18;

    private readonly ScramHash _hash;
    private readonly SaslAccounts _accounts;
    private readonly SaslChannelBinding? _binding;
    private readonly bool _binds;
    private readonly byte[] _salt = RandomOctets(SaltOctets);
    private Step _step;
    private string _userName = string.Empty;
    private string _gs2Header = string.Empty;
    private string _clientFirstBare = string.Empty;
    private string _serverFirst = string.Empty;
    private string _nonce = string.Empty;

    /// <summary>Begins an exchange.</summary>
    /// <param name="hash">The hash function.</param>
    /// <param name="accounts">Who may sign in.</param>
    /// <param name="binds">Whether this is the mechanism with <c>-PLUS</c>.</param>
    /// <param name="binding">The connection's channel binding; null where it has none, and -PLUS is not offered.</param>
    public ScramServer(ScramHash hash, SaslAccounts accounts, bool binds, SaslChannelBinding? binding)
    {
        _hash = hash;
        _accounts = accounts;
        _binds = binds;
        _binding = binding;
        Name = $"SCRAM-{hash.Name}{(binds ? "-PLUS" : string.Empty)}";
    }

    private enum Step
    {
        ClientFirst,
        ClientFinal,
        Acknowledged,
        Over,
    }

    public override string Name { get; }

    public override SaslStep Next(byte[]? response)
    {
        if (response is null && _step == Step.ClientFirst)
        {
            return SaslStep.Ask([]);
        }

        var message = Encoding.UTF8.GetString(response ?? []);
        var step = _step;
        _step = Step.Over;
        switch (step)
        {
            case Step.ClientFirst when ReadFirst(message):
                _step = Step.ClientFinal;
                return SaslStep.Ask(Encoding.UTF8.GetBytes(_serverFirst));

            case Step.ClientFinal when ProveBoth(message) is { } serverFinal:
                _step = Step.Acknowledged;
                return SaslStep.Ask(serverFinal);

            case Step.Acknowledged when message.Length == 0:
                // SMTP's success reply carries no data, so the server's proof went before it as a challenge (RFC 4954 4).
                Identity = _userName;
                return SaslStep.Success;

            default:
                return SaslStep.Failure;
        }
    }

    private static byte[] RandomOctets(int count)
    {
        var octets = new byte[count];
        using (var random = RandomNumberGenerator.Create())
        {
            random.GetBytes(octets);
        }

        return octets;
    }

    /// <summary><c>gs2-cbind-flag "," [authzid] "," n=user,r=nonce[,extensions]</c> (RFC 5802 7).</summary>
    private bool ReadFirst(string message)
    {
        var fields = message.Split(',');
        if (fields.Length < 4 || !IsGoodFlag(fields[0]) || fields[2] is not ['n', '=', ..] || fields[3] is not ['r', '=', _, ..])
        {
            return false;
        }

        _gs2Header = $"{fields[0]},{fields[1]},";
        _clientFirstBare = message.Substring(_gs2Header.Length);
        _userName = Gs2.UnescapeName(fields[2].Substring(2)) ?? string.Empty;
        _nonce = fields[3].Substring(2) + Convert.ToBase64String(RandomOctets(NonceOctets));
        _serverFirst = $"r={_nonce},s={Convert.ToBase64String(_salt)},i={ScramServerFirst.MinIterations.ToString(CultureInfo.InvariantCulture)}";

        // Nobody acts for somebody else here.
        return _userName.Length > 0 && (fields[1].Length == 0 || fields[1] == $"a={fields[2].Substring(2)}");
    }

    private bool IsGoodFlag(string flag) => _binds
        ? flag == $"p={_binding!.Type}"

        // RFC 5802 6: a client that can bind and was told that we can't has been shown another list than ours.
        : flag == "n" || (flag == "y" && _binding is null);

    /// <summary>Checks the client's proof and makes the server's; null where the client's does not hold.</summary>
    private byte[]? ProveBoth(string message)
    {
        var proofAt = message.LastIndexOf(",p=", StringComparison.Ordinal);
        var withoutProof = proofAt < 0 ? message : message.Substring(0, proofAt);
        var fields = withoutProof.Split(',');
        if (proofAt < 0 || fields.Length < 2 || fields[0] != $"c={Convert.ToBase64String(BindingInput())}" || fields[1] != $"r={_nonce}")
        {
            return null;
        }

        // The names are those of RFC 5802 3. A user that does not exist fails at the same place as a wrong password.
        var password = _accounts.PreparedPasswordOf(_userName);
        var saltedPassword = _hash.Hi(Encoding.UTF8.GetBytes(password ?? string.Empty), _salt, ScramServerFirst.MinIterations);
        var clientKey = _hash.Hmac(saltedPassword, Encoding.ASCII.GetBytes("Client Key"));
        var serverKey = _hash.Hmac(saltedPassword, Encoding.ASCII.GetBytes("Server Key"));
        var authMessage = Encoding.UTF8.GetBytes($"{_clientFirstBare},{_serverFirst},{withoutProof}");
        var proof = _hash.Hmac(_hash.Hash(clientKey), authMessage);
        for (var i = 0; i < proof.Length; i++)
        {
            proof[i] ^= clientKey[i];
        }

        var expected = Encoding.ASCII.GetBytes(Convert.ToBase64String(proof));
        var isRight = FixedTime.Equals(expected, Encoding.UTF8.GetBytes(message.Substring(proofAt + ",p=".Length)));
        return isRight && password is not null
            ? Encoding.ASCII.GetBytes($"v={Convert.ToBase64String(_hash.Hmac(serverKey, authMessage))}")
            : null;
    }

    private byte[] BindingInput()
    {
        var header = Encoding.UTF8.GetBytes(_gs2Header);
        return _binds ? [.. header, .. _binding!.Data] : header;
    }
}
