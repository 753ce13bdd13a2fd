using SmtpTools.Session;

namespace SmtpTools.Messages;

/// <summary>Octets in memory.</summary>
internal sealed class OctetSegment(byte[] octets) : MessageSegment
{
    internal override byte[] Octets => octets;

    internal override void AddTo(ref ContentFacts facts) => facts.Add(octets);

    internal override void WriteTo(Stream destination, CancellationToken cancellationToken) => destination.Write(octets, 0, octets.Length);
}
