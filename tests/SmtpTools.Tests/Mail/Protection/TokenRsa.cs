using System.Security.Cryptography;

namespace SmtpTools.Tests.Mail.Protection;

/// <summary>A private key as a token has it: it signs and decrypts, and does not come out.</summary>
internal sealed class TokenRsa(RSA key) : RSA
{
    public int Uses { get; private set; }

    public override int KeySize => key.KeySize;

    public override RSAParameters ExportParameters(bool includePrivateParameters) =>
        includePrivateParameters ? throw new CryptographicException("The key stays in the token.") : key.ExportParameters(false);

    public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();

    public override byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)
    {
        Uses++;
        return key.SignHash(hash, hashAlgorithm, padding);
    }

    public override byte[] Decrypt(byte[] data, RSAEncryptionPadding padding)
    {
        Uses++;
        return key.Decrypt(data, padding);
    }

    protected override byte[] HashData(byte[] data, int offset, int count, HashAlgorithmName hashAlgorithm) => SHA256.HashData(data.AsSpan(offset, count));
}
