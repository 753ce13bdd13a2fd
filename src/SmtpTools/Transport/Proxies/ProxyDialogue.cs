using System.Text;
using SmtpTools.Protocol;

namespace SmtpTools.Transport;

/// <summary>
/// What is said to a proxy until it has connected: octets in, octets out, no I/O. It asks for exactly as many octets as surely belong to the
/// proxy's reply, because the server's greeting may follow at once and is not the proxy's.
/// </summary>
internal abstract class ProxyDialogue(ProxyOptions proxy, ProxyTarget target)
{
    private readonly EchoMask _mask = MaskOf(proxy);

    /// <summary>How many octets are wanted next; 0 when the proxy has connected.</summary>
    public int Wanted { get; protected set; }

    protected ProxyTarget Target { get; } = target;

    protected ProxyOptions Proxy { get; } = proxy;

    /// <summary>The dialogue of a proxy's kind.</summary>
    /// <exception cref="SmtpProxyException">A proxy of this kind can't be asked for this target.</exception>
    public static ProxyDialogue For(ProxyOptions proxy, ProxyTarget target) => proxy.Kind switch
    {
        ProxyKind.Socks4 or ProxyKind.Socks4a => new Socks4Dialogue(proxy, target),
        ProxyKind.Socks5 => new Socks5Dialogue(proxy, target),
        _ => new HttpConnectDialogue(proxy, target),
    };

    /// <summary>What is sent first.</summary>
    public abstract byte[] Begin();

    /// <summary>Takes the octets that were wanted.</summary>
    /// <param name="octets">As many as <see cref="Wanted"/> says.</param>
    /// <returns>What is sent next; empty for nothing.</returns>
    /// <exception cref="SmtpProxyException">The proxy said no, or nothing that its protocol knows.</exception>
    public abstract byte[] Take(ReadOnlySpan<byte> octets);

    /// <summary>The error for what the proxy said, without the credentials where it repeats them.</summary>
    protected SmtpProxyException Refusal(ProxyFault fault, string said) => new(_mask.Apply(fault switch
    {
        ProxyFault.TargetRefused => $"The proxy {Proxy} does not let {Target} be connected to: {said}",
        ProxyFault.TargetUnreachable => $"The proxy {Proxy} could not connect to {Target}: {said}",
        ProxyFault.CredentialRefused when Proxy.Credential is null => $"The proxy {Proxy} wants credentials, and none were given: {said}",
        ProxyFault.CredentialRefused => $"The proxy {Proxy} did not accept the credentials: {said}",
        _ => $"The proxy {Proxy} did not answer as its protocol says: {said}",
    }), fault);

    private static EchoMask MaskOf(ProxyOptions proxy)
    {
        var mask = new EchoMask();
        if (proxy.Credential is { } credential)
        {
            mask.Add(Encoding.UTF8.GetBytes(credential.Password), credential.UserName);
            mask.Add(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password}"));
        }

        return mask;
    }
}
