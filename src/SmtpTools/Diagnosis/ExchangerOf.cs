namespace SmtpTools.Diagnosis;

/// <summary>The domain that a server under test takes mail for, as DNS tells it; shared by the tests of all its exchangers.</summary>
internal sealed class ExchangerOf(MailExchangerResult domain, Lazy<MtaStsResult>? policy)
{
    public MailExchangerResult Domain { get; } = domain;

    /// <summary>The domain's MTA-STS policy, fetched once; null where nothing fetches it.</summary>
    public Lazy<MtaStsResult>? Policy { get; } = policy;
}
