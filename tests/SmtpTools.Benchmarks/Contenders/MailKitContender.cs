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
    private readonly SmtpClient _client = new();
    private readonly MimeMessage _message;

    public MailKitContender(int port, byte[] message, bool noDelay)
    {
        _message = MimeMessage.Load(new MemoryStream(message));
        if (noDelay)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(IPAddress.Loopback, port);
            _client.Connect(socket, "127.0.0.1", port, SecureSocketOptions.None);
        }
        else
        {
            _client.Connect("127.0.0.1", port, SecureSocketOptions.None);
        }
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
