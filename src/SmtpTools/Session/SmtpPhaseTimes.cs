namespace SmtpTools;

/// <summary>How long each phase took; null for those that did not happen.</summary>
public sealed class SmtpPhaseTimes
{
    /// <summary>Looking up the host's addresses.</summary>
    public TimeSpan? Resolve { get; internal set; }

    /// <summary>Connecting, all addresses tried included.</summary>
    public TimeSpan? Connect { get; internal set; }

    /// <summary>From the connection to the end of the greeting.</summary>
    public TimeSpan? Greeting { get; internal set; }

    /// <summary>EHLO or HELO, and EHLO again after TLS.</summary>
    public TimeSpan? Hello { get; internal set; }

    /// <summary>STARTTLS and the handshake.</summary>
    public TimeSpan? Tls { get; internal set; }

    /// <summary>The AUTH exchange.</summary>
    public TimeSpan? Auth { get; internal set; }

    /// <summary>MAIL and RCPT until their last reply.</summary>
    public TimeSpan? Envelope { get; internal set; }

    /// <summary>Writing the content.</summary>
    public TimeSpan? Content { get; internal set; }

    /// <summary>From the end of the content to the server's answer.</summary>
    public TimeSpan? Completion { get; internal set; }

    /// <summary>All phases together.</summary>
    public TimeSpan Total => Sum(Resolve, Connect, Greeting, Hello, Tls, Auth, Envelope, Content, Completion);

    /// <inheritdoc/>
    public override string ToString()
    {
        var parts = new List<string>();
        Add("connect", Connect);
        Add("greeting", Greeting);
        Add("hello", Hello);
        Add("TLS", Tls);
        Add("AUTH", Auth);
        Add("envelope", Envelope);
        Add("content", Content);
        Add("completion", Completion);
        return FormattableString.Invariant($"{Total.TotalMilliseconds:F0} ms") + (parts.Count == 0 ? string.Empty : $" ({string.Join(", ", parts)})");

        void Add(string name, TimeSpan? time)
        {
            if (time is { } taken)
            {
                parts.Add(FormattableString.Invariant($"{name} {taken.TotalMilliseconds:F0}"));
            }
        }
    }

    internal void AddOpening(SmtpPhaseTimes opening)
    {
        Resolve = opening.Resolve;
        Connect = opening.Connect;
        Greeting = opening.Greeting;
        Hello = opening.Hello;
        Tls = opening.Tls;
        Auth = opening.Auth;
    }

    private static TimeSpan Sum(params TimeSpan?[] times)
    {
        var sum = TimeSpan.Zero;
        foreach (var time in times)
        {
            sum += time ?? TimeSpan.Zero;
        }

        return sum;
    }
}
