using System.Text;
using SmtpTools.Protocol;

namespace SmtpTools.Transport;

/// <summary>HTTP CONNECT (RFC 9110 9.3.6): a request, and a reply that ends with an empty line. Behind a 2xx reply is the tunnel.</summary>
internal sealed class HttpConnectDialogue(ProxyOptions proxy, ProxyTarget target) : ProxyDialogue(proxy, target)
{
    /// <summary>Most octets of all replies' status lines and header fields together.</summary>
    public const int MaxHeaderLength = 16 * 1024;

    /// <summary>Most characters of a reason that are shown.</summary>
    private const int MaxReasonLength = 200;

    private static readonly byte[] s_start = Encoding.ASCII.GetBytes("HTTP/1.");

    private readonly List<byte> _header = [];
    private int _taken;

    public override byte[] Begin()
    {
        // RFC 9112 3.2.3: the target is host and port alone; Host says the same (3.2).
        var request = $"CONNECT {Target} HTTP/1.1\r\nHost: {Target}\r\n";
        if (Proxy.Credential is { } credential)
        {
            var pair = Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password}");
            request += $"Proxy-Authorization: Basic {Convert.ToBase64String(pair)}\r\n";
        }

        // Where a reply ends is known only when it has: what is read beyond would be the server's greeting.
        Wanted = 1;
        return Encoding.ASCII.GetBytes(request + "\r\n");
    }

    public override byte[] Take(ReadOnlySpan<byte> octets)
    {
        foreach (var octet in octets)
        {
            _header.Add(octet);
            if (_header.Count <= s_start.Length && octet != s_start[_header.Count - 1])
            {
                throw Refusal(ProxyFault.ProtocolError, $"HTTP would begin with a status line, and it sent {ForeignService.Describe([.. _header])}");
            }
        }

        _taken += octets.Length;
        if (_taken > MaxHeaderLength)
        {
            throw Refusal(ProxyFault.ProtocolError, $"the header of its reply is longer than {MaxHeaderLength} octets.");
        }

        if (EndsHeader())
        {
            TakeReply(Encoding.UTF8.GetString([.. _header]).Split('\n'));
        }

        return [];
    }

    /// <summary>Whether an empty line has ended the header; a bare LF ends a line too (RFC 9112 2.2).</summary>
    private bool EndsHeader()
    {
        var end = _header.Count - 1;
        if (_header[end] != '\n' || end == 0)
        {
            return false;
        }

        var before = _header[end - 1] == '\r' ? end - 2 : end - 1;
        return before >= 0 && _header[before] == '\n';
    }

    private void TakeReply(string[] lines)
    {
        var parts = lines[0].TrimEnd('\r').Split([' '], 3);
        if (parts.Length < 2 || parts[1].Length != 3 || !int.TryParse(parts[1], System.Globalization.NumberStyles.None, null, out var status) || status < 100)
        {
            throw Refusal(ProxyFault.ProtocolError, $"its status line is {ForeignService.Describe([.. _header])}");
        }

        if (status < 200)
        {
            // An interim reply (RFC 9110 15.2); the one that counts follows.
            _header.Clear();
            return;
        }

        if (status >= 300)
        {
            throw Refused(status, Visible(parts.Length > 2 ? parts[2] : string.Empty), lines);
        }

        Wanted = 0;
    }

    private SmtpProxyException Refused(int status, string reason, string[] lines)
    {
        var said = $"HTTP status {status}{(reason.Length == 0 ? string.Empty : $", {reason}")}.";
        return status switch
        {
            // 407 by RFC 9110 15.5.8; Tinyproxy says 401 to credentials that are wrong.
            401 or 407 => Refusal(ProxyFault.CredentialRefused, said + SchemesOf(lines)),
            404 or 408 or 410 or 421 or >= 500 and not (501 or 505) => Refusal(ProxyFault.TargetUnreachable, said),
            _ => Refusal(ProxyFault.TargetRefused, said),
        };
    }

    /// <summary>What the proxy would take in place of what it got, where that is not Basic.</summary>
    private static string SchemesOf(string[] lines)
    {
        const string Field = "Proxy-Authenticate:";
        var schemes = lines.Where(static line => line.StartsWith(Field, StringComparison.OrdinalIgnoreCase))
            .Select(static line => Visible(line.Substring(Field.Length).Trim().Split(' ')[0])).Where(static scheme => scheme.Length > 0).ToList();
        return schemes.Count == 0 || schemes.Contains("Basic", StringComparer.OrdinalIgnoreCase)
            ? string.Empty
            : $" It takes {string.Join(", ", schemes)}, and only Basic is known here.";
    }

    private static string Visible(string text)
    {
        var visible = new string([.. text.Where(static character => !char.IsControl(character))]).Trim();
        return visible.Length <= MaxReasonLength ? visible : visible.Substring(0, MaxReasonLength) + "...";
    }
}
