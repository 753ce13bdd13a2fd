namespace SmtpTools.Sasl;

/// <summary>OAUTHBEARER at the server (RFC 7628).</summary>
internal sealed class OAuthBearerServer(SaslAccounts accounts) : BearerServer(accounts)
{
    public override string Name => "OAUTHBEARER";

    protected override string Refusal => """{"status":"invalid_token","schemes":"bearer","scope":"mail"}""";

    /// <summary>The authorisation identity of the GS2 header, <c>n,a=user,</c>.</summary>
    protected override string? UserNameOf(string field)
    {
        var parts = field.Split(',');
        return parts is ["n" or "y", ['a', '=', ..], ""] ? Gs2.UnescapeName(parts[1].Substring(2)) : null;
    }
}
