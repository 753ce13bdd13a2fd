using SmtpTools.Tests.TestServer;

namespace SmtpTools.Tests.Capture;

/// <summary>A listener and a client of exact bytes that is connected to it and has read the greeting.</summary>
internal sealed class ListenerDialogue : IDisposable
{
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    public ListenerDialogue(Action<SmtpListenerOptions>? configure = null)
    {
        var options = new SmtpListenerOptions();
        configure?.Invoke(options);
        Listener = new SmtpListener(options);
        Listener.Start();
        Client = new RawClient(Listener.Endpoint);
        if (!options.ImplicitTls)
        {
            Greeting = string.Join("\n", Client.ReadReply());
        }
    }

    public SmtpListener Listener { get; }

    public RawClient Client { get; private set; }

    public string Greeting { get; private set; } = "";

    /// <summary>Sends a line and reads the reply to it, its lines joined by LF.</summary>
    public string Say(string line)
    {
        Client.Send(line + "\r\n");
        return Reply();
    }

    public string Reply() => string.Join("\n", Client.ReadReply());

    /// <summary>Sends lines one after another and checks that each is answered by this code.</summary>
    public ListenerDialogue Say(int code, params string[] lines)
    {
        foreach (var line in lines)
        {
            var reply = Say(line);
            Assert.True(reply.StartsWith($"{code} ", StringComparison.Ordinal) || reply.StartsWith($"{code}-", StringComparison.Ordinal), $"{line} was answered by {reply}");
        }

        return this;
    }

    public ListenerDialogue Hello() => Say(250, "EHLO client.example");

    public ListenerDialogue Begin(string mail = "MAIL FROM:<a@sender.example>", string rcpt = "RCPT TO:<b@rcpt.example>") => Say(250, mail, rcpt);

    /// <summary>Sends content by DATA and reads the reply after its end.</summary>
    public string SendData(string content)
    {
        Say(354, "DATA");
        Client.Send(content + ".\r\n");
        return Reply();
    }

    /// <summary>Replaces the client by a new one.</summary>
    public ListenerDialogue Reconnect()
    {
        Client.Dispose();
        Client = new RawClient(Listener.Endpoint);
        Greeting = Reply();
        return this;
    }

    public void StartTls()
    {
        Say(220, "STARTTLS");
        Client.StartTls("localhost", Listener.Certificate!);
    }

    public CapturedMessage Receive() => Listener.Receive(Soon) ?? throw new InvalidOperationException("No message came.");

    /// <summary>What went wrong, once something has.</summary>
    public ListenerIncident Incident(ListenerIncidentKind kind)
    {
        Assert.True(SpinWait.SpinUntil(() => Listener.Incidents.Any(incident => incident.Kind == kind), Soon), $"No incident of kind {kind} came.");
        return Listener.Incidents.Single(incident => incident.Kind == kind);
    }

    public void Dispose()
    {
        Client.Dispose();
        Listener.Dispose();
    }
}
