namespace SmtpTools;

/// <summary>How long each phase may take. The defaults are those of RFC 5321 4.5.3.2, which a client should not fall below.</summary>
public sealed record SmtpTimeouts
{
    /// <summary>One address: connecting, proxy and TLS handshake each. RFC 5321 says nothing; 30 seconds.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The greeting, whole: 5 minutes.</summary>
    public TimeSpan Greeting { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The reply to MAIL, RCPT and any command not named here: 5 minutes.</summary>
    public TimeSpan Command { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The reply to DATA: 2 minutes.</summary>
    public TimeSpan DataInitiation { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>One block of content on its way: 3 minutes.</summary>
    public TimeSpan DataBlock { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The reply after the end of the content: 10 minutes. A shorter one makes duplicates (RFC 1047).</summary>
    public TimeSpan DataTermination { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The reply to QUIT, which nothing depends on: 2 seconds.</summary>
    public TimeSpan Quit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The whole of one operation: opening a session, or one message; unlimited where null.</summary>
    public TimeSpan? Overall { get; init; }

    /// <summary>The RFC's times, none of them longer than a limit.</summary>
    /// <param name="limit">The longest wait for any one step.</param>
    public static SmtpTimeouts AtMost(TimeSpan limit)
    {
        if (limit <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(limit), limit, "A time-out must be longer than zero.");
        }

        var standard = new SmtpTimeouts();
        return new SmtpTimeouts
        {
            Connect = Min(standard.Connect),
            Greeting = Min(standard.Greeting),
            Command = Min(standard.Command),
            DataInitiation = Min(standard.DataInitiation),
            DataBlock = Min(standard.DataBlock),
            DataTermination = Min(standard.DataTermination),
            Quit = Min(standard.Quit),
        };

        TimeSpan Min(TimeSpan time) => time < limit ? time : limit;
    }
}
