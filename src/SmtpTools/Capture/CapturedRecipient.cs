using SmtpTools.Capture;

namespace SmtpTools;

/// <summary>A recipient that a listener accepted.</summary>
public sealed class CapturedRecipient
{
    internal CapturedRecipient(string address, IReadOnlyDictionary<string, string> parameters)
    {
        Address = address;
        Parameters = parameters;
    }

    /// <summary>The forward path as the client wrote it, without brackets and source route.</summary>
    public string Address { get; }

    /// <summary>The parameters of RCPT by keyword in upper case, values as sent (xtext not decoded); empty value where there was none.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>NOTIFY as sent (RFC 3461 4.1), or null.</summary>
    public string? Notify => Parameters.TryGetValue("NOTIFY", out var value) ? value : null;

    /// <summary>ORCPT with its xtext decoded, <c>type;address</c> (RFC 3461 4.2), or null.</summary>
    public string? OriginalRecipient => Parameters.TryGetValue("ORCPT", out var value) ? EsmtpValue.DecodeOriginalRecipient(value) : null;

    /// <summary>The address.</summary>
    public override string ToString() => Address;
}
