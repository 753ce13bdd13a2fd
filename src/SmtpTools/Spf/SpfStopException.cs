using System.Diagnostics.CodeAnalysis;

namespace SmtpTools.Spf;

/// <summary>Ends a check from any depth with temperror or permerror: what RFC 7208 4.6.2 calls returning an exception.</summary>
[SuppressMessage("Design", "CA1064", Justification = "It never leaves the check that it ends.")]
internal sealed class SpfStopException(SpfResult result, string problem) : Exception(problem)
{
    public SpfResult Result { get; } = result;
}
