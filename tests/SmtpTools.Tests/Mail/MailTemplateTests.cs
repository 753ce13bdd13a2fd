using MimeKit;

namespace SmtpTools.Tests.Mail;

/// <summary>Mail merge: what a template makes of a row, and what no row can make of a template.</summary>
public sealed class MailTemplateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_gives_fields_text_HTML_pictures_and_files()
    {
        _ = _folder.File("fields.txt", "From: Office <office@example.org>\nTo: {{ Name }} <{{ Email }}>\nReply-To: answers@example.org\nSubject: Invoice {{ Number }} for {{ name }}\n"
            + "List-Unsubscribe: <https://example.org/u?a={{ Email | url_encode }}>\nX-Customer: {{ row[\"Customer no.\"] }}\nAttachment: files/{{ Number }}.pdf; name=Invoice {{ Number }}.pdf\n");
        _ = _folder.File("body.txt", "Dear {{ Name }},\nyou owe us {{ Amount }}.\n{% if Late == 'yes' %}At once.{% endif %}");
        _ = _folder.File("body.html", "<p>Dear {{ Name }}, <img src=\"logo.png\"></p>");
        _ = _folder.File("logo.png", [1, 2]);
        _ = Directory.CreateDirectory(_folder["files"]);
        _ = _folder.File("files/4711.pdf", [3, 4, 5]);

        var message = Merge(Row(("Name", "Jo <b>&\u00F6"), ("Email", "jo@example.com"), ("Number", 4711), ("Amount", 12.5m), ("Late", "yes"), ("Customer no.", "K 1")));

        var read = Built.Parse(message);
        Assert.Equal(("Jo <b>&\u00F6", "jo@example.com"), (read.To.Mailboxes.Single().Name, read.To.Mailboxes.Single().Address));
        Assert.Equal("Office", read.From.Mailboxes.Single().Name);
        Assert.Equal("answers@example.org", read.ReplyTo.Mailboxes.Single().Address);
        Assert.Equal("Invoice 4711 for Jo <b>&\u00F6", read.Subject);
        Assert.Equal("<https://example.org/u?a=jo%40example.com>", read.Headers["List-Unsubscribe"]);
        Assert.Equal("K 1", read.Headers["X-Customer"]);
        Assert.Equal("Dear Jo <b>&\u00F6,\nyou owe us 12.5.\nAt once.", read.TextBody!.ReplaceLineEndings("\n").TrimEnd());
        Assert.Contains("Dear Jo &lt;b&gt;&amp;\u00F6, <img src=\"cid:", read.HtmlBody, StringComparison.Ordinal);
        Assert.Equal("Invoice 4711.pdf", Assert.Single(message.Attachments).Name);
    }

    [Theory]
    [InlineData("mail.txt", "To: {{ Email }}\nSubject: Hi\n  {{ Name }}\n\nBody: {{ Name }}", "Body: <b>", null)]
    [InlineData("mail.html", "To: {{ Email }}\r\nSubject: Hi {{ Name }}\r\n\r\n<p>{{ Name }}</p>", "<b>", "<p>&lt;b&gt;</p>")]
    [InlineData("mail.liquid", "To: {{ Email }}\nSubject: Hi {{ Name }}\n\n<!doctype html><p>{{ Name | raw }}</p>", null, "<!doctype html><p><b></p>")]
    public void A_file_gives_fields_and_a_body(string name, string content, string? text, string? html)
    {
        var message = Merge(Row(("Name", "<b>"), ("Email", "jo@example.com")), _folder.File(name, content));

        Assert.Equal("Hi <b>", message.Subject);
        Assert.Equal("jo@example.com", Assert.Single(message.To));
        Assert.Equal(text, text is null ? null : Built.Parse(message).TextBody!.Trim());
        Assert.Equal(html, Built.Parse(message).HtmlBody?.Trim());
    }

    [Fact]
    public void A_file_without_fields_is_all_body() =>
        Assert.Equal(
            "Dear Jo:\n\nTo: nobody",
            Built.Parse(Merge(Row(("Name", "Jo")), _folder.File("b.txt", "Dear {{ Name }}:\n\nTo: nobody"), o => o.To = ["a@example.com"])).TextBody!.ReplaceLineEndings("\n").Trim());

    [Fact]
    public void What_is_given_takes_the_place_of_the_template_s()
    {
        var path = _folder.File("m.txt", "From: t@example.org\nTo: t@example.com\nSubject: template\n\nbody of it");
        var message = Merge(Row(), path, o =>
        {
            o.From = "given@example.org";
            o.To = ["given@example.com"];
            o.Subject = "given";
            o.Body = "given body";
        });

        Assert.Equal(("given", "given body", "given@example.com"), (message.Subject, message.TextBody, Assert.Single(message.To)));
        Assert.Contains("given@example.org", message.From, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("To: {{ Email }}\n\n{{ Missing }}", "Missing")]
    [InlineData("To: {{ Email }}\nSubject: {{ Gone | upcase }}\n\nx", "Gone")]
    [InlineData("To: {{ Nobody }} <{{ Email }}>\n\nx", "Nobody")]
    [InlineData("To: {{ Email }}\n\n{% if Lost == 'x' %}a{% endif %}", "Lost")]
    public void A_missing_field_is_named_with_its_row(string content, string field)
    {
        var error = Assert.Throws<MailTemplateException>(() => Merge(Row(("Email", "a@example.com")), _folder.File("m.txt", content), number: 17));

        Assert.Equal((field, 17), (error.Field, error.Row));
        Assert.Contains($"Row 17 has no field '{field}'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("To: {{ Email }}\n\n{{ Email | nosuchfilter }}")]
    [InlineData("To: {{ Email }}\n\n{% if %}")]
    [InlineData("To: {{ Email\n\nx")]
    public void A_template_with_a_mistake_is_an_error(string content) =>
        Assert.Contains("m.txt", Assert.Throws<MailTemplateException>(() => Merge(Row(("Email", "a@example.com")), _folder.File("m.txt", content))).Message, StringComparison.Ordinal);

    [Fact]
    public void An_empty_value_is_a_value()
    {
        var message = Merge(Row(("Email", "a@example.com"), ("Title", ""), ("Null", null), ("File", "")), _folder.File("m.txt", "To: {{ Email }}\nCc: {{ Null }}\nAttachment: {{ File }}\nSubject: {{ Title }}x\n\nb"));

        Assert.Equal("x", message.Subject);
        Assert.Empty(message.Attachments);
        Assert.Empty(message.Cc);
    }

    [Theory]
    [InlineData("Doe, Jane")]
    [InlineData("a; b: c")]
    [InlineData("Eve <eve@evil.example>, ")]
    [InlineData("x\" <eve@evil.example>, \"y")]
    [InlineData("\\\" <eve@evil.example>, \"")]
    [InlineData("(comment) [x] \\ \\\\")]
    [InlineData("<eve@evil.example>")]
    [InlineData("Eve\uE02C <x>")]
    public void A_name_stays_a_name(string name)
    {
        foreach (var field in new[] { "{{ Name }} <{{ Email }}>", "\"{{ Name }}\" <{{ Email }}>", "Dear {{ Name }} of us <{{ Email }}>, second@example.com" })
        {
            var message = Merge(Row(("Name", name), ("Email", "jo@example.com")), _folder.File("m.txt", $"To: {field}\n\nx"));

            Assert.Equal(field.Contains("second", StringComparison.Ordinal) ? ["jo@example.com", "second@example.com"] : ["jo@example.com"], message.EnvelopeTo);
            var read = Built.Parse(message).To.Mailboxes.First();
            Assert.Equal("jo@example.com", read.Address);
            Assert.Contains(name.Trim().Replace('\uE02C', ','), read.Name, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("a@example.com>, <eve@evil.example")]
    [InlineData("a@example.com, eve@evil.example")]
    [InlineData("a@example.com; eve@evil.example")]
    [InlineData("\"x\"@example.com")]
    public void An_address_in_brackets_adds_no_other(string email) =>
        Assert.Throws<MailTemplateException>(() => Merge(Row(("Email", email)), _folder.File("m.txt", "To: Jo <{{ Email }}>\n\nx")));

    [Fact]
    public void An_address_among_others_adds_no_other() =>
        Assert.ThrowsAny<Exception>(() => Merge(Row(("Email", "a@example.com, eve@evil.example")), _folder.File("m.txt", "To: {{ Email }}, b@example.com\n\nx")));

    [Fact]
    public void A_field_that_is_one_value_takes_what_a_column_would() =>
        Assert.Equal(
            ["a@example.com", "b@example.com"],
            Merge(Row(("All", "\"A, a\" <a@example.com>; b@example.com")), _folder.File("m.txt", "To: {{ All }}\n\nx")).EnvelopeTo);

    [Theory]
    [InlineData("Subject: {{ X }}")]
    [InlineData("X-A: {{ X }}")]
    [InlineData("Cc: {{ X }} <a@example.com>")]
    [InlineData("Reply-To: {{ X }}")]
    [InlineData("Envelope-From: {{ X }}")]
    [InlineData("List-Unsubscribe: <https://example.com/{{ X }}>")]
    public void No_value_makes_a_field_of_its_own(string field)
    {
        foreach (var attack in new[] { "a@example.com\r\nBcc: eve@evil.example", "x\nX-Evil: 1", "x\r\n\r\nbody" })
        {
            Assert.ThrowsAny<Exception>(() => Merge(Row(("X", attack)), _folder.File("m.txt", $"To: b@example.com\n{field}\n\nx")));
        }
    }

    [Theory]
    [InlineData("files/{{ X }}.pdf", "../secret")]
    [InlineData("files/{{ X }}", "/etc/passwd")]
    [InlineData("files/{{ X }}/a.pdf", "..")]
    [InlineData("files/{{ X }}", "..\\secret")]
    [InlineData("{{ X }}", @"\\host\share\x")]
    public void No_value_leads_to_another_folder(string field, string value)
    {
        _ = Directory.CreateDirectory(_folder["files"]);
        _ = _folder.File("secret.pdf", [1]);
        _ = _folder.File("a.pdf", [1]);

        Assert.Throws<MailTemplateException>(() => Merge(Row(("X", value)), _folder.File("m.txt", $"To: b@example.com\nAttachment: {field}\n\nx")));
    }

    [Fact]
    public void A_value_is_never_a_template() =>
        Assert.Equal("{{ Email }}", Merge(Row(("Email", "a@example.com"), ("X", "{{ Email }}")), _folder.File("m.txt", "To: {{ Email }}\nSubject: {{ X }}\n\nx")).Subject);

    [Fact]
    public void A_list_in_a_row_can_be_looped_over() =>
        Assert.Equal(
            "pen: 2; ink: 1; ",
            Merge(
                Row(("Items", new List<object?> { Row(("Name", "pen"), ("Count", 2)), Row(("Name", "ink"), ("Count", 1)) })),
                _folder.File("m.txt", "To: b@example.com\n\n{% for item in Items %}{{ item.Name }}: {{ item.Count }}; {% endfor %}")).TextBody);

    [Theory]
    [InlineData("none")]
    [InlineData("")]
    public void Where_there_is_no_template_an_error_says_so(string name) => Assert.Throws<MailTemplateException>(() => MailTemplate.Load(_folder[name]));

    private static Dictionary<string, object?> Row(params (string Name, object? Value)[] values) =>
        values.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.OrdinalIgnoreCase);

    private MailMessage Merge(IReadOnlyDictionary<string, object?> row, string? template = null, Action<MailMessageOptions>? change = null, int number = 1)
    {
        var options = new MailMessageOptions { EnvelopeFrom = null };
        change?.Invoke(options);
        MailTemplate.Load(template ?? _folder.Path).Fill(options, row, number);
        options.From ??= "sender@example.org";
        return MessageBuilder.Build(options);
    }
}
