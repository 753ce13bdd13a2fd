namespace SmtpTools;

/// <summary>Something wrong with a mail exchanger, or with the list of them.</summary>
public sealed class MailExchangerFault
{
    internal MailExchangerFault(MailExchangerFaultKind kind, string message)
    {
        Kind = kind;
        Message = message;
    }

    /// <summary>What kind of fault it is.</summary>
    public MailExchangerFaultKind Kind { get; }

    /// <summary>What was seen, in a sentence.</summary>
    public string Message { get; }

    /// <summary>The kind of fault.</summary>
    /// <returns>The kind of fault.</returns>
    public override string ToString() => Kind.ToString();
}
