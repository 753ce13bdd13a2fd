using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SmtpTools.Protocol;
using SmtpTools.Transport;

namespace SmtpTools.Capture;

/// <summary>A session with one client, on one thread (RFC 5321 3 and 4). This part holds its course and the commands outside of a transaction.</summary>
internal sealed partial class CaptureSession
{
    private readonly ListenerSetup _setup;
    private readonly MessageStore _store;
    private readonly IncidentLog _incidents;
    private readonly CaptureConnection _connection;
    private readonly WaitHandle _stopping;
    private readonly string _clientAddress;
    private string _client;
    private string _helloName = string.Empty;
    private bool _isExtended;
    private CapturedTls? _tls;
    private SmtpListenerExtensions _offered;
    private bool _isRefused;
    private bool _ended;
    private bool _mustBeLast;
    private byte[]? _rulesReply;
    private int _commandsWithoutResult;
    private int _errors;

    public CaptureSession(ListenerSetup setup, MessageStore store, IncidentLog incidents, CaptureConnection connection, WaitHandle stopping, IPEndPoint client)
    {
        _setup = setup;
        _store = store;
        _incidents = incidents;
        _connection = connection;
        _stopping = stopping;
        _client = client.ToString();
        _clientAddress = client.Address.ToString();
        _connection.Replies.WithEnhancedStatus = setup.Offers(SmtpListenerExtensions.EnhancedStatusCodes);
    }

    private SmtpListenerOptions Options => _setup.Options;

    private SmtpReplyBuffer Replies => _connection.Replies;

    private bool IsStopping => _stopping.WaitOne(0);

    /// <summary>Plays the session to its end.</summary>
    public void Run()
    {
        try
        {
            if ((!Options.ImplicitTls || SecureConnection()) && Greet())
            {
                Converse();
            }

            _connection.Finish();
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            NoteLoss();
            if (_connection.IsTimedOut && Replies.Length == 0)
            {
                Replies.Append(421, Status(4, 4, 2), $"Nothing came for {Options.IdleTimeout.TotalSeconds} s; closing");
                _connection.Finish();
            }
        }
    }

    private void Converse()
    {
        while (!_ended)
        {
            // Data behind a command that the client had to wait for: it acts on a reply that it has not seen.
            if (Replies.Length > 0 && _connection.HasBuffered && (_mustBeLast || !MayPipeline))
            {
                RefuseAsViolation(_mustBeLast
                    ? "Commands were sent behind a command whose reply must be waited for (RFC 2920 3.1)"
                    : "Commands were sent without waiting for replies, but PIPELINING is not offered");
                return;
            }

            _mustBeLast = false;
            var outcome = _connection.ReadCommand(Options.MaxCommandLength, out var line);
            if (outcome != LineOutcome.Line)
            {
                EndAtLine(outcome);
                return;
            }

            Execute(line);
            _connection.FlushIfLarge();
        }
    }

    private bool MayPipeline => (_offered & SmtpListenerExtensions.Pipelining) != 0;

    private void Execute(ReadOnlySpan<byte> line)
    {
        SmtpCommandLine command;
        try
        {
            command = SmtpCommandLine.Parse(line);
            if (!CountCommand(command.Verb))
            {
                return;
            }

            Dispatch(command);
        }
        catch (CommandSyntaxException exception)
        {
            Refuse(exception.Code, exception.Status, exception.Message);
        }

        _rulesReply = null;
    }

    private void Dispatch(in SmtpCommandLine command)
    {
        if (_isRefused && command.Verb != SmtpVerb.Quit)
        {
            // RFC 5321 3.1: after a 554 greeting all but QUIT gets 503.
            Refuse(503, Status(5, 5, 1), "No SMTP service here");
            return;
        }

        switch (command.Verb)
        {
            case SmtpVerb.Helo or SmtpVerb.Ehlo or SmtpVerb.Lhlo:
                Hello(command);
                break;
            case SmtpVerb.StartTls:
                StartTls(command);
                break;
            case SmtpVerb.Auth:
                Authenticate(command);
                break;
            case SmtpVerb.Mail:
                BeginTransaction(command);
                break;
            case SmtpVerb.Rcpt:
                AddRecipient(command);
                break;
            case SmtpVerb.Data:
                ReceiveData(command);
                break;
            case SmtpVerb.Bdat:
                ReceiveChunk(command);
                break;
            default:
                ExecuteSimple(command);
                break;
        }
    }

