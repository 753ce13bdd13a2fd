namespace SmtpTools.Protection;

/// <summary>A public key that a message is encrypted with.</summary>
internal interface IRecipientKey
{
    /// <summary>The addresses whose owner can read what is encrypted with it.</summary>
    IReadOnlyList<string> Addresses { get; }
}
