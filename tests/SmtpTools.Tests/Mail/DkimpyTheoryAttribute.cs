namespace SmtpTools.Tests.Mail;

/// <summary>A theory that needs dkimpy; skipped where there is none.</summary>
internal sealed class DkimpyTheoryAttribute : TheoryAttribute
{
    public DkimpyTheoryAttribute() => Skip = DkimpyFactAttribute.Reason;
}
