using SmtpTools.Status;

namespace SmtpTools.Tests.Status;

public class SmtpStatusTests
{
    /// <summary>Replies as servers send them, the step they came in, and the cause that they mean.</summary>
    [Theory]
    // Exchange Online: one code, several causes
    [InlineData("535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [AM0PR01CA0001.eurprd01.prod.exchangelabs.com]", "Auth", "BasicAuthDisabled", "Exchange Online")]
    [InlineData("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.", "Auth", "TenantSmtpAuthDisabled", "Exchange Online")]
    [InlineData("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled", "Auth", "MailboxSmtpAuthDisabled", "Exchange Online")]
    [InlineData("535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. [X]", "Auth", "BadCredentials", "Exchange Online")]
    [InlineData("535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator.", "Auth", "SignInPolicyBlocked", "Exchange Online")]
    [InlineData("535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.", "Auth", "SignInPolicyBlocked", "Exchange Online")]
    [InlineData("535 5.7.139 Authentication unsuccessful", "Auth", "BadCredentials", "Exchange Online")]
    [InlineData("535 5.7.3 Authentication unsuccessful", "Auth", "BadCredentials", "Exchange")]
    [InlineData("530 5.7.57 Client not authenticated to send mail. [X]", "Mail", "NotAuthenticated", "Exchange Online")]
    [InlineData("550 5.7.60 SMTP; Client does not have permissions to send as this sender", "EndOfData", "SendAsDenied", "Exchange")]
    [InlineData("554 5.2.252 SendAsDenied; a@example.com not allowed to send as b@example.com", "EndOfData", "SendAsDenied", "Exchange")]
    [InlineData("550 5.7.64 TenantAttribution; Relay Access Denied [X]", "Recipient", "ConnectorNotMatched", "Exchange Online")]
    [InlineData("550 5.4.1 Recipient address rejected: Access denied. [X]", "Recipient", "RecipientNotInDirectory", "Exchange Online")]
    [InlineData("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient a@example.com not found by SMTP address lookup", "EndOfData", "MailboxUnknown", "Exchange Online")]
    [InlineData("550 5.6.11 SMTPSEND.BareLinefeedsAreIllegal; message contains bare linefeeds", "EndOfData", "BareLineFeed", "Exchange Online")]
    [InlineData("550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP.", "Mail", "ClientAddressNotAccepted", "Exchange Online")]
    [InlineData("550 5.7.501 Service unavailable. Client blocked from sending from unregistered domains.", "EndOfData", "SenderBanned", "Exchange Online")]
    [InlineData("550 5.7.606 Access denied, banned sending IP [192.0.2.1]", "Recipient", "ClientBlocked", "Exchange Online")]
    [InlineData("550 5.7.590 Access denied", "Recipient", "SenderRefused", "Exchange Online")]
    [InlineData("550 5.7.735 Access denied", "Mail", "TenantBlocked", "Exchange Online")]
    [InlineData("451 4.7.500 Server busy. Please try again later from [192.0.2.1]. (S77714)", "Recipient", "SenderUnderReview", "Exchange Online")]
    [InlineData("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", "EndOfData", "RateLimited", "Exchange Online")]
    [InlineData("432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information.", "EndOfData", "TooManyConnections", "Exchange Online")]
    [InlineData("550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy", "EndOfData", "RuleRejected", "Exchange")]
    [InlineData("550 5.7.12 Sender was not authenticated by organization", "EndOfData", "ExternalSendersBlocked", "Exchange")]
    [InlineData("550 5.7.515 Access denied, sending domain example.com does not meet the required authentication level.", "EndOfData", "BulkSenderNotAuthenticated", "Outlook.com")]
    // Gmail, which uses some codes otherwise than the registry
    [InlineData("535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials a1-20020sm - gsmtp", "Auth", "BadCredentials", "Gmail")]
    [InlineData("534-5.7.9 Application-specific password required. For more information, go to\n534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor x - gsmtp", "Auth", "AppPasswordRequired", "Gmail")]
    [InlineData("550-5.7.26 This message does not have authentication information or fails to\n550-5.7.26 pass authentication checks (SPF or DKIM). To best protect our users from\n550-5.7.26 spam, the message has been blocked. Please visit\n550 5.7.26 https://support.google.com/mail/answer/81126 for more information. x - gsmtp", "EndOfData", "AuthenticationChecksFailed", "Gmail")]
    [InlineData("421-4.7.28 Gmail has detected an unusual rate of unsolicited mail. To protect\n421 4.7.28 our users from spam, mail has been temporarily rate limited. x - gsmtp", "EndOfData", "RateLimited", "Gmail")]
    [InlineData("550-5.7.25 The IP address sending this message does not have a PTR record setup, or the\n550 5.7.25 corresponding forward DNS entry does not point to the sending IP. x - gsmtp", "EndOfData", "ReverseDnsFailed", "Gmail")]
    [InlineData("550-5.7.30 Your message did not pass DKIM checks.\n550 5.7.30 x - gsmtp", "EndOfData", "DkimNotPassing", "Gmail")]
    [InlineData("550 5.7.30 REQUIRETLS support required", "EndOfData", "RequireTlsUnsupported", null)]
    [InlineData("550 5.7.27 Sender address has null MX", "Mail", "SenderNullMx", null)]
    [InlineData("450-4.2.1 The user you are trying to contact is receiving mail too quickly.\n450 4.2.1 Please resend your message at a later time. x - gsmtp", "Recipient", "RecipientRateLimited", "Gmail")]
    [InlineData("550-5.1.1 The email account that you tried to reach does not exist. Please try\n550 5.1.1 double-checking. x - gsmtp", "Recipient", "MailboxUnknown", null)]
    [InlineData("550-5.4.5 Daily user sending limit exceeded. x - gsmtp\n550 5.4.5 x", "EndOfData", "RateLimited", "Gmail")]
    // 454 means another thing in each step; the step and the first digit decide
    [InlineData("454 Throttling failure: Maximum sending rate exceeded.", "Mail", "RateLimited", "Amazon SES")]
    [InlineData("454 Throttling failure: Daily message quota exceeded.", "EndOfData", "DailyQuotaExceeded", "Amazon SES")]
    [InlineData("454 4.7.0 Temporary authentication failure", "Auth", "TemporaryAuthFailure", null)]
    [InlineData("454 Not now", "Auth", "TemporaryAuthFailure", null)]
    [InlineData("454 TLS not available due to temporary reason", "StartTls", "TlsNotAvailable", null)]
    [InlineData("454 Not now", "Mail", "RateLimited", null)]
    [InlineData("454 Not now", "None", "TransientFailure", null)]
    [InlineData("554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: a@example.com", "EndOfData", "IdentityNotVerified", "Amazon SES")]
    [InlineData("421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints", "Mail", "RateLimited", "Yahoo")]
    // Sign-in
    [InlineData("535 5.7.8 Error: authentication failed: authentication failure", "Auth", "BadCredentials", null)]
    [InlineData("535 5.7.1 Username and Password not accepted", "Auth", "BadCredentials", null)]
    [InlineData("535 5.7.0 Invalid login or password", "Auth", "BadCredentials", null)]
    [InlineData("535 Incorrect authentication data", "Auth", "BadCredentials", null)]
    [InlineData("534 5.7.9 Authentication mechanism is too weak", "Auth", "MechanismTooWeak", null)]
    [InlineData("538 5.7.11 Encryption required for requested authentication mechanism", "Auth", "EncryptionRequiredForAuth", null)]
    [InlineData("432 4.7.12 A password transition is needed", "Auth", "PasswordTransitionNeeded", null)]
    [InlineData("500 5.5.6 Authentication Exchange line is too long", "Auth", "AuthLineTooLong", null)]
    [InlineData("504 5.7.4 Unrecognized Authentication Type.", "Auth", "MechanismNotSupported", null)]
    [InlineData("530 5.7.0 Must issue a STARTTLS command first", "Mail", "StartTlsRequired", null)]
    [InlineData("530 5.7.0 Authentication required", "Mail", "AuthRequired", null)]
    // Greylisting and lists
    [InlineData("450 4.2.0 <a@example.com>: Recipient address rejected: Greylisted, try again in 300 seconds", "Recipient", "Greylisted", null)]
    [InlineData("451 4.7.1 Please try again later", "Recipient", "Greylisted", null)]
    [InlineData("554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.1", "Recipient", "ClientBlockListed", null)]
    [InlineData("550 5.7.1 Message blocked, see zen.spamhaus.org", "EndOfData", "ClientBlockListed", null)]
    [InlineData("554 5.7.1 <b@example.org>: Relay access denied", "Recipient", "RelayDenied", null)]
    [InlineData("550 5.7.1 This looks like spam", "EndOfData", "ContentRejected", null)]
    // By code alone
    [InlineData("452 4.3.1 Insufficient system storage", "Mail", "MailSystemFull", null)]
    [InlineData("552 5.2.2 over the limit", "Recipient", "MailboxFull", null)]
    [InlineData("552 5.3.4 Message size exceeds fixed limit", "Mail", "MessageTooLarge", null)]
    [InlineData("452 4.5.3 enough", "Recipient", "TooManyRecipients", null)]
    [InlineData("552 enough", "Recipient", "TooManyRecipients", null)]
    [InlineData("550 No", "Recipient", "RecipientRefused", null)]
    [InlineData("550 No", "Mail", "SenderRefused", null)]
    [InlineData("550 No", "EndOfData", "MessageRefused", null)]
    [InlineData("550 No", "None", "MailboxUnavailable", null)]
    [InlineData("554 5.5.1 Error: no valid recipients", "Data", "NoValidRecipients", null)]
    [InlineData("554 No SMTP service here", "Greeting", "NoSmtpService", null)]
    [InlineData("501 5.5.4 HELO/EHLO argument is invalid", "Hello", "HelloNameInvalid", null)]
    [InlineData("504 5.5.2 <pc>: Helo command rejected: need fully-qualified hostname", "Recipient", "HelloNameInvalid", null)]
    [InlineData("421 4.4.2 mx.example.com Error: timeout exceeded", "Noop", "SessionTimedOut", null)]
    [InlineData("550 5.7.777 Something else", "Recipient", "SecurityProblem", null)]
    [InlineData("550 5.0.0 Something", "Recipient", "RecipientRefused", null)]
    [InlineData("599 Unheard of", "Recipient", "PermanentFailure", null)]
    [InlineData("250 2.0.0 Ok: queued as 123", "EndOfData", "Ok", null)]
    [InlineData("354 End data with <CR><LF>.<CR><LF>", "Data", "StartMailInput", null)]
    public void A_reply_is_explained_by_code_text_and_step_together(string reply, string phase, string name, string? provider)
    {
        var explanation = SmtpStatus.Explain(SmtpReply.Parse(reply), Enum.Parse<SmtpPhase>(phase));

        Assert.Equal((name, provider), (explanation.Name, explanation.Provider));
        Assert.Equal(reply[0] == '4', explanation.IsTransient);
        Assert.NotEmpty(explanation.Meaning);
        Assert.NotEmpty(explanation.NextStep);
    }

