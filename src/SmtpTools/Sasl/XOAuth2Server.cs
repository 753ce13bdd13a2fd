namespace SmtpTools.Sasl;

/// <summary>XOAUTH2 at the server, in the format that Google and Microsoft use.</summary>
internal sealed class XOAuth2Server(SaslAccounts accounts) : BearerServer(accounts)
{
    private const string UserField = "user=";

    public override string Name => "XOAUTH2";

    protected override string Refusal => """{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}""";

    protected override string? UserNameOf(string field) =>
        field.StartsWith(UserField, StringComparison.Ordinal) ? field.Substring(UserField.Length) : null;
}
