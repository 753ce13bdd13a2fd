using System.Management.Automation;
using SmtpTools.Parameters;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Sends messages: composed from parameters or pipeline rows, or ready-made. One connection serves the whole pipeline.</summary>
[Cmdlet(VerbsCommunications.Send, "SmtpMessage", SupportsShouldProcess = true)]
[OutputType(typeof(SendResult))]
public sealed partial class SendSmtpMessageCommand : CancellableCommand
{
    private readonly List<FileInfo> _pipedAttachments = [];
    private readonly MessageProgress _progress;
    private SmtpSender? _sender;
    private string? _senderKey;

    /// <summary>Makes the cmdlet.</summary>
    public SendSmtpMessageCommand() => _progress = new MessageProgress(this);

    private bool IsComposing => MyInvocation.BoundParameters.Keys.Any(name => name is nameof(Subject) or nameof(Body) or nameof(HtmlBody) or nameof(Attachments));

    private bool IsPreview => LanguagePrimitives.IsTrue(
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given) ? given : SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (UseSsl && Security is TlsMode.None or TlsMode.StartTlsWhenAvailable && MyInvocation.BoundParameters.ContainsKey(nameof(Security)))
        {
            ThrowTerminatingError(ErrorRecords.Make(
                new ArgumentException($"-UseSsl requires TLS and -Security {Security} does not: give one of them."), "SmtpSecurityContradicted", ErrorCategory.InvalidArgument, Security));
        }

        if (SkipCertificateCheck)
        {
            WriteWarning("-SkipCertificateCheck: whoever answers in the server's place will be trusted. Each result names the faults that were passed over.");
        }

        if (Encoding is not null)
        {
            WriteVerbose("-Encoding is not needed and not used: messages are UTF-8 always.");
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Stoppable(() =>
    {
        switch (InputObject?.BaseObject)
        {
            case FileInfo file when IsComposing || !IsReadyMessage(file.Name):
                // As with Send-MailMessage, piped files become attachments of one message, sent when the last one has come.
                _pipedAttachments.Add(file);
                break;
            case FileInfo file:
                SendOne(file.FullName, () => MessageReader.Open(file.FullName));
                break;
            case { } ready when MessageInput.IsOne(InputObject!):
                SendOne(ready, () => MessageInput.Read(InputObject!));
                break;
            case string path when IsReadyMessage(path) && !IsComposing:
                SendOne(path, () => MessageReader.Open(SessionState.Path.GetUnresolvedProviderPathFromPSPath(path)));
                break;
            case string path:
                _pipedAttachments.Add(new FileInfo(SessionState.Path.GetUnresolvedProviderPathFromPSPath(path)));
                break;
            default:
                SendOne(InputObject, Compose);
                break;
        }
    });

    /// <inheritdoc/>
    protected override void EndProcessing() => Stoppable(() =>
    {
        if (_pipedAttachments.Count > 0)
        {
            SendOne(null, Compose);
        }

        _progress.Complete();
    });

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _sender?.Dispose();
        }
    }

    private static bool IsReadyMessage(string name) => name.EndsWith(".eml", StringComparison.OrdinalIgnoreCase);

    private MailMessage Compose() => MessageBuilder.Build(MessageArguments.ToOptions(this, this, _pipedAttachments)).WithRow(InputObject);

    /// <summary>One message from its making to its result. Whatever goes wrong is this message's error, and the next one follows.</summary>
    private void SendOne(object? target, Func<MailMessage> make)
    {
        try
        {
            var server = ServerName();
            var message = make();
            var envelope = EnvelopeArguments.ToEnvelope(this, message);
            var size = message.Size;
            var action = $"Send \"{message.Subject}\" from {envelope.ReversePath} to {string.Join(", ", envelope.Recipients.Select(recipient => recipient.Mailbox))} via {server}";
            if (!ShouldProcess(IsPreview ? DialoguePreview.Describe(SessionOptions(server), envelope, message) : action, action + "?", "Send-SmtpMessage"))
            {
                return;
            }

            var sendOptions = new SendOptions { RequireAllRecipients = RequireAllRecipients, Progress = octets => _progress.Report(message, octets, size) };
            var result = Sender(server).Send(envelope, message.GetContent(), sendOptions, Cancellation);
            result.MessageId = message.MessageId;
            result.Subject = message.Subject;
            result.Row = message.Row;
            _progress.Count();
            WriteResult(result);
        }
        catch (Exception exception) when (exception is SmtpToolsException or ArgumentException or FormatException or IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.From(exception, target));
        }
    }

    private void WriteResult(SendResult result)
    {
        WriteObject(result.Row is null ? result : RowValues.Beside(result));
        foreach (var error in SendErrors.Of(result))
        {
            WriteError(error);
        }

        Cancellation.ThrowIfCancellationRequested();
    }

    private string ServerName()
    {
        var server = SmtpServer ?? SessionState.PSVariable.GetValue("PSEmailServer") as string;
        return string.IsNullOrWhiteSpace(server)
            ? throw new ArgumentException("No server: give -SmtpServer, or set $PSEmailServer.")
            : server!;
    }

    /// <summary>The sender of this message's server: the one of the message before where nothing about it has changed.</summary>
    private SmtpSender Sender(string server)
    {
        var options = SessionOptions(server);
        var key = $"{options.Endpoint} {options.Credential}";
        if (_sender is null || key != _senderKey)
        {
            _sender?.Dispose();
            _sender = new SmtpSender(options);
            _senderKey = key;
        }

        return _sender;
    }

    private SmtpSessionOptions SessionOptions(string server)
    {
        var security = UseSsl ? RequiredTls() : Security;
        var port = Port != 0 ? Port : security == TlsMode.Tls ? SmtpPorts.SubmissionTls : SmtpPorts.Relay;
        var tls = new TlsOptions { TargetName = TlsTargetName, IgnoredFaults = SkipCertificateCheck ? CertificateFaults.Any : CertificateFaults.None };
        tls.ExtraRoots.AddRange(TrustedRoot ?? []);
        return new SmtpSessionOptions(new SmtpEndpoint(server, port))
        {
            Security = security,
            Tls = tls,
            Timeouts = Timeout > 0 ? SmtpTimeouts.AtMost(TimeSpan.FromSeconds(Timeout)) : new SmtpTimeouts(),
            LocalDomain = LocalDomain,
            Credential = CredentialArgument.Make(Credential, AccessToken),
            AuthMechanism = AuthMechanism,
            AllowUnprotectedAuth = AllowUnprotectedAuth,
            Transcript = new TranscriptRecorder { Listener = entry => WriteVerbose(entry.ToString()) },
        };
    }

    /// <summary>-UseSsl as its users mean it: implicit TLS on 465, where STARTTLS would wait for ever, else STARTTLS.</summary>
    private TlsMode RequiredTls() =>
        Security is TlsMode.Tls or TlsMode.StartTls ? Security : Port == SmtpPorts.SubmissionTls ? TlsMode.Tls : TlsMode.StartTls;
}
