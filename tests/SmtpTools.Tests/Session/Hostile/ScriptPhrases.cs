using SmtpTools.TestServer;

namespace SmtpTools.Tests.Session.Hostile;

/// <summary>What most scripts have in common.</summary>
internal static class ScriptPhrases
{
    public const string MailLine = "MAIL FROM:<sender@example.org>*";
    public const string RcptA = "RCPT TO:<a@example.net>";
    public const string RcptB = "RCPT TO:<b@example.net>";
    public const string Greeting = "220 mx.example ESMTP";
    public const string MailOk = "250 2.1.0 Ok";
    public const string RcptOk = "250 2.1.5 Ok";
    public const string GoAhead = "354 Go ahead";
    public const string Queued = "250 2.0.0 Ok: queued as 4F1A";

    /// <summary>Greets and answers EHLO with these keywords.</summary>
    public static Script Hello(this Script script, params string[] keywords) => script.Send(Greeting).Ehlo(keywords);

    /// <summary>Answers EHLO with these keywords.</summary>
    public static Script Ehlo(this Script script, params string[] keywords)
    {
        string[] lines = ["mx.example", .. keywords];
        return script.Answer("EHLO client.example", [.. lines.Select((line, index) => (index < lines.Length - 1 ? "250-" : "250 ") + line)]);
    }

    /// <summary>Takes MAIL and both recipients one by one.</summary>
    public static Script Envelope(this Script script) => script.Answer(MailLine, MailOk).Answer(RcptA, RcptOk).Answer(RcptB, RcptOk);

    /// <summary>Takes the whole message one by one.</summary>
    public static Script Message(this Script script) => script.Envelope().Answer("DATA", GoAhead).ExpectData().Send(Queued);

    /// <summary>Expects MAIL, both recipients and DATA in one flight.</summary>
    public static Script Flight(this Script script) => script.Expect(MailLine, RcptA, RcptB, "DATA");

    /// <summary>Expects MAIL, both recipients and the whole message by BDAT in one flight.</summary>
    public static Script ChunkFlight(this Script script) => script.Expect(MailLine, RcptA, RcptB, "BDAT 22 LAST").ExpectBytes(22);
}