    [Theory]
    [InlineData("450 4.2.0 Greylisted, try again in 300 seconds", 300)]
    [InlineData("451 4.7.1 Greylisted for 5 minutes (1)", 300)]
    [InlineData("451 4.7.1 Greylisting in action, please come back in 00:04:12", 252)]
    [InlineData("451 Retry after: 10m", 600)]
    [InlineData("421 try again in 1 hour", 3600)]
    [InlineData("450 wait at least 90s before the next attempt", 90)]
    [InlineData("450 4.2.0 Greylisted, see http://postgrey.example/help/42.html", null)]
    [InlineData("450 please wait 5", null)]
    [InlineData("450 try again in 0 seconds", null)]
    [InlineData("450 try again in 999999 days", null)]
    [InlineData("450 try again in 3 small steps", null)]
    [InlineData("550 5.7.1 blocked for 300 seconds", null)]
    public void The_time_to_wait_is_read_from_a_transient_reply(string reply, int? seconds)
    {
        var explanation = SmtpStatus.Explain(SmtpReply.Parse(reply), SmtpPhase.Recipient);

        Assert.Equal(seconds is null ? null : TimeSpan.FromSeconds(seconds.Value), explanation.RetryAfter);
    }

    [Fact]
    public void Links_in_the_text_are_told_each_once_and_clean()
    {
        var explanation = SmtpStatus.Explain(SmtpReply.Parse("550-5.7.1 See https://example.com/a?b=c.\n550-5.7.1 (http://example.org/x) and\n550 5.7.1 https://example.com/a?b=c"));

        Assert.Equal(["https://example.com/a?b=c", "http://example.org/x"], explanation.Links);
        Assert.StartsWith("550-5.7.1 See", explanation.Reply);
    }

