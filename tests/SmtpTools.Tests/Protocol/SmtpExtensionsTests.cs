namespace SmtpTools.Tests.Protocol;

public sealed class SmtpExtensionsTests
{
    [Fact]
    public void Keywords_are_read_whatever_their_case_and_kept_where_unknown()
    {
        var extensions = Parse("PIPELINING", "size 35882577", "8bitmime", "SmtpUtf8", "XVERP=Courier", "X-NEW a b  c", "");

        Assert.True(extensions is { Pipelining: true, Size: true, EightBitMime: true, SmtpUtf8: true, Chunking: false, StartTls: false });
        Assert.Equal(35882577, extensions.MaxSize);
        Assert.Equal("mx.example", extensions.ServerName);
        Assert.Equal(["PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8", "XVERP=COURIER", "X-NEW"], extensions.All.Select(each => each.Keyword));
        Assert.Equal("a b  c", extensions.ParametersOf("x-new"));
        Assert.Null(extensions.ParametersOf("DSN"));
    }

    [Theory]
    [InlineData("XSECURITY=NONE,STARTTLS")]
    [InlineData("XSTARTTLS")]
    [InlineData("STARTTLSX")]
    [InlineData("X STARTTLS")]
    [InlineData("AUTH STARTTLS")]
    [InlineData("STARTTLS\tnow")]
    public void STARTTLS_is_a_whole_keyword(string line) => Assert.False(Parse(line).StartTls);

    [Theory]
    [InlineData("SIZE", null)]
    [InlineData("SIZE 0", null)]
    [InlineData("SIZE abc", null)]
    [InlineData("SIZE -1", null)]
    [InlineData("SIZE 1,000", null)]
    [InlineData("SIZE 99999999999999999999", null)]
    [InlineData("SIZE 9223372036854775807", long.MaxValue)]
    [InlineData("SIZE 1000", 1000L)]
    public void A_size_that_is_none_is_no_limit(string line, long? most)
    {
        var extensions = Parse(line);

        Assert.True(extensions.Size);
        Assert.Equal(most, extensions.MaxSize);
    }

    [Theory]
    [InlineData("PLAIN LOGIN", "AUTH PLAIN LOGIN", "AUTH=PLAIN LOGIN")]
    [InlineData("PLAIN LOGIN", "AUTH=PLAIN LOGIN")]
    [InlineData("PLAIN LOGIN CRAM-MD5", "AUTH plain Login", "AUTH CRAM-MD5 PLAIN")]
    [InlineData("GSSAPI NTLM LOGIN", "X-EXPS GSSAPI NTLM", "AUTH LOGIN")]
    [InlineData("PLAIN", "AUTH  PLAIN \t")]
    [InlineData("", "AUTH")]
    [InlineData("", "AUTH=")]
    [InlineData("", "XAUTH PLAIN")]
    public void Mechanisms_of_all_lines_are_one_list(string mechanisms, params string[] lines) =>
        Assert.Equal(mechanisms.Split(' ', StringSplitOptions.RemoveEmptyEntries), Parse(lines).AuthMechanisms);

    [Theory]
    [InlineData("LIMITS RCPTMAX=20 MAILMAX=5 RCPTDOMAINMAX=2", 20, 5, 2)]
    [InlineData("limits rcptmax=20", 20, null, null)]
    [InlineData("LIMITS RCPTMAX=0 MAILMAX=-1 RCPTDOMAINMAX=x", null, null, null)]
    [InlineData("LIMITS RCPTMAX=20=30 MAILMAX RCPTDOMAINMAX=99999999999", null, null, null)]
    [InlineData("LIMITS", null, null, null)]
    public void Limits_that_can_not_be_read_are_passed_over(string line, int? recipients, int? transactions, int? domains)
    {
        var extensions = Parse(line);

        Assert.Equal((recipients, transactions, domains), (extensions.MaxRecipients, extensions.MaxTransactions, extensions.MaxRecipientDomains));
    }

    [Fact]
    public void BINARYMIME_counts_only_with_CHUNKING()
    {
        Assert.False(Parse("BINARYMIME").BinaryMime);
        Assert.True(Parse("BINARYMIME", "CHUNKING").BinaryMime);
    }

    [Fact]
    public void Bare_codes_offer_nothing()
    {
        var extensions = SmtpExtensions.Parse(SmtpReply.Parse("250-mx.example\n250-PIPELINING\n250-\n250"));

        Assert.Equal("PIPELINING", Assert.Single(extensions.All).Keyword);
        Assert.Equal(string.Empty, SmtpExtensions.Parse(SmtpReply.Parse("250")).ServerName);
    }

    [Fact]
    public void The_first_line_offers_nothing() => Assert.False(SmtpExtensions.Parse(SmtpReply.Parse("250-STARTTLS\n250 HELP")).StartTls);

    private static SmtpExtensions Parse(params string[] lines) =>
        SmtpExtensions.Parse(SmtpReply.Parse($"250-mx.example greets you\n{string.Concat(lines[..^1].Select(line => $"250-{line}\n"))}250 {lines[^1]}"));
}
