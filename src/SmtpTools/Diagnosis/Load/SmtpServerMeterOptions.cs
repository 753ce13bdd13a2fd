namespace SmtpTools;

/// <summary>How a server is measured.</summary>
public sealed class SmtpServerMeterOptions
{
    /// <summary>How many messages are sent where neither their number nor a time is given.</summary>
    public const int DefaultMessageCount = 100;

    /// <summary>Most connections at a time.</summary>
    public const int MaxConnections = 1000;

    /// <summary>The largest message, in octets.</summary>
    public const int MaxMessageSize = 256 * 1024 * 1024;

    /// <summary>The sender; null for the null sender, to whom no failure is reported.</summary>
    public Mailbox? Sender { get; set; }

    /// <summary>The recipients; at least one.</summary>
    public IList<Mailbox> Recipients { get; } = new List<Mailbox>();

    /// <summary>How many of the recipients each message has, taken in turn; null for all of them.</summary>
    public int? RecipientsPerMessage { get; set; }

    /// <summary>How many messages are tried; null for as many as the time allows, or <see cref="DefaultMessageCount"/> where no time is given either.</summary>
    public long? MessageCount { get; set; }

    /// <summary>After how long no more message is begun; null for no such limit.</summary>
    public TimeSpan? Duration { get; set; }

    /// <summary>Octets of each message, its header included; a message is never smaller than its header and one line.</summary>
    public int MessageSize { get; set; } = 10 * 1024;

    /// <summary>How many connections are used at a time.</summary>
    public int Connections { get; set; } = 1;

    /// <summary>After how many messages a connection is replaced; null for never.</summary>
    public int? MessagesPerConnection { get; set; }

    /// <summary>The rate at which messages are begun, over all connections; null for as fast as they go.</summary>
    public MessageRate? Rate { get; set; }

    /// <summary>Whether a server may be measured that is not on a private network.</summary>
    public bool AllowsPublicTarget { get; set; }

    /// <summary>How sessions are opened.</summary>
    public SmtpSessionOptions Session { get; set; } = new() { Timeouts = SmtpTimeouts.AtMost(SmtpServerTestOptions.DefaultTimeout) };

    /// <summary>The number of messages that there is in effect; null for no such limit.</summary>
    internal long? EffectiveCount => MessageCount ?? (Duration is null ? DefaultMessageCount : null);

    /// <exception cref="ArgumentException">An option can't be.</exception>
    internal void Check()
    {
        if (Recipients.Count == 0)
        {
            throw new ArgumentException("A measurement needs a recipient.");
        }

        if (RecipientsPerMessage is { } recipients && (recipients < 1 || recipients > Recipients.Count))
        {
            throw new ArgumentException($"Each message can have 1 to {Recipients.Count} of the {Recipients.Count} recipients.");
        }

        AtLeastOne(MessageCount, "messages");
        AtLeastOne(MessagesPerConnection, "messages on a connection");
        if (Duration <= TimeSpan.Zero)
        {
            throw new ArgumentException("The time of a measurement must be longer than zero.");
        }

        if (Connections is < 1 or > MaxConnections)
        {
            throw new ArgumentException($"There can be 1 to {MaxConnections} connections.");
        }

        if (MessageSize is < 0 or > MaxMessageSize)
        {
            throw new ArgumentException($"A message can have up to {MaxMessageSize} octets.");
        }
    }

    private static void AtLeastOne(long? number, string what)
    {
        if (number < 1)
        {
            throw new ArgumentException($"The number of {what} must be at least 1.");
        }
    }
}
