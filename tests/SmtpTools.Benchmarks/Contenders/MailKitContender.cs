using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace SmtpTools.Benchmarks.Contenders;

/// <summary>MailKit's SmtpClient, as it comes or on a socket with NoDelay. The message is parsed once.</summary>
internal sealed class MailKitContender : IContender
{
    private readonly SmtpClient _client;
    private readonly MimeMessage _message;

    public MailKitContender(Workload workload, bool noDelay)
    {
        _message = MimeMessage.Load(new MemoryStream(workload.Message), persistent: true);
        _client = Open(workload, noDelay);
    }

    public static SmtpClient Open(Workload workload, bool noDelay)
    {
        // The throw-away root has no list of revoked certificates to be asked for.
        var client = new SmtpClient { CheckCertificateRevocation = false };
        var security = workload.UseTls ? SecureSocketOptions.StartTls : SecureSocketOptions.None;
        if (noDelay)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(IPAddress.Loopback, workload.Port);
            client.Connect(socket, "localhost", workload.Port, security);
        }
        else
        {
            client.Connect("127.0.0.1", workload.Port, security);
        }

        return client;
    }

    public long SendUntil(long timestamp)
    {
        long sent = 0;
        do
        {
            _ = _client.Send(_message);
            sent++;
        }
        while (Stopwatch.GetTimestamp() < timestamp);
        return sent;
    }

    public void Dispose()
    {
        _client.Disconnect(quit: true);
        _client.Dispose();
    }
}
