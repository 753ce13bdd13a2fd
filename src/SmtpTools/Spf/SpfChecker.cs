using SmtpTools.Spf;

namespace SmtpTools;

/// <summary>Tells whether a client may send mail for a domain: the function check_host of RFC 7208.</summary>
public sealed class SpfChecker
{
    /// <summary>The most terms that may cause DNS queries in one check (RFC 7208 4.6.4).</summary>
    public const int MaxLookups = 10;

    /// <summary>The most such terms whose answers may be empty (RFC 7208 4.6.4).</summary>
    public const int MaxVoidLookups = 2;

    /// <summary>The most names of one mx or ptr whose addresses are asked for (RFC 7208 4.6.4).</summary>
    public const int MaxHostNames = 10;

    /// <summary>The most characters of an explanation; a longer one is left out (RFC 7208 6.2).</summary>
    public const int MaxExplanationLength = 500;

    /// <summary>The most terms that a result lists.</summary>
    internal const int MaxSteps = 1000;

    private readonly IMailDns _dns;
    private readonly string? _receiver;
    private readonly TimeProvider _clock;

    /// <summary>Makes a checker. It keeps nothing, and is safe to use from several threads at once.</summary>
    /// <param name="dns">Who is asked.</param>
    /// <param name="receiver">The checking host's name for the macro r; <c>unknown</c> where null (RFC 7208 7.3).</param>
    /// <param name="timeProvider">Measures the time; the system's clock where null.</param>
    public SpfChecker(IMailDns dns, string? receiver = null, TimeProvider? timeProvider = null)
    {
        _dns = dns;
        _receiver = receiver;
        _clock = timeProvider ?? TimeProvider.System;
    }

    /// <summary>How long one check may take; beyond it the result is temperror (RFC 7208 4.6.4).</summary>
    public static TimeSpan MaxDuration { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Checks a client. Whatever goes wrong is in the result.</summary>
    /// <param name="client">The client and what it says of itself.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The result with what led to it.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public SpfCheckResult Check(SpfClient client, CancellationToken cancellationToken = default)
    {
        var start = _clock.GetTimestamp();

        // Clients on IPv4-mapped addresses are IPv4 clients (RFC 7208 5).
        var address = client.Address.IsIPv4MappedToIPv6 ? client.Address.MapToIPv4() : client.Address;
        var identity = SpfIdentity.Of(client);

        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(MaxDuration);
        var lookups = new SpfLookups(_dns, () => _clock.GetElapsedTime(start), time.Token, cancellationToken);
        var check = new CheckHost(lookups, address, confirmedName => new MacroValues
        {
            Address = address,
            LocalPart = identity.LocalPart,
            SenderDomain = identity.Domain,
            Helo = client.Helo ?? string.Empty,
            Receiver = _receiver ?? "unknown",
            Time = _clock.GetUtcNow(),
            ConfirmedName = confirmedName,
        });

        SpfOutcome outcome;
        try
        {
            outcome = check.Evaluate(identity.Domain);
        }
        catch (SpfStopException stop)
        {
            outcome = new SpfOutcome(stop.Result, stop.Message, identity.Domain, null, null);
        }

        var counts = (lookups.Terms, lookups.Voids);
        var explanation = outcome is { Result: SpfResult.Fail, Explanation: { } target } ? check.Explain(target, outcome.Domain) : null;
        return new SpfCheckResult
        {
            IPAddress = address.ToString(),
            Sender = $"{identity.LocalPart}@{identity.Domain}",
            Helo = client.Helo,
            Identity = identity.Name,
            Domain = identity.Domain,
            Result = outcome.Result,
            Mechanism = outcome.Mechanism,
            Path = check.Path,
            Steps = check.Steps,
            Explanation = explanation,
            Problem = outcome.Problem,
            LookupCount = counts.Terms,
            VoidLookupCount = counts.Voids,
            Duration = _clock.GetElapsedTime(start),
        };
    }
}
