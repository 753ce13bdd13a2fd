namespace SmtpTools.Addressing;

/// <summary>The classes of characters that RFC 5893 2 tells apart.</summary>
internal enum BidiClass
{
    /// <summary>Written from left to right.</summary>
    LeftToRight,

    /// <summary>Written from right to left, as Hebrew is.</summary>
    RightToLeft,

    /// <summary>Written from right to left, as Arabic is.</summary>
    ArabicLetter,

    /// <summary>An Arabic digit.</summary>
    ArabicNumber,

    /// <summary>A European digit.</summary>
    EuropeanNumber,

    /// <summary>A mark on the character before it.</summary>
    NonspacingMark,

    /// <summary>Anything else that a label may hold: the hyphen, symbols.</summary>
    Neutral,
}
