namespace SmtpTools;

/// <summary>The TXT record of BIMI: where a domain's logo is, and who vouches for it (draft-brand-indicators-for-message-identification 4.2).</summary>
public sealed class BimiRecord
{
    internal BimiRecord(string text, string location, string? authority, IReadOnlyList<string> extensions)
    {
        Text = text;
        Location = location;
        Authority = authority;
        Extensions = extensions;
    }

    /// <summary>The record as published.</summary>
    public string Text { get; }

    /// <summary>Where the logo is (l=); empty where the domain declines to show one.</summary>
    public string Location { get; }

    /// <summary>Where the certificate for the logo is (a=); null or empty where nobody vouches for it.</summary>
    public string? Authority { get; }

    /// <summary>Fields that are not known here, as published.</summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>Whether the domain says that it shows no logo.</summary>
    public bool IsDeclination => Location.Length == 0 && string.IsNullOrEmpty(Authority);

    /// <summary>The record as published.</summary>
    public override string ToString() => Text;
}
