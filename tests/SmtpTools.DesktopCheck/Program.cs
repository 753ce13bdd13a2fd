using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SmtpTools.DesktopCheck;

/// <summary>
/// Speaks SMTP to itself by the builds for .NET Framework, and says what came of each check. A certificate is given, since Mono makes none.
/// </summary>
internal static class Program
{
    private const string HostName = "mx.example.test";
    private const string User = "user";
    private const string Secret = "s3cret-\u00e4";

    private static int Main(string[] arguments)
    {
        if (arguments.Length != 2)
        {
            Console.Error.WriteLine("usage: SmtpTools.DesktopCheck CERTIFICATE.pfx ANOTHER.pem");
            return 2;
        }

        using var certificate = new X509Certificate2(arguments[0], string.Empty, X509KeyStorageFlags.Exportable);
        using var another = new X509Certificate2(arguments[1]);
        var checks = new Dictionary<string, Action>
        {
            ["a message in plain text, by DATA"] = () => Exchange(TlsMode.None, certificate, ignored: "CHUNKING"),
            ["a message in plain text, by BDAT"] = () => Exchange(TlsMode.None, certificate),
            ["a message without PIPELINING"] = () => Exchange(TlsMode.None, certificate, ignored: "PIPELINING"),
            ["STARTTLS with a root of one's own"] = () => Exchange(TlsMode.StartTls, certificate),
            ["TLS from the first octet"] = () => Exchange(TlsMode.Tls, certificate),
            ["a root that is another's"] = () => Refused(certificate, another),
            ["an LMTP session"] = () => Exchange(TlsMode.None, certificate, isLmtp: true),
            ["a wrong password"] = () => WrongPassword(certificate),
            ["a message built by MimeKit, through a pool"] = () => Pooled(certificate),
            ["the meaning of a reply"] = () => Equal("5.7.139", SmtpStatus.Lookup("5.7.139")[0].Code),
        };
        foreach (var mechanism in new[] { "PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512" })
        {
            checks.Add($"AUTH {mechanism}", () => Exchange(TlsMode.StartTls, certificate, mechanism: mechanism));
        }

        var failures = checks.Count(check => !Holds(check.Key, check.Value));
        Console.WriteLine($"{checks.Count - failures} passed, {failures} failed");
        return failures == 0 ? 0 : 1;
    }

    private static bool Holds(string name, Action check)
    {
        try
        {
            check();
            Console.WriteLine($"ok   {name}");
            return true;
        }
        catch (Exception exception)
        {
            Console.WriteLine($"FAIL {name}: {exception}");
            return false;
        }
    }

    private static void Exchange(TlsMode security, X509Certificate2 certificate, string? mechanism = null, string? ignored = null, bool isLmtp = false)
    {
        using var listener = Listen(security, certificate, isLmtp);
        var options = Options(listener, security, certificate);
        options.IsLmtp = isLmtp;
        if (ignored is not null)
        {
            _ = options.IgnoredExtensions.Add(ignored);
        }

        if (mechanism is not null)
        {
            options.AuthMechanism = mechanism;
            options.Credential = SmtpCredential.Password(User, () => Secret);
        }

        using var session = new SmtpSession(options);
        session.Open();
        for (var i = 0; i < 3; i++)
        {
            var octets = Encoding.ASCII.GetBytes($"Subject: {i}\r\n\r\n.{new string('x', 70)}\r\n..\r\n");
            var result = session.Send(Envelope(), MessageContent.FromOctets(octets));
            Equal(SendState.Sent, result.State);
            var message = listener.Receive(TimeSpan.FromSeconds(10)) ?? throw new InvalidOperationException("The message was not captured.");
            Equal(Convert.ToBase64String(octets), Convert.ToBase64String(message.Raw!));
            Equal(mechanism, message.AuthMechanism);
            Equal(security == TlsMode.None, message.Tls is null);
        }

        _ = session.Quit();
    }

    private static void Refused(X509Certificate2 certificate, X509Certificate2 another)
    {
        using var listener = Listen(TlsMode.StartTls, certificate);
        using var session = new SmtpSession(Options(listener, TlsMode.StartTls, another));
        try
        {
            session.Open();
        }
        catch (SmtpTlsException exception)
        {
            Equal(CertificateFaults.UntrustedRoot, exception.Faults);
            return;
        }

        throw new InvalidOperationException("The session opened.");
    }

    private static void WrongPassword(X509Certificate2 certificate)
    {
        using var listener = Listen(TlsMode.StartTls, certificate);
        var options = Options(listener, TlsMode.StartTls, certificate);
        options.Credential = SmtpCredential.Password(User, () => "wrong");
        using var session = new SmtpSession(options);
        try
        {
            session.Open();
        }
        catch (SmtpAuthenticationException exception)
        {
            Equal(535, exception.Reply!.Code);
            return;
        }

        throw new InvalidOperationException("The session opened.");
    }

    private static void Pooled(X509Certificate2 certificate)
    {
        using var listener = Listen(TlsMode.StartTls, certificate);
        var message = MessageBuilder.Build(new MailMessageOptions { From = "a@example.org", To = { "b@example.net" }, Subject = "Gr\u00fc\u00dfe", HtmlBody = "<p>x</p>" });
        using var pool = new SmtpPool(() => Options(listener, TlsMode.StartTls, certificate), new SmtpPoolOptions { MaxConnections = 2 });
        _ = Parallel.For(0, 10, _ => Equal(SendState.Sent, pool.Send(Envelope(), message.GetContent()).State));
        Equal(10L, listener.MessageCount);
    }

    private static SmtpListener Listen(TlsMode security, X509Certificate2 certificate, bool isLmtp = false)
    {
        var options = new SmtpListenerOptions { HostName = HostName, Certificate = certificate, ImplicitTls = security == TlsMode.Tls, Lmtp = isLmtp };
        options.Credentials.Add(new NetworkCredential(User, Secret));
        var listener = new SmtpListener(options);
        listener.Start();
        return listener;
    }

    private static SmtpSessionOptions Options(SmtpListener listener, TlsMode security, X509Certificate2 root)
    {
        var options = new SmtpSessionOptions(new SmtpEndpoint("127.0.0.1", listener.Port)) { Security = security };
        options.Tls.TargetName = HostName;
        _ = options.Tls.ExtraRoots.Add(root);
        return options;
    }

    private static SmtpEnvelope Envelope() => new()
    {
        ReversePath = Mailbox.Parse("a@example.org"),
        Recipients = { new SmtpRecipient(Mailbox.Parse("b@example.net")) },
    };

    private static void Equal<T>(T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new InvalidOperationException($"Expected {expected}, but it was {actual}.");
        }
    }
}
