using DnsClient;

namespace SmtpTools.Mail.Dns;

/// <summary>What one try at one server gave: a response, or why there is none.</summary>
internal sealed record ServerReply(RecursiveServer Server, ReplyKind Kind, IDnsQueryResponse? Response, string? Fault)
{
    internal static ServerReply Of(RecursiveServer server, IDnsQueryResponse response) => new(server, ReplyKind.Response, response, null);

    internal static ServerReply Silent(RecursiveServer server) => new(server, ReplyKind.Silence, null, null);

    internal static ServerReply Unusable(RecursiveServer server, string fault) => new(server, ReplyKind.Unusable, null, fault);
}

