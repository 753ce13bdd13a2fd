using System.Globalization;
using System.Text;

namespace SmtpTools.Commands;

/// <summary>What -WhatIf shows: the envelope, the size and the dialogue that would be held, as far as it is the client's. Nothing is opened for it.</summary>
internal static class DialoguePreview
{
    public static string Describe(SmtpSessionOptions options, SmtpEnvelope envelope, MailMessage message)
    {
        var text = new StringBuilder();
        var size = message.Size is { } octets ? octets.ToString("N0", CultureInfo.InvariantCulture) + " octets" : "size known only when written";
        _ = text.Append("Send \"").Append(message.Subject).Append("\" (").Append(size).Append(") to ").Append(options.Endpoint).AppendLine();
        foreach (var line in Lines(options, envelope, message))
        {
            _ = text.Append("  ").AppendLine(line);
        }

        return text.ToString().TrimEnd();
    }

    private static IEnumerable<string> Lines(SmtpSessionOptions options, SmtpEnvelope envelope, MailMessage message)
    {
        if (options.EffectiveSecurity == TlsMode.Tls)
        {
            yield return "(TLS handshake)";
        }

        yield return $"EHLO {options.LocalDomain ?? "(this computer's name)"}";
        if (options.EffectiveSecurity is TlsMode.StartTls or TlsMode.StartTlsWhenAvailable)
        {
            yield return options.EffectiveSecurity == TlsMode.StartTls ? "STARTTLS (required)" : "STARTTLS (when offered)";
            yield return "EHLO (again, under TLS)";
        }

        if (options.XClient is not null)
        {
            yield return "XCLIENT (the client given)";
            yield return "EHLO (again, as that client)";
        }

        if (options.Credential is { } credential)
        {
            yield return $"AUTH {options.AuthMechanism ?? "(the best mechanism offered)"} as {credential.UserName}";
        }

        yield return $"MAIL FROM:<{envelope.ReversePath}>" + (message.Size is { } size ? $" SIZE={size}" : string.Empty)
            + (message.NeedsSmtpUtf8 ? " SMTPUTF8" : string.Empty) + (message.Encoding == BodyEncoding.EightBitMime ? " BODY=8BITMIME" : string.Empty)
            + string.Concat(Wishes(envelope));
        foreach (var recipient in envelope.Recipients)
        {
            yield return $"RCPT TO:<{recipient.Mailbox}>" + (recipient.Notify is { } notify ? $" NOTIFY={notify.ToString().ToUpperInvariant().Replace(" ", string.Empty)}" : string.Empty);
        }

        yield return "DATA, or BDAT where CHUNKING is offered";
        yield return "QUIT (after the last message)";
    }

    /// <summary>What MAIL asks for beside that, where the server offers it.</summary>
    private static IEnumerable<string> Wishes(SmtpEnvelope envelope)
    {
        if (envelope.Return is { } part)
        {
            yield return part == DsnReturn.Full ? " RET=FULL" : " RET=HDRS";
        }

        if (envelope.EnvelopeId is { } id)
        {
            yield return $" ENVID={id}";
        }

        if (envelope.RequireTls)
        {
            yield return " REQUIRETLS";
        }

        if (envelope.DeliverBy is { } limit)
        {
            yield return FormattableString.Invariant($" BY={limit.Within.TotalSeconds};{limit.Mode.ToString()[0]}");
        }

        if (envelope.HoldUntil is { } release)
        {
            yield return FormattableString.Invariant($" HOLDUNTIL={release.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
        }

        if (envelope.TransferPriority is { } priority)
        {
            yield return FormattableString.Invariant($" MT-PRIORITY={priority}");
        }

        if (envelope.Submitter is { } submitter)
        {
            yield return $" AUTH={submitter}";
        }
    }
}
