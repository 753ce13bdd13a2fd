namespace SmtpTools;

/// <summary>A new DKIM key: where its private half lies, and the record that makes its public half known.</summary>
public sealed class DkimKeyFile
{
    /// <summary>The signing domain in ASCII.</summary>
    public required string Domain { get; init; }

    /// <summary>The selector.</summary>
    public required string Selector { get; init; }

    /// <summary>The key's type.</summary>
    public required DkimKeyType KeyType { get; init; }

    /// <summary>The key's length in bits.</summary>
    public required int KeyBits { get; init; }

    /// <summary>The file that holds the private key, in PKCS #8 and PEM, which its owner alone may read.</summary>
    public required string Path { get; init; }

    /// <summary>The record to publish.</summary>
    public required DkimDnsRecord Record { get; init; }

    /// <summary>The selector, the domain and the kind of key.</summary>
    /// <returns>Such as <c>s1 of example.com: Rsa 2048</c>.</returns>
    public override string ToString() => $"{Selector} of {Domain}: {KeyType} {KeyBits}";
}
