using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>The errors that belong to a result: one for each refused recipient, or one for the message where it failed as a whole.</summary>
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
            yield break;
        }

        var refused = result.Recipients.Where(recipient => recipient.Phase == SmtpPhase.Recipient && recipient.State is RecipientState.Rejected or RecipientState.Deferred).ToList();
        foreach (var recipient in refused)
        {
            yield return OfRecipient(result, recipient);
        }

        if (result.Error is { } error)
        {
            yield return ErrorRecords.From(error, result);
        }
        else if (result.State == SendState.PartlySent && result.Recipients.Any(recipient => recipient.Phase == SmtpPhase.EndOfData && recipient.State != RecipientState.Accepted))
        {
            foreach (var late in result.Recipients.Where(recipient => recipient.Phase == SmtpPhase.EndOfData && recipient.State is RecipientState.Rejected or RecipientState.Deferred))
            {
                yield return OfRecipient(result, late);
            }
        }
    }

    private static ErrorRecord OfRecipient(SendResult result, RecipientResult recipient)
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
}
