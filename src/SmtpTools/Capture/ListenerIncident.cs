namespace SmtpTools;

/// <summary>Something that a listener noticed on a connection and that explains why no message came of it.</summary>
/// <param name="Time">When.</param>
/// <param name="Client">The client's address and port.</param>
/// <param name="Kind">What sort of thing.</param>
/// <param name="Detail">What happened, in words.</param>
public sealed record ListenerIncident(DateTimeOffset Time, string Client, ListenerIncidentKind Kind, string Detail);