    [Fact]
    public void The_reply_codes_first_digit_decides_where_a_server_contradicts_itself()
    {
        var explanation = SmtpStatus.Explain(SmtpReply.Parse("450 5.7.1 Not yet"), SmtpPhase.Mail);

        Assert.True(explanation.IsTransient);
        Assert.Equal("NotAuthorized", explanation.Name);
        Assert.EndsWith("later may succeed.", explanation.NextStep);
    }

    [Fact]
    public void Every_meaning_of_a_code_is_found()
    {
        var meanings = SmtpStatus.Lookup("5.7.139");

        Assert.Equal(7, meanings.Count);
        Assert.All(meanings, m => Assert.Equal("5.7.139", m.Code));
        Assert.Contains(meanings, m => m.Name == "TenantSmtpAuthDisabled" && m.Texts.Contains("disabled for the tenant"));
        Assert.Contains(SmtpStatus.Lookup("454"), m => m.Phases.Contains(SmtpPhase.StartTls));
        Assert.Equal("NotAuthorized", SmtpStatus.Lookup("5.7.1")[0].Name);
        Assert.Equal(["RequireTlsUnsupported", "DkimNotPassing"], SmtpStatus.Lookup("5.7.30").Select(m => m.Name));
    }

    [Theory]
    [InlineData("550 5.7.1 Unable to relay", "Recipient", "RelayDenied", "5.7.1")]
    [InlineData("550 5.7.1", "None", "NotAuthorized", "5.7.1")]
    [InlineData("5.1.1 <a@example.com>: User unknown", "None", "MailboxUnknown", "5.1.1")]
    [InlineData("smtp; 452 4.2.2 Over quota", "None", "MailboxFull", "4.2.2")]
    [InlineData(" 550 No ", "Mail", "SenderRefused", "550")]
    public void A_reply_as_it_stands_in_a_log_has_one_meaning(string text, string phase, string name, string code)
    {
        var meaning = Assert.Single(SmtpStatus.Lookup(text, Enum.Parse<SmtpPhase>(phase)));

        Assert.Equal((name, code), (meaning.Name, meaning.Code));
        Assert.NotNull(meaning.Reply);
    }

