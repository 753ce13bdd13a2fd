using SmtpTools.Spf;

namespace SmtpTools;

/// <summary>A modifier: redirect, exp, or one that RFC 7208 does not know and a check passes over (RFC 7208 6).</summary>
public sealed class SpfModifier : SpfTerm
{
    internal SpfModifier(string text, int position, string name, MacroString macro)
        : base(text, position)
    {
        Name = name;
        Macro = macro;
    }

    /// <summary>The name in lower case.</summary>
    public string Name { get; }

    /// <summary>What stands behind the equals sign, as written.</summary>
    public string Value => Macro.Text;

    /// <summary>Whether it is one that RFC 7208 defines.</summary>
    public bool IsKnown => IsRedirect || IsExplanation;

    /// <inheritdoc/>
    public override bool CausesLookup => IsRedirect;

    internal bool IsRedirect => Name == SpfRecordParser.Redirect;

    internal bool IsExplanation => Name == SpfRecordParser.Explanation;

    internal MacroString Macro { get; }
}
