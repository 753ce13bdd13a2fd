using System.Security.Cryptography.X509Certificates;
using System.Text;
using SmtpTools.Protocol;
using SmtpTools.Sasl;

namespace SmtpTools.Capture;

/// <summary>Who the session's client is: AUTH (RFC 4954), and what XCLIENT and XFORWARD say in another's name.</summary>
internal sealed partial class CaptureSession
{
    private static readonly string[] s_clientAttributes = ["NAME", "ADDR", "PORT", "PROTO", "HELO", "LOGIN", "DESTADDR", "DESTPORT"];
    private static readonly string[] s_forwardAttributes = ["NAME", "ADDR", "PORT", "PROTO", "HELO", "IDENT", "SOURCE"];

    private IReadOnlyList<string> _mechanisms = [];
    private IReadOnlyList<string> _certificateNames = [];
    private string? _authIdentity;
    private string? _authMechanism;
    private IReadOnlyDictionary<string, string> _forwarded = EsmtpValue.NoParameters;

    private SaslServerContext SaslContext => new(_setup.Accounts, _tls is null ? null : _setup.Binding, _certificateNames);

    /// <summary>Whom a client's certificate names: its mailbox first, then the common name of its subject.</summary>
    private static string[] NamesOf(X509Certificate2 certificate) =>
        new[] { X509NameType.EmailName, X509NameType.SimpleName }
            .Select(type => certificate.GetNameInfo(type, forIssuer: false))
            .Where(static name => name.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToArray();

    private void Authenticate(in SmtpCommandLine command)
    {
        var words = command.Argument.Split(' ');
        if (CheckMayAuthenticate() is { } refusal)
        {
            Refuse(refusal);
            return;
        }

        if (words.Length > 2 || words[0].Length == 0)
        {
            Refuse(501, Status(5, 5, 4), "AUTH takes a mechanism and an initial response or none");
            return;
        }

        if (!_mechanisms.Contains(words[0], StringComparer.OrdinalIgnoreCase))
        {
            Refuse(504, Status(5, 5, 4), "This mechanism is not offered");
        }
        else if (Allow(command.Name, words[0]))
        {
            _mustBeLast = true;
            Exchange(SaslServers.Create(words[0], SaslContext), words.Length == 2 ? words[1] : null);
        }
    }

    private ServerReply? CheckMayAuthenticate() =>
        !_setup.Offers(SmtpListenerExtensions.Auth) ? new ServerReply(502, Status(5, 5, 1), "AUTH is not offered")
        : !_isExtended ? new ServerReply(503, Status(5, 5, 1), "EHLO comes first")
        : _authIdentity is not null || _transaction is not null ? new ServerReply(503, Status(5, 5, 1), "AUTH can't come here (RFC 4954 4)")
        : _mechanisms.Count > 0 ? null
        : _tls is null && _setup.HasMechanisms ? new ServerReply(538, Status(5, 7, 11), "Encryption required for authentication: STARTTLS comes first")
        : new ServerReply(502, Status(5, 5, 1), "AUTH is not offered");

    private void Exchange(SaslServer mechanism, string? initialResponse)
    {
        byte[]? response = null;
        if (initialResponse is not null && !TryDecode(initialResponse, isInitial: true, out response))
        {
            return;
        }

        var step = mechanism.Next(response);
        while (step.Outcome == SaslOutcome.Challenge)
        {
            Replies.Append(334, null, Convert.ToBase64String(step.Challenge));
            if (!TryReadResponse(out response))
            {
                return;
            }

            step = mechanism.Next(response);
        }

        if (step.Outcome == SaslOutcome.Failure)
        {
            Refuse(535, Status(5, 7, 8), "Authentication credentials invalid");
            return;
        }

        _authIdentity = mechanism.Identity;
        _authMechanism = mechanism.Name;
        Accept(235, Status(2, 7, 0), "Authentication succeeded");
    }

    private bool TryReadResponse(out byte[]? response)
    {
        response = null;
        var outcome = _connection.ReadResponse(out var line);
        if (outcome != LineOutcome.Line)
        {
            EndAtLine(outcome);
            return false;
        }

        if (line is [(byte)'*'])
        {
            Refuse(501, Status(5, 7, 0), "Authentication cancelled");
            return false;
        }

        return TryDecode(Encoding.UTF8.GetString(line), isInitial: false, out response);
    }

    private bool TryDecode(string text, bool isInitial, out byte[]? octets)
    {
        // RFC 4954 4: an initial response of no octets is a =.
        if (isInitial && text == "=")
        {
            octets = [];
            return true;
        }

        octets = null;
        try
        {
            // The platform passes over white space, which base64 has none of here.
            octets = text.Any(char.IsWhiteSpace) ? null : Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            // Answered below.
        }

        if (octets is null)
        {
            Refuse(501, Status(5, 5, 2), "That is not base64 (RFC 4954 4)");
        }

        return octets is not null;
    }

    /// <summary>XCLIENT: a proxy tells who its client is, and the session begins anew as if with that one.</summary>
    private void TakeClientAttributes(in SmtpCommandLine command)
    {
        if (_transaction is not null)
        {
            Refuse(503, Status(5, 5, 1), "A transaction is under way: RSET ends it");
            return;
        }

        if (ReadAttributes(command, s_clientAttributes) is not { } attributes)
        {
            return;
        }

        if (attributes.TryGetValue("ADDR", out var address))
        {
            // The address of version 6 comes as IPV6:address.
            const string Ipv6Tag = "IPV6:";
            var plain = address.StartsWith(Ipv6Tag, StringComparison.OrdinalIgnoreCase) ? $"[{address.Substring(Ipv6Tag.Length)}]" : address;
            _client = $"{plain}:{(attributes.TryGetValue("PORT", out var port) ? port : "0")}";
        }

        _authIdentity = attributes.TryGetValue("LOGIN", out var login) && login.Length > 0 ? login : null;
        _authMechanism = _authIdentity is null ? null : "XCLIENT";
        _helloName = string.Empty;
        _isExtended = false;
        _offered = SmtpListenerExtensions.None;
        _mustBeLast = true;
        Accept(220, null, $"{Options.HostName} {(Options.Lmtp ? "LMTP" : "ESMTP")} SmtpTools");
    }

    /// <summary>XFORWARD: a proxy tells for the record where the next message comes from.</summary>
    private void TakeForwardAttributes(in SmtpCommandLine command)
    {
        if (ReadAttributes(command, s_forwardAttributes) is { } attributes)
        {
            _forwarded = attributes;
            Accept(250, Status(2, 0, 0), "Ok");
        }
    }

    private Dictionary<string, string>? ReadAttributes(in SmtpCommandLine command, string[] known)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in command.Argument.Split(' '))
        {
            var equals = word.IndexOf('=');
            var name = equals < 0 ? string.Empty : word.Substring(0, equals).ToUpperInvariant();
            if (!known.Contains(name) || !Xtext.TryDecode(word.Substring(equals + 1), out var value))
            {
                Refuse(501, Status(5, 5, 4), $"{command.Name} takes name=xtext, with names of {string.Join(", ", known)}");
                return null;
            }

            attributes[name] = value is "[UNAVAILABLE]" or "[TEMPUNAVAIL]" ? string.Empty : value;
        }

        return attributes;
    }
}