    [Fact]
    public void The_step_leaves_out_meanings_of_other_steps()
    {
        var names = SmtpStatus.Lookup("454", SmtpPhase.StartTls).Select(m => m.Name).ToList();

        Assert.Contains("TlsNotAvailable", names);
        Assert.DoesNotContain("TemporaryAuthFailure", names);
    }

    [Theory]
    [InlineData("5.7.777", "SecurityProblem")]
    [InlineData("4.9.9", "TransientFailure")]
    [InlineData("599", "PermanentFailure")]
    [InlineData("299", "Success")]
    public void Of_an_unknown_code_is_told_what_is_known(string code, string name)
    {
        var meaning = Assert.Single(SmtpStatus.Lookup(code), m => m.Provider is null);

        Assert.Equal((code, name), (meaning.Code, meaning.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("55")]
    [InlineData("199")]
    [InlineData("600")]
    [InlineData("5.7")]
    [InlineData("5xx")]
    [InlineData("6.7.1")]
    [InlineData("not a code")]
    [InlineData("550-first line only")]
    public void What_is_no_code_is_refused(string? code) => Assert.Throws<FormatException>(() => SmtpStatus.Lookup(code!));

    [Fact]
    public void Every_code_of_the_standards_has_a_meaning_of_its_own()
    {
        // RFC 5321 4.2.3 and its extensions; RFC 3463 and the IANA registry of enhanced status codes.
        string[] replies = [
            "211", "214", "220", "221", "235", "250", "251", "252", "334", "354", "421", "432", "450", "451", "452", "454", "455", "500", "501", "502",
            "503", "504", "521", "530", "534", "535", "538", "550", "551", "552", "553", "554", "555", "556",
        ];
        (int Subject, int Last)[] subjects = [(0, 0), (1, 10), (2, 4), (3, 6), (4, 7), (5, 6), (6, 10), (7, 30)];
        var codes = replies.Concat(subjects.SelectMany(s => Enumerable.Range(0, s.Last + 1).Select(detail => $"5.{s.Subject}.{detail}")));

        Assert.All(codes, code => Assert.Contains(SmtpStatus.Lookup(code), m => m.Provider is null && m.Texts.Count == 0 && m.Name is not ("PermanentFailure" or "TransientFailure" or "Success" or "Intermediate")));
    }

    [Fact]
    public void The_table_is_whole_and_in_plain_words()
    {
        var all = SmtpStatus.All();

        Assert.True(all.Count > 200);
        foreach (var entry in all)
        {
            Assert.Matches("^[A-Z][A-Za-z0-9]+$", entry.Name);
            Assert.NotEqual(SmtpStatusScope.None, entry.Scope);
            foreach (var sentence in new[] { entry.Meaning, entry.LikelyCause, entry.NextStep })
            {
                Assert.Matches(@"^[A-Za-z0-9-].*\.$", sentence);
            }

            Assert.NotEmpty(entry.Source);
        }
    }

    [Fact]
    public void No_record_stands_behind_another_that_always_wins()
    {
        // Two records with the same codes, steps, reply codes and no text: the later one could never be the answer.
        var plain = StatusTable.Entries.Where(e => e.Texts.Count == 0);
        var keys = plain.SelectMany(e => e.Codes.SelectMany(c => Keys(e, c.ToString()))).ToList();

        Assert.Equal(keys.Distinct().Count(), keys.Count);

        static IEnumerable<string> Keys(StatusEntry entry, string code) =>
            entry.Phases.Count == 0 ? [$"{code} {string.Join(',', entry.ReplyCodes)}"] : entry.Phases.Select(p => $"{code} {string.Join(',', entry.ReplyCodes)} {p}");
    }

    [Theory]
    [InlineData("code: 550\nname: A\nscope: Server\nmeans: B.\ncause: C.\nnext: D.", "source")]
    [InlineData("code: 55\nname: A\nscope: Server\nmeans: B.\ncause: C.\nnext: D.\nsource: E", "55")]
    [InlineData("code: 5.7.a\nname: A\nscope: Server\nmeans: B.\ncause: C.\nnext: D.\nsource: E", "5.7.a")]
    [InlineData("code: 550\nphase: Nowhere\nname: A\nscope: Server\nmeans: B.\ncause: C.\nnext: D.\nsource: E", "Nowhere")]
    [InlineData("code: 550\ncode: 551", "more than once")]
    [InlineData("colour: red", "colour")]
    public void A_fault_in_the_table_is_told_with_its_place(string text, string expected)
    {
        var error = Assert.Throws<FormatException>(() => StatusTableReader.Read("table", new StringReader(text)));

        Assert.Contains(expected, error.Message);
        Assert.StartsWith("table, ", error.Message);
    }

    [Theory]
    [InlineData("spam", "this is SPAM.", true)]
    [InlineData("spam", "zen.spamhaus.org", false)]
    [InlineData("spam", "antispam", false)]
    [InlineData("greylist*", "Greylisting in action", true)]
    [InlineData("[TS*", "x [TSS04] y", true)]
    [InlineData("spf + fail*", "SPF check failed", true)]
    [InlineData("spf + fail*", "DKIM check failed", false)]
    [InlineData("rbl", "marble", false)]
    public void Words_are_found_whole_unless_they_end_in_a_star(string pattern, string text, bool found) =>
        Assert.Equal(found, new StatusTextPattern(pattern).Match(text) > 0);

    [Fact]
    public void Any_reply_is_explained()
    {
        var random = new Random(20250608);
        const string alphabet = "0123456789. -abcdefghijklmnop\u00E9[]:/<>@";
        for (var round = 0; round < 3000; round++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(60)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
            var reply = SmtpReply.Parse($"{random.Next(200, 600)} {random.Next(2, 6)}.{random.Next(9)}.{random.Next(999)} {text}");
            var explanation = SmtpStatus.Explain(reply, (SmtpPhase)random.Next((int)SmtpPhase.Quit + 1));

            Assert.NotNull(explanation.Name);
            Assert.Equal(reply.IsTransientFailure, explanation.IsTransient);
        }
    }
}
