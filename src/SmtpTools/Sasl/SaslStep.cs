namespace SmtpTools.Sasl;

/// <summary>What a server does after a response of the client: it asks on, lets it in, or refuses.</summary>
internal readonly struct SaslStep
{
    private SaslStep(SaslOutcome outcome, byte[] challenge)
    {
        Outcome = outcome;
        Challenge = challenge;
    }

    /// <summary>The client is who it says it is.</summary>
    public static SaslStep Success { get; } = new(SaslOutcome.Success, []);

    /// <summary>It is not, or its response was no proper one.</summary>
    public static SaslStep Failure { get; } = new(SaslOutcome.Failure, []);

    /// <summary>Which of the three.</summary>
    public SaslOutcome Outcome { get; }

    /// <summary>What to ask; empty for the other two.</summary>
    public byte[] Challenge { get; }

    /// <summary>Asks on.</summary>
    public static SaslStep Ask(byte[] challenge) => new(SaslOutcome.Challenge, challenge);
}
