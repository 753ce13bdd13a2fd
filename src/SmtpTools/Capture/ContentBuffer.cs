namespace SmtpTools.Capture;

/// <summary>
/// The content of one message as it comes in. It grows by pieces, so nothing is copied twice; where MAIL or BDAT tells the size, the
/// first piece has it and becomes the message.
/// </summary>
internal sealed class ContentBuffer(bool keep)
{
    private const int FirstPiece = 16 * 1024;
    private const int LargestPiece = 1024 * 1024;

    private readonly List<ArraySegment<byte>> _pieces = [];
    private byte[] _piece = [];
    private int _used;

    /// <summary>How many octets came, kept or not.</summary>
    public long Length { get; private set; }

    /// <summary>Whether an octet above 127 came; known only where <see cref="WatchEightBit"/> asks for it.</summary>
    public bool HasEightBit { get; private set; }

    /// <summary>Whether to look for octets above 127.</summary>
    public bool WatchEightBit { get; init; }

    /// <summary>Whether the content is kept.</summary>
    public bool Keeps => keep;

    /// <summary>Makes room for this many octets in one piece.</summary>
    public void Expect(long octets)
    {
        if (keep && octets > _piece.Length - _used && octets <= int.MaxValue)
        {
            StartPiece((int)octets);
        }
    }

    /// <summary>Adds octets.</summary>
    public void Append(ReadOnlySpan<byte> octets)
    {
        Note(octets);
        while (keep && !octets.IsEmpty)
        {
            var space = Space(octets.Length);
            octets.Slice(0, space.Count).CopyTo(space.AsSpan());
            octets = octets.Slice(space.Count);
            _used += space.Count;
        }
    }

    /// <summary>Room of at most this many octets to read into; <see cref="Advance"/> tells how many were read.</summary>
    public ArraySegment<byte> Space(int wanted)
    {
        if (_used == _piece.Length)
        {
            StartPiece(Math.Max(FirstPiece, Math.Min(LargestPiece, _piece.Length * 2)));
        }

        return new ArraySegment<byte>(_piece, _used, Math.Min(wanted, _piece.Length - _used));
    }

    /// <summary>Adds what was read into <see cref="Space"/>.</summary>
    public void Advance(int count)
    {
        Note(_piece.AsSpan(_used, count));
        _used += count;
    }

    /// <summary>The pieces in their order.</summary>
    public IEnumerable<ArraySegment<byte>> Pieces => _used == 0 ? _pieces : _pieces.Append(new ArraySegment<byte>(_piece, 0, _used));

    /// <summary>The whole content; null where it is not kept.</summary>
    public byte[]? ToArray()
    {
        if (!keep)
        {
            return null;
        }

        if (_pieces.Count == 0 && _used == _piece.Length)
        {
            return _piece;
        }

        var whole = new byte[Length];
        var at = 0;
        foreach (var piece in Pieces)
        {
            piece.AsSpan().CopyTo(whole.AsSpan(at));
            at += piece.Count;
        }

        return whole;
    }

    private void Note(ReadOnlySpan<byte> octets)
    {
        Length += octets.Length;
        HasEightBit |= WatchEightBit && octets.IndexOfEightBit() >= 0;
    }

    private void StartPiece(int size)
    {
        if (_used > 0)
        {
            _pieces.Add(new ArraySegment<byte>(_piece, 0, _used));
        }

        _piece = new byte[size];
        _used = 0;
    }
}