    private void ExecuteSimple(in SmtpCommandLine command)
    {
        if (!IsKnownHere(command.Verb))
        {
            Refuse(command.Verb == SmtpVerb.Unknown ? 500 : 502, Status(5, 5, 1), "Command not recognized");
            return;
        }

        if (command.Verb is SmtpVerb.Rset or SmtpVerb.Quit)
        {
            command.RefuseArgument();
        }

        if (!Allow(command.Name, command.Argument))
        {
            return;
        }

        switch (command.Verb)
        {
            case SmtpVerb.Rset:
                _transaction = null;
                Accept(250, Status(2, 0, 0), "Ok");
                break;
            case SmtpVerb.Noop:
                Accept(250, Status(2, 0, 0), "Ok");
                break;
            case SmtpVerb.Quit:
                Accept(221, Status(2, 0, 0), "Bye");
                _ended = true;
                break;
            case SmtpVerb.Vrfy or SmtpVerb.Expn when command.Argument.Length == 0:
                Refuse(501, Status(5, 5, 4), $"{command.Name} takes an argument");
                break;
            case SmtpVerb.Vrfy or SmtpVerb.Expn:
                // RFC 5321 3.5.3
                Accept(252, Status(2, 5, 2), "Not verified, but mail for it is taken");
                break;
            case SmtpVerb.Etrn:
                StartQueueRun(command);
                break;
            case SmtpVerb.Help:
                Accept(214, Status(2, 0, 0), "This server keeps messages for tests; its commands are those of RFC 5321");
                break;
            case SmtpVerb.XClient:
                TakeClientAttributes(command);
                break;
            case SmtpVerb.XForward:
                TakeForwardAttributes(command);
                break;
        }
    }

    private bool IsKnownHere(SmtpVerb verb) => verb switch
    {
        SmtpVerb.Rset or SmtpVerb.Noop or SmtpVerb.Quit => true,
        SmtpVerb.Vrfy => _setup.Offers(SmtpListenerExtensions.Vrfy),
        SmtpVerb.Expn => _setup.Offers(SmtpListenerExtensions.Expn),
        SmtpVerb.Help => _setup.Offers(SmtpListenerExtensions.Help),
        SmtpVerb.Etrn => _setup.Offers(SmtpListenerExtensions.Etrn),
        SmtpVerb.XClient => _setup.Offers(SmtpListenerExtensions.XClient),
        SmtpVerb.XForward => _setup.Offers(SmtpListenerExtensions.XForward),
        _ => false,
    };

    private bool Greet()
    {
        if (!Allow(RuleBook.Connect, _clientAddress))
        {
            // RFC 5321 3.1 lets the client go on to QUIT after a 554.
            _isRefused = !_ended;
        }
        else if (_connection.HasUnread)
        {
            RefuseAsViolation("The client spoke before the greeting (RFC 5321 3.1)", 554);
            return false;
        }
        else
        {
            Accept(220, null, $"{Options.HostName} {(Options.Lmtp ? "LMTP" : "ESMTP")} SmtpTools");
        }

        _rulesReply = null;
        _mustBeLast = true;
        return true;
    }

