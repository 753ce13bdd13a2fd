using System.Globalization;

namespace SmtpTools;

/// <summary>How many messages may be handed over in a time, as in <c>30/min</c>.</summary>
public sealed record MessageRate
{
    /// <summary>The highest rate that can be kept, in messages per second.</summary>
    public const double MaxPerSecond = 100_000;

    /// <summary>Makes a rate.</summary>
    /// <param name="messages">How many messages, more than 0.</param>
    /// <param name="time">In how long a time.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not above 0, or above <see cref="MaxPerSecond"/>.</exception>
    public MessageRate(double messages, TimeSpan time)
    {
        var perSecond = time > TimeSpan.Zero ? messages / time.TotalSeconds : 0;
        if (!(perSecond > 0 && perSecond <= MaxPerSecond))
        {
            throw new ArgumentOutOfRangeException(nameof(messages), messages, $"A rate is above 0 and at most {MaxPerSecond} messages per second.");
        }

        Messages = messages;
        Time = time;
    }

    /// <summary>Makes a rate in messages per second.</summary>
    /// <param name="perSecond">Messages per second, more than 0.</param>
    public MessageRate(double perSecond)
        : this(perSecond, TimeSpan.FromSeconds(1))
    {
    }

    /// <summary>How many messages.</summary>
    public double Messages { get; }

    /// <summary>In how long a time.</summary>
    public TimeSpan Time { get; }

    /// <summary>The time from one message to the next.</summary>
    public TimeSpan Interval => TimeSpan.FromSeconds(Time.TotalSeconds / Messages);

    /// <summary>Reads a rate: <c>5</c> (per second), <c>10/s</c>, <c>30/min</c>, <c>1000/h</c>, <c>10000/day</c>.</summary>
    /// <param name="text">The rate.</param>
    /// <exception cref="FormatException">The text is none.</exception>
    public static MessageRate Parse(string text)
    {
        var parts = (text ?? throw new ArgumentNullException(nameof(text))).Split('/');
        var time = parts.Length == 1 ? TimeSpan.FromSeconds(1) : parts.Length == 2 ? UnitOf(parts[1].Trim()) : null;
        return time is { } known && double.TryParse(parts[0].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count > 0 && count / known.TotalSeconds <= MaxPerSecond
            ? new MessageRate(count, known)
            : throw new FormatException($"'{text}' is no rate: give messages per second, as in 5, or per a unit, as in 30/min, 1000/h or 10000/day; at most {MaxPerSecond} per second.");
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => Messages.ToString(CultureInfo.InvariantCulture) + "/" + (
        Time == TimeSpan.FromSeconds(1) ? "s" : Time == TimeSpan.FromMinutes(1) ? "min" : Time == TimeSpan.FromHours(1) ? "h" : Time == TimeSpan.FromDays(1) ? "day" : Time.ToString());

    private static TimeSpan? UnitOf(string unit) => unit.ToLowerInvariant() switch
    {
        "s" or "sec" or "second" => TimeSpan.FromSeconds(1),
        "m" or "min" or "minute" => TimeSpan.FromMinutes(1),
        "h" or "hour" => TimeSpan.FromHours(1),
        "d" or "day" => TimeSpan.FromDays(1),
        _ => null,
    };
}
