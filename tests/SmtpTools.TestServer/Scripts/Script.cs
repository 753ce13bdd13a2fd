using System.Net.Security;
using System.Text;

namespace SmtpTools.TestServer;

/// <summary>
/// The steps that a scripted server plays on one connection, in order. When the last one is done the server closes its
/// side and reads on until the client closes too.
/// </summary>
public sealed class Script
{
    private readonly List<ScriptStep> _steps = [];

    internal IReadOnlyList<ScriptStep> Steps => _steps;

    /// <summary>Sends these lines, each ended by CRLF, in UTF-8.</summary>
    public Script Send(params string[] lines) =>
        SendRaw(Encoding.UTF8.GetBytes(string.Concat(lines.Select(static line => line + "\r\n"))));

    /// <summary>Sends exactly this text, a byte for each character (Latin-1).</summary>
    public Script SendRaw(string text) => SendRaw(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends exactly these bytes.</summary>
    public Script SendRaw(byte[] bytes) => Add($"to send {WireText.Quote(bytes)}", connection => connection.Send(bytes));

    /// <summary>Expects these lines. A <c>*</c> in a pattern stands for any text; all else must be equal, case included.</summary>
    public Script Expect(params string[] patterns)
    {
        foreach (var pattern in patterns)
        {
            _ = Expect(line => WireText.Matches(line, pattern), $"\"{pattern}\"");
        }

        return this;
    }

    /// <summary>Expects a line for which <paramref name="condition"/> holds.</summary>
    public Script Expect(Func<string, bool> condition, string description) => Add(description, connection =>
    {
        var line = connection.ReadLine();
        if (!condition(line))
        {
            throw new ExpectationException(description, $"the client sent {WireText.Quote(line)}");
        }
    });

    /// <summary>Expects one line and answers it with these.</summary>
    public Script Answer(string pattern, params string[] reply) => Expect(pattern).Send(reply);

    /// <summary>Reads one line, whatever it is.</summary>
    public Script ExpectAnyLine() => Expect(static _ => true, "a line");

    /// <summary>
    /// Expects the content of a DATA command up to the line that holds only a dot, in which neither a bare CR nor a bare LF
    /// stands. What came is kept in <see cref="ScriptConnection.Contents"/>, still dot-stuffed, without that last line.
    /// </summary>
    public Script ExpectData() => Add("content up to CRLF.CRLF", static connection => connection.ReadData());

    /// <summary>Expects this many bytes, as of a BDAT chunk, and keeps them in <see cref="ScriptConnection.Contents"/>.</summary>
    public Script ExpectBytes(int count) => Add($"{count} bytes", connection => connection.ReadContent(count));

    /// <summary>Expects exactly these bytes, of a protocol that knows no lines.</summary>
    public Script ExpectRaw(byte[] bytes) => Add(WireText.Quote(bytes), connection =>
    {
        connection.ReadContent(bytes.Length);
        if (!connection.Contents[^1].AsSpan().SequenceEqual(bytes))
        {
            throw new ExpectationException(WireText.Quote(bytes), $"the client sent {WireText.Quote(connection.Contents[^1])}");
        }
    });

    /// <summary>Expects exactly this text, a byte for each character (Latin-1).</summary>
    public Script ExpectRaw(string text) => ExpectRaw(Encoding.Latin1.GetBytes(text));

    /// <summary>
    /// Expects BDAT commands with their chunks up to the one with LAST and answers each with <paramref name="reply"/>. The
    /// chunks are kept as one entry of <see cref="ScriptConnection.Contents"/>.
    /// </summary>
    public Script AnswerBdat(string reply) => Add("BDAT commands up to LAST", connection => connection.ReadBdat(reply));

    /// <summary>Makes the TLS handshake; fails when the client sent anything in plaintext instead of its hello.</summary>
    public Script StartTls(TestCertificate certificate, Action<SslServerAuthenticationOptions>? configure = null) =>
        Add("a TLS handshake", connection => connection.StartTls(certificate, configure));

    /// <summary>Asks the client for a new handshake in the middle of a session under TLS 1.2 (HelloRequest), which it must not make.</summary>
    public Script ExpectRenegotiationRefusal() => Add("the client to refuse a new TLS handshake", static connection => connection.ExpectRenegotiationRefusal());

    /// <summary>For <see cref="StartTls"/>: the client is asked for its certificate, and whatever it has is taken.</summary>
    public static void AskForCertificate(SslServerAuthenticationOptions options) => options.ClientCertificateRequired = true;

    /// <summary>The same handshake, as the first step of a connection that is TLS from its first byte.</summary>
    public Script ImplicitTls(TestCertificate certificate, Action<SslServerAuthenticationOptions>? configure = null) =>
        StartTls(certificate, configure);

    /// <summary>Starts a TLS handshake that the client must refuse: its alert, a reset or a close is expected, and no byte of data.</summary>
    public Script ExpectTlsRefusal(TestCertificate certificate, Action<SslServerAuthenticationOptions>? configure = null) =>
        Add("the client to refuse the TLS handshake", connection => connection.ExpectTlsRefusal(certificate, configure));

    /// <summary>Answers nothing more and reads on until the client goes away.</summary>
    public Script Stall() => Add("the client to give up", static connection => connection.Stall());

    /// <summary>Neither answers nor reads any more, so that the client's writes block, until the test ends.</summary>
    public Script StallWithoutReading() => Add("the test to end", static connection => connection.WaitForRelease());

    /// <summary>Sends this text byte by byte with a pause between; that the client goes away before the end is no mismatch.</summary>
    public Script Dribble(string text, TimeSpan pause) =>
        Add($"to dribble {WireText.Quote(text)}", connection => connection.Dribble(Encoding.Latin1.GetBytes(text), pause));

    /// <summary>Sends this text over and over until the client goes away.</summary>
    public Script SendEndless(string text) =>
        Add($"to send {WireText.Quote(text)} for ever", connection => connection.SendEndless(Encoding.Latin1.GetBytes(text)));

    /// <summary>Expects the client to close without sending anything more.</summary>
    public Script ExpectClose() => Add("the client to close", static connection => connection.ExpectClose());

    /// <summary>Expects QUIT, answers 221 and expects the client to close.</summary>
    public Script Quit() => Answer("QUIT", "221 2.0.0 Bye").ExpectClose();

    /// <summary>Sets <paramref name="reached"/>: the test thread learns that the script has come this far.</summary>
    public Script Signal(ManualResetEventSlim reached) => Add("to signal the test", _ => reached.Set());

    /// <summary>Waits for <paramref name="allowed"/> before it goes on.</summary>
    public Script WaitFor(ManualResetEventSlim allowed) => Add("the test to set the event", connection => connection.WaitFor(allowed));

    /// <summary>Closes in order: TLS close_notify where TLS is on, then FIN.</summary>
    public Script Close() => Add("to close", static connection => connection.Close(notify: true), ends: true);

    /// <summary>Sends FIN without TLS close_notify, as an attacker on the path can.</summary>
    public Script Cut() => Add("to cut", static connection => connection.Close(notify: false), ends: true);

    /// <summary>Ends the connection with RST.</summary>
    public Script Reset() => Add("to reset", static connection => connection.Reset(), ends: true);

    private Script Add(string description, Action<ScriptConnection> run, bool ends = false)
    {
        if (_steps is [.., { Ends: true }])
        {
            throw new InvalidOperationException("Nothing can follow the step that closes the connection.");
        }

        _steps.Add(new ScriptStep(description, run, ends));
        return this;
    }
}