    private void Hello(in SmtpCommandLine command)
    {
        // RFC 2033 4.1: LHLO takes the place of HELO and EHLO, which LMTP has not; SMTP has no LHLO.
        if (Options.Lmtp != (command.Verb == SmtpVerb.Lhlo))
        {
            Refuse(500, Status(5, 5, 1), Options.Lmtp ? "This is LMTP: say LHLO" : "This is SMTP: say EHLO");
            return;
        }

        // A domain or an address literal (RFC 5321 4.1.1.1).
        if (!Mailbox.TryParse("a@" + command.Argument, out _, out var fault) || command.Argument.Contains(' '))
        {
            Refuse(501, Status(5, 5, 4), $"{command.Name} takes a domain or an address literal: {fault}");
            return;
        }

        if (!Allow(command.Name, command.Argument))
        {
            return;
        }

        _transaction = null;
        _helloName = command.Argument;
        _isExtended = command.Verb != SmtpVerb.Helo;
        _mechanisms = _isExtended ? _setup.MechanismsFor(_tls is not null, SaslContext) : [];
        _offered = _isExtended ? _setup.OfferedFor(_tls is not null, _mechanisms) : SmtpListenerExtensions.None;
        _mustBeLast = true;
        if (_isExtended && _rulesReply is null)
        {
            Replies.AppendLines(250, _setup.HelloLines(_offered, _mechanisms));
        }
        else
        {
            Accept(250, null, Options.HostName);
        }
    }

    private void StartTls(in SmtpCommandLine command)
    {
        if (!_setup.Offers(SmtpListenerExtensions.StartTls) || _setup.Tls is null)
        {
            Refuse(502, Status(5, 5, 1), "STARTTLS is not offered");
        }
        else if (_tls is not null || !_isExtended)
        {
            Refuse(503, Status(5, 5, 1), _tls is null ? "EHLO comes first" : "TLS is on already");
        }
        else
        {
            command.RefuseArgument();
            if (_connection.HasUnread)
            {
                // RFC 3207 6 and CVE-2011-0411: what was sent in plaintext would be taken for what came within TLS.
                RefuseAsViolation("Data was sent in plaintext behind STARTTLS, before the handshake (RFC 3207 4.2)", 554);
            }
            else if (Allow(command.Name, command.Argument))
            {
                Accept(220, Status(2, 0, 0), "Ready to start TLS");
                _connection.Flush();
                _ended = !SecureConnection();
            }
        }
    }

    private bool SecureConnection()
    {
        try
        {
            var stream = _connection.StartTls(_setup.Tls!);
            _tls = FactsOf(stream);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or InvalidOperationException)
        {
            _incidents.Add(_client, ListenerIncidentKind.TlsFailed, exception.InnerException?.Message ?? exception.Message);
            return false;
        }

        // RFC 3207 4.2: whatever was known of the client before is forgotten.
        _helloName = string.Empty;
        _isExtended = false;
        _offered = SmtpListenerExtensions.None;
        _transaction = null;
        return true;
    }

    private CapturedTls FactsOf(SslStream stream)
    {
        using var certificate = stream.RemoteCertificate is { } remote ? new X509Certificate2(remote) : null;
        _certificateNames = certificate is null ? [] : NamesOf(certificate);
        return new CapturedTls
        {
            Protocol = TlsNames.OfProtocol(stream.SslProtocol),
            CipherSuite = TlsNames.OfCipherSuite(stream),
            ServerName = TlsAcceptor.ServerNameOf(stream),
            ClientCertificate = certificate is null ? null : CertificateFacts.From(certificate, Options.Time.GetUtcNow()),
        };
    }

    private void StartQueueRun(in SmtpCommandLine command)
    {
        // RFC 1985 5: "@domain" and "#queue" are forms of the same request.
        var node = command.Argument.TrimStart('@', '#');
        if (!DomainName.TryParse(node, out _, out var fault))
        {
            Refuse(501, Status(5, 5, 4), $"ETRN takes a domain: {fault}");
            return;
        }

        Accept(250, Status(2, 0, 0), $"Queue run for {node} started");
    }

    private static EnhancedStatusCode Status(int statusClass, int subject, int detail) => new(statusClass, subject, detail);
}
