using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>The errors that belong to a result: one for each recipient that surely did not get the message, and one for the message where it failed as a whole.</summary>
internal static class SendErrors
{
    public static IEnumerable<ErrorRecord> Of(SendResult result)
    {
        if (result.State == SendState.InDoubt)
        {
            yield return ErrorRecords.Make(
                result.Error ?? new SmtpToolsException("Whether the server took the message is not known."),
                "SmtpDeliveryInDoubt",
                ErrorCategory.ConnectionError,
                result,
                $"The connection was lost after the end of the message. Before sending again, see in the server's log whether it took {result.MessageId}: sending again may make a duplicate (RFC 1047).");
        }

        foreach (var recipient in result.Recipients)
        {
            if (recipient.State == RecipientState.NotTried && result.State is SendState.PartlySent or SendState.InDoubt)
            {
                yield return OfNotTried(result, recipient);
            }
            else if (recipient.State is RecipientState.Rejected or RecipientState.Deferred && !IsToldByMessage(result, recipient))
            {
                yield return OfRefused(result, recipient);
            }
        }

        if (result is { Error: { } error, State: not SendState.InDoubt })
        {
            yield return ErrorRecords.From(error, result);
        }
    }

    /// <summary>Where nobody gets the message, one reply that refuses it is one error and not one for each recipient.</summary>
    private static bool IsToldByMessage(SendResult result, RecipientResult recipient) =>
        result is { State: SendState.Refused, Error: not null } && recipient.Reply is not null && recipient.Reply == result.Reply && recipient.Phase == result.Phase;

    private static ErrorRecord OfRefused(SendResult result, RecipientResult recipient)
    {
        var deferred = recipient.State == RecipientState.Deferred;
        var why = recipient.Reply?.ToString() ?? recipient.Reason;
        return ErrorRecords.Make(
            new SmtpToolsException($"{result.Server} refused the recipient {recipient.Address}{(deferred ? " for now" : string.Empty)}: {why}"),
            deferred ? "SmtpRecipientDeferred" : "SmtpRecipientRejected",
            recipient.Reply is null ? ErrorCategory.NotImplemented : ErrorRecords.CategoryOf(recipient.Reply),
            recipient.Address,
            ErrorRecords.Advice(recipient.Reply, recipient.Phase) ?? "Use a server that offers SMTPUTF8, or an address in ASCII.");
    }

    /// <summary>The others got the message in an earlier transaction, or may have; this recipient's did not come to its end.</summary>
    private static ErrorRecord OfNotTried(SendResult result, RecipientResult recipient)
    {
        var refusal = recipient.Reply is { IsPositive: false } negative ? negative : null;
        var why = refusal?.ToString() ?? recipient.Reason ?? result.Error?.Message;
        return ErrorRecords.Make(
            new SmtpToolsException($"{result.Server} did not get the message for {recipient.Address}: {why}"),
            "SmtpRecipientNotTried",
            refusal is not null ? ErrorRecords.CategoryOf(refusal) : recipient.Reason is not null ? ErrorCategory.LimitsExceeded : ErrorCategory.OperationStopped,
            recipient.Address,
            ErrorRecords.Advice(refusal, recipient.Phase) ?? "Send the message again to the recipients that these errors name: it surely was not taken for them.");
    }
}
