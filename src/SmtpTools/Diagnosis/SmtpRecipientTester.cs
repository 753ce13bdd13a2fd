using System.Net;
using SmtpTools.Diagnosis;

namespace SmtpTools;

/// <summary>
/// Asks servers whether they would take a message for a recipient: MAIL, RCPT, RSET, and never DATA. Exchangers are tried by preference
/// until one answers RCPT or refuses MAIL.
/// </summary>
/// <remarks>It keeps nothing between tests, and is safe to use from several threads at once.</remarks>
public sealed class SmtpRecipientTester
{
    private readonly SmtpRecipientTestOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Makes a tester.</summary>
    /// <param name="options">How recipients are tested; not to be changed afterwards.</param>
    /// <param name="timeProvider">The clock; the system's where null.</param>
    public SmtpRecipientTester(SmtpRecipientTestOptions options, TimeProvider? timeProvider = null)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Asks one server.</summary>
    /// <param name="recipient">The recipient.</param>
    /// <param name="server">The server.</param>
    /// <param name="cancellationToken">Ends the test at once.</param>
    public SmtpRecipientTest Test(Mailbox recipient, SmtpEndpoint server, CancellationToken cancellationToken = default) =>
        Ask(recipient, [server ?? throw new ArgumentNullException(nameof(server))], cancellationToken);

    /// <summary>Asks the mail exchangers of the recipient's domain.</summary>
    /// <param name="recipient">The recipient.</param>
    /// <param name="port">The TCP port.</param>
    /// <param name="dns">Who is asked for the mail exchangers.</param>
    /// <param name="cancellationToken">Ends the test at once.</param>
    public SmtpRecipientTest Test(Mailbox recipient, int port, IMailDns dns, CancellationToken cancellationToken = default)
    {
        var domain = (recipient ?? throw new ArgumentNullException(nameof(recipient))).Domain?.Ascii ?? recipient.DomainText;
        var found = new MailExchangerResolver(dns, _time).Resolve(domain, cancellationToken);
        if (!found.AcceptsMail)
        {
            return new SmtpRecipientTest
            {
                Recipient = recipient.ToString(),
                Port = port,
                Status = found.Status switch
                {
                    MailExchangerStatus.NxDomain or MailExchangerStatus.NullMx or MailExchangerStatus.NoMailServer => RecipientStatus.Unknown,
                    _ => RecipientStatus.Unreachable,
                },
                Error = found.Detail ?? found.ToString(),
                Duration = found.Duration,
            };
        }

        return Ask(recipient, [.. found.Exchangers.Where(static exchanger => exchanger.IsUsable).Select(exchanger => EndpointOf(exchanger, port))], cancellationToken);
    }

    private static SmtpEndpoint EndpointOf(MailExchanger exchanger, int port)
    {
        var endpoint = new SmtpEndpoint(exchanger.Host, port);
        foreach (var address in exchanger.Addresses)
        {
            endpoint.Addresses.Add(IPAddress.Parse(address.Address));
        }

        return endpoint;
    }

    private SmtpRecipientTest Ask(Mailbox recipient, IReadOnlyList<SmtpEndpoint> servers, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        var transcript = new TranscriptRecorder(_time);
        var tries = new List<string>();
        var test = new SmtpRecipientTest { Recipient = recipient.ToString(), Sender = _options.Sender?.ToString() ?? string.Empty, Tries = tries };
        foreach (var server in servers)
        {
            test.Port = server.Port;
            try
            {
                test.Error = null;
                AskOne(test, recipient, server, transcript, cancellationToken);
                tries.Add($"{server}: {test.Error ?? (test.Reply ?? test.SenderReply)!.ToString()}");
                break;
            }
            catch (SmtpToolsException exception)
            {
                tries.Add($"{server}: {exception.Message}");
                test.Error = exception.Message;
                if (test.Reply is not null)
                {
                    // It answered what was asked for; what broke after that is no matter.
                    break;
                }

                // Turned away at the door: that is about us, and another exchanger may think otherwise.
                test.Status = exception is SmtpReplyException { Reply: { } reply } ? RecipientVerdict.Of(reply, isToMail: true) : RecipientStatus.Unreachable;
            }
        }

        test.Transcript = transcript.Since(0);
        test.Duration = _time.GetElapsedTime(start);
        return test;
    }

    private void AskOne(SmtpRecipientTest test, Mailbox recipient, SmtpEndpoint server, TranscriptRecorder transcript, CancellationToken cancellationToken)
    {
        var options = _options.Session.For(server);
        options.Tls.ExamineOnly = options.EffectiveSecurity == TlsMode.StartTlsWhenAvailable;
        options.Transcript = transcript;
        options.TimeProvider = _time;
        if (_options.Listener is { } listener)
        {
            transcript.Listener = entry => listener(server, entry);
        }

        using var session = new SmtpSession(options);
        session.Open(cancellationToken);
        test.Server = server.Host;
        test.Address = SessionWalk.AddressOf(session.RemoteAddress);
        test.Tls = session.Tls;
        AskSession(test, recipient, session, cancellationToken);
        _ = session.Quit(cancellationToken);
    }

    private void AskSession(SmtpRecipientTest test, Mailbox recipient, SmtpSession session, CancellationToken cancellationToken)
    {
        var needsUtf8 = recipient.AsciiForm is null || _options.Sender is { AsciiForm: null };
        if (needsUtf8 && !session.Extensions.SmtpUtf8)
        {
            test.Status = RecipientStatus.Unreachable;
            test.Error = $"The address needs SMTPUTF8 (RFC 6531), which {session.Server} does not offer.";
            return;
        }

        var mail = session.Execute($"MAIL FROM:<{OnWire(_options.Sender)}>{(needsUtf8 ? " SMTPUTF8" : string.Empty)}", cancellationToken);
        test.SenderReply = mail;
        if (!mail.IsPositive)
        {
            test.Status = RecipientVerdict.Of(mail, isToMail: true);
            return;
        }

        test.Reply = session.Execute($"RCPT TO:<{OnWire(recipient)}>", cancellationToken);
        test.Status = RecipientVerdict.Of(test.Reply, isToMail: false);
        if (test.Status == RecipientStatus.Accepted && _options.DetectsCatchAll)
        {
            test.CatchAllReply = session.Execute($"RCPT TO:<{RandomName.Next()}@{recipient.Domain?.Ascii ?? recipient.DomainText}>", cancellationToken);
            test.IsCatchAll = test.CatchAllReply.IsPositive ? true : test.CatchAllReply.IsPermanentFailure ? false : null;
            test.Status = test.IsCatchAll == true ? RecipientStatus.AcceptedForAll : RecipientStatus.Accepted;
        }

        _ = session.Reset(cancellationToken);
    }

    private static string OnWire(Mailbox? mailbox) => mailbox is null ? string.Empty : mailbox.AsciiForm ?? mailbox.UnicodeForm;
}
