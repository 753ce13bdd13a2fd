using System.Security.Cryptography;
using System.Text;

namespace SmtpTools.Tests.Sasl;

/// <summary>
/// The server's side of SCRAM, written after RFC 5802 3 and 5 apart from the client, so that each checks the other.
/// </summary>
internal sealed class ScramServer(HashAlgorithmName hash, string password, byte[]? binding = null)
{
    private const string Suffix = "srv%nonce";
    private static readonly byte[] s_salt = [0x41, 0x25, 0xc2, 0x47, 0xe4, 0x3a, 0xb1, 0xe9, 0x3c, 0x6d, 0xff, 0x76];
    private string _gs2Header = "";
    private string _clientFirstBare = "";
    private string _serverFirst = "";

    /// <summary>The flag and authorisation identity that the client began with.</summary>
    public string Gs2Header => _gs2Header;

    public string UserName { get; private set; } = "";

    public string First(string clientFirst, int iterations = 4096)
    {
        var fields = clientFirst.Split(',');
        _gs2Header = $"{fields[0]},{fields[1]},";
        _clientFirstBare = clientFirst[_gs2Header.Length..];
        UserName = fields[2][2..].Replace("=2C", ",").Replace("=3D", "=");
        var nonce = fields[3][2..];
        _serverFirst = $"r={nonce}{Suffix},s={Convert.ToBase64String(s_salt)},i={iterations}";
        return _serverFirst;
    }

    /// <summary>The server's proof; throws where the client's does not hold.</summary>
    public string Final(string clientFinal, int iterations = 4096)
    {
        var proofAt = clientFinal.LastIndexOf(",p=", StringComparison.Ordinal);
        var withoutProof = clientFinal[..proofAt];
        var proof = Convert.FromBase64String(clientFinal[(proofAt + 3)..]);

        byte[] expectedBinding = [.. Encoding.UTF8.GetBytes(_gs2Header), .. binding ?? []];
        Assert.Equal(Convert.ToBase64String(expectedBinding), withoutProof.Split(',')[0][2..]);
        Assert.Equal(_serverFirst.Split(',')[0], withoutProof.Split(',')[1]);

        var length = CryptographicOperations.HashData(hash, []).Length;
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), s_salt, iterations, hash, length);
        var authMessage = Encoding.UTF8.GetBytes($"{_clientFirstBare},{_serverFirst},{withoutProof}");
        var storedKey = CryptographicOperations.HashData(hash, CryptographicOperations.HmacData(hash, salted, "Client Key"u8));
        var signature = CryptographicOperations.HmacData(hash, storedKey, authMessage);
        var clientKey = proof.Zip(signature, (a, b) => (byte)(a ^ b)).ToArray();
        Assert.Equal(storedKey, CryptographicOperations.HashData(hash, clientKey));

        var serverKey = CryptographicOperations.HmacData(hash, salted, "Server Key"u8);
        return $"v={Convert.ToBase64String(CryptographicOperations.HmacData(hash, serverKey, authMessage))}";
    }
}
