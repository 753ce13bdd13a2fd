namespace SmtpTools.Dns;

/// <summary>Tells whether a question has come before, within the last few thousand: by its hash alone, in a table that never grows.</summary>
internal sealed class RepeatedQuestions
{
    // A power of two, so that a hash's lowest bits are its place.
    private const int Places = 16_384;

    private readonly int[] _seen = new int[Places];

    /// <summary>Notes a question.</summary>
    /// <returns>Whether it has come before. Seldom wrong: another question with its hash counts as it, and one with its place displaces it.</returns>
    internal bool Note(DnsQuestionKey key)
    {
        var hash = key.GetHashCode();
        return Interlocked.Exchange(ref _seen[hash & (Places - 1)], hash) == hash;
    }
}
