namespace SmtpTools.TlsHello;

/// <summary>Takes numbers and blocks behind their lengths off the front of a message (RFC 8446 3). What is not there is told by false.</summary>
internal ref struct FieldReader(ReadOnlySpan<byte> octets)
{
    private ReadOnlySpan<byte> _rest = octets;

    public readonly bool HasMore => _rest.Length > 0;

    public bool TryTake(int count, out ReadOnlySpan<byte> octets)
    {
        if (count > _rest.Length)
        {
            octets = default;
            return false;
        }

        octets = _rest.Slice(0, count);
        _rest = _rest.Slice(count);
        return true;
    }

    public bool TryNumber(int octets, out int number)
    {
        number = 0;
        if (!TryTake(octets, out var taken))
        {
            return false;
        }

        foreach (var octet in taken)
        {
            number = (number << 8) | octet;
        }

        return true;
    }

    public bool TryBlock(int lengthOctets, out ReadOnlySpan<byte> block)
    {
        block = default;
        return TryNumber(lengthOctets, out var length) && TryTake(length, out block);
    }
}
