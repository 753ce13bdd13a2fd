using SmtpTools.Addressing;

namespace SmtpTools;

/// <summary>A policy: what a domain promises of the servers that take its mail (RFC 8461 3.2).</summary>
public sealed class MtaStsPolicy
{
    internal MtaStsPolicy(MtaStsMode mode, TimeSpan maxAge, IReadOnlyList<string> mx, IReadOnlyList<string> extensions)
    {
        Mode = mode;
        MaxAge = maxAge;
        Mx = mx;
        Extensions = extensions;
    }

    /// <summary>What senders do where a server does not fulfil the policy.</summary>
    public MtaStsMode Mode { get; }

    /// <summary>How long senders keep the policy.</summary>
    public TimeSpan MaxAge { get; }

    /// <summary>The names of the servers, as published; <c>*.</c> at the front stands for one label.</summary>
    public IReadOnlyList<string> Mx { get; }

    /// <summary>Lines that the standard does not know, as published.</summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>Whether a server is one of the policy's (RFC 8461 4.1). Its certificate must then be for that name.</summary>
    /// <param name="host">The name that the MX record has, in ASCII; what it may be an alias of does not matter.</param>
    public bool Allows(string host) => Mx.Any(pattern => HostPattern.Matches(pattern, host));

    /// <summary>The mode and the servers.</summary>
    /// <returns>Such as <c>Enforce mail.example.com, *.example.net</c>.</returns>
    public override string ToString() => $"{Mode} {string.Join(", ", Mx)}";
}
