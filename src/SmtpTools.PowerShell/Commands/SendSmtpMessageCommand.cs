using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Sends messages: composed from parameters or pipeline rows, or ready-made. One connection serves the whole pipeline.</summary>
[Cmdlet(VerbsCommunications.Send, "SmtpMessage", SupportsShouldProcess = true)]
[OutputType(typeof(SendResult))]
public sealed partial class SendSmtpMessageCommand : SessionCommand
{
    private readonly List<FileInfo> _pipedAttachments = [];
    private readonly MessageProgress _progress;
    private EnvelopeArguments? _envelopes;

    /// <summary>Makes the cmdlet.</summary>
    public SendSmtpMessageCommand() => _progress = new MessageProgress(this);

    private bool IsComposing => MyInvocation.BoundParameters.Keys.Any(name => name is nameof(Subject) or nameof(Body) or nameof(HtmlBody) or nameof(Attachments));

    private bool IsPreview => LanguagePrimitives.IsTrue(
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given) ? given : SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (UseSsl && Security is TlsMode.None or TlsMode.StartTlsWhenAvailable && MyInvocation.BoundParameters.ContainsKey(nameof(Security)))
        {
            ThrowTerminatingError(ErrorRecords.Make(
                new ArgumentException($"-UseSsl requires TLS and -Security {Security} does not: give one of them."), "SmtpSecurityContradicted", ErrorCategory.InvalidArgument, Security));
        }

        if (Encoding is not null)
        {
            WriteVerbose("-Encoding is not needed and not used: messages are UTF-8 always.");
        }

        try
        {
            CheckRoute();
            _envelopes = new EnvelopeArguments(this);
            LoadProtection();
        }
        catch (ArgumentException exception)
        {
            ThrowTerminatingError(ErrorRecords.Make(exception, "SmtpSendArgumentInvalid", ErrorCategory.InvalidArgument, null));
        }
        catch (SmtpToolsException exception)
        {
            ThrowTerminatingError(ErrorRecords.From(exception, null));
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

        FinishDelivery();
        _progress.Complete();
    });

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            EndDelivery();
        }
    }

    private static bool IsReadyMessage(string name) => name.EndsWith(".eml", StringComparison.OrdinalIgnoreCase);

    private MailMessage Compose() => MessageBuilder.Build(MessageArguments.ToOptions(this, this, _pipedAttachments)).WithRow(InputObject);

    /// <summary>One message from its making to its result. Whatever goes wrong is this message's error, and the next one follows.</summary>
    private void SendOne(object? target, Func<MailMessage> make)
    {
        try
        {
            var options = Session is null ? SessionOptionsFor(ServerOrDefault(SmtpServer)) : null;
            var message = Protected(make());
            var item = new OutgoingItem(target, message, _envelopes!.ToEnvelope(message), options);
            if (ShouldProcess(IsPreview && options is not null ? DialoguePreview.Describe(options, item.Envelope, message) : Describe(item), Describe(item) + "?", "Send-SmtpMessage"))
            {
                _rehearse?.Invoke(message, Cancellation);
                Dispatch(item);
            }
        }
        catch (Exception exception) when (exception is SmtpToolsException or ArgumentException or FormatException or IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.From(exception, target));
        }
    }

    private string Describe(OutgoingItem item) =>
        $"Send \"{item.Message.Subject}\" from {item.Envelope.ReversePath} to {string.Join(", ", item.Envelope.Recipients.Select(recipient => recipient.Mailbox))} via {item.Options?.Endpoint!.Host ?? Session!.Server}";

    /// <summary>-UseSsl as its users mean it: implicit TLS on 465, where STARTTLS would wait for ever, else STARTTLS.</summary>
    private protected override TlsMode SessionSecurity =>
        !UseSsl || Security is TlsMode.Tls or TlsMode.StartTls ? Security : Port == SmtpPorts.SubmissionTls ? TlsMode.Tls : TlsMode.StartTls;
}
