using System.Globalization;
using System.Text;

namespace SmtpTools.Diagnosis.Load;

/// <summary>
/// The messages of a measurement, as octets ready for the wire. They differ in a Message-ID and a subject alone, so that no server takes one
/// for a duplicate; the body is one block that all connections share.
/// </summary>
internal sealed class LoadMessage : MessageContent
{
    private const int LineLength = 76;

    private readonly string _headerFormat;
    private readonly byte[] _tail;

    /// <param name="sender">The sender, or null.</param>
    /// <param name="size">How many octets each is to have.</param>
    /// <param name="localDomain">The right side of the Message-IDs.</param>
    /// <param name="now">The date that they bear.</param>
    public LoadMessage(Mailbox? sender, int size, string localDomain, DateTimeOffset now)
    {
        var date = now.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + now.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", string.Empty);
        var run = Guid.NewGuid().ToString("N");
        _headerFormat =
            $"From: {sender?.AsciiForm ?? $"postmaster@{localDomain}"}\r\nTo: undisclosed-recipients:;\r\nDate: {date}\r\n"
            + $"Message-ID: <{{0:D12}}.{run}@{localDomain}>\r\nSubject: Measurement {{0:D12}}\r\nAuto-Submitted: auto-generated\r\n\r\n";
        _tail = Tail(size - Header(0).Length);
        Octets = Header(0).Length + _tail.Length - EndOfData.Length;
    }

    /// <summary>Octets of each message.</summary>
    public int Octets { get; }

    /// <inheritdoc/>
    public override long? Size => Octets;

    /// <inheritdoc/>
    public override BodyEncoding Encoding => BodyEncoding.SevenBit;

    /// <summary>The body with the end of the data behind it.</summary>
    public ArraySegment<byte> BodyAndEnd => new(_tail);

    private static string EndOfData => ".\r\n";

    /// <summary>The header of a message with the empty line behind it.</summary>
    public byte[] Header(long number) => System.Text.Encoding.ASCII.GetBytes(string.Format(CultureInfo.InvariantCulture, _headerFormat, number));

    /// <inheritdoc/>
    public override void WriteTo(Stream destination, CancellationToken cancellationToken)
    {
        var header = Header(0);
        destination.Write(header, 0, header.Length);
        destination.Write(_tail, 0, _tail.Length - EndOfData.Length);
    }

    // Lines of letters: nothing to stuff, nothing above 7 bits, none longer than RFC 5322 2.1.1 likes.
    private static byte[] Tail(int octets)
    {
        const string Letters = "abcdefghijklmnopqrstuvwxyz";
        var size = Math.Max(octets, "a\r\n".Length);
        var body = new StringBuilder(size + EndOfData.Length);
        while (body.Length < size)
        {
            var line = Math.Min(LineLength, size - body.Length - 2);
            var next = size - body.Length - 2 - line;

            // What is left must have room for a line end.
            line -= next is 1 ? 1 : 0;
            for (var i = 0; i < line; i++)
            {
                _ = body.Append(Letters[i % Letters.Length]);
            }

            _ = body.Append("\r\n");
        }

        return System.Text.Encoding.ASCII.GetBytes(body.Append(EndOfData).ToString());
    }
}
