namespace SmtpTools;

/// <summary>One term of an SPF record: a mechanism or a modifier (RFC 7208 4.6.1).</summary>
public abstract class SpfTerm
{
    private protected SpfTerm(string text, int position)
    {
        Text = text;
        Position = position;
    }

    /// <summary>The term as written.</summary>
    public string Text { get; }

    /// <summary>Where it starts in the record, from 0.</summary>
    public int Position { get; }

    /// <summary>Whether evaluating it counts towards the limit of 10 terms that cause DNS queries (RFC 7208 4.6.4).</summary>
    public abstract bool CausesLookup { get; }

    /// <summary>The term as written.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
