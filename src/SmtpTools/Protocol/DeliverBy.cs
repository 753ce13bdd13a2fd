namespace SmtpTools;

/// <summary>A time limit for delivery (RFC 2852 4).</summary>
/// <param name="Within">The time from now, in whole seconds of up to nine digits; at least one second with <see cref="DeliverByMode.Return"/>.</param>
/// <param name="Mode">What happens to a message that is late.</param>
/// <param name="Trace">Whether every server on the way reports that it passed the message on.</param>
public sealed record DeliverBy(TimeSpan Within, DeliverByMode Mode, bool Trace = false);
