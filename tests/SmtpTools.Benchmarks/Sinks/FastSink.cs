using System.Buffers.Text;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.Benchmarks.Sinks;

/// <summary>
/// A server that takes everything and keeps nothing, with as little work as PIPELINING and CHUNKING allow, so that it is not the limit of what
/// is measured. It says its port, and when its standard input ends it says how many messages it took.
/// </summary>
internal static class FastSink
{
    private static long s_messages;

    public static int Execute(string[] args)
    {
        const string Plain = "250-sink.example\r\n250-PIPELINING\r\n250-CHUNKING\r\n250-SIZE\r\n250 8BITMIME\r\n";
        var tls = args is ["--tls", var root] ? SslStreamCertificateContext.Create(ThrowAwayCertificate.Create(root), null) : null;
        var ehlo = System.Text.Encoding.ASCII.GetBytes(tls is null ? Plain : Plain.Replace("250-SIZE", "250-STARTTLS\r\n250-SIZE", StringComparison.Ordinal));
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(128);
        Console.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port);
        new Thread(() => Accept(listener, ehlo, tls)) { IsBackground = true }.Start();
        while (Console.In.ReadLine() is { } line)
        {
            if (line == "count")
            {
                Console.WriteLine(Interlocked.Read(ref s_messages));
            }
        }

        return 0;
    }

    private static void Accept(Socket listener, byte[] ehlo, SslStreamCertificateContext? tls)
    {
        while (true)
        {
            var socket = listener.Accept();
            socket.NoDelay = true;
            new Thread(() => Serve(socket, ehlo, tls)) { IsBackground = true }.Start();
        }
    }

    private static void Serve(Socket socket, byte[] ehlo, SslStreamCertificateContext? tls)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            new Connection(stream, ehlo, tls).Run();
        }
        catch (IOException)
        {
            // The client hung up.
        }
    }

    private sealed class Connection(Stream stream, byte[] ehlo, SslStreamCertificateContext? tls)
    {
        private Stream _stream = stream;
        private readonly byte[] _input = new byte[256 * 1024];
        private readonly byte[] _output = new byte[64 * 1024];
        private int _start;
        private int _end;
        private int _queued;

        public void Run()
        {
            Say("220 sink.example ESMTP\r\n"u8);
            while (true)
            {
                var line = ReadLine();
                if (line.IsEmpty)
                {
                    return;
                }

                switch (line[0] | 0x20)
                {
                    case 'e' or 'h':
                        Say(ehlo);
                        break;
                    case 'd':
                        Say("354 Go on\r\n"u8);
                        SkipData();
                        _ = Interlocked.Increment(ref s_messages);
                        Say("250 2.0.0 Ok\r\n"u8);
                        break;
                    case 'b':
                        _ = Utf8Parser.TryParse(line.Slice(5), out long count, out _);
                        var isLast = line.IndexOf((byte)'L') > 0;
                        Skip(count);
                        if (isLast)
                        {
                            _ = Interlocked.Increment(ref s_messages);
                        }

                        Say("250 2.0.0 Ok\r\n"u8);
                        break;
                    case 's':
                        Say("220 Go on\r\n"u8);
                        Flush();
                        var secure = new SslStream(_stream);
                        secure.AuthenticateAsServer(new SslServerAuthenticationOptions { ServerCertificateContext = tls });
                        _stream = secure;
                        break;
                    case 'q':
                        Say("221 Bye\r\n"u8);
                        Flush();
                        return;
                    default:
                        Say("250 2.1.0 Ok\r\n"u8);
                        break;
                }
            }
        }

        private void Say(ReadOnlySpan<byte> reply)
        {
            if (_queued + reply.Length > _output.Length)
            {
                Flush();
            }

            reply.CopyTo(_output.AsSpan(_queued));
            _queued += reply.Length;
        }

        private void Flush()
        {
            if (_queued > 0)
            {
                _stream.Write(_output.AsSpan(0, _queued));
                _queued = 0;
            }
        }

        /// <summary>Replies leave when there is nothing more to read: those of one flight in one segment.</summary>
        private bool Fill()
        {
            Flush();
            if (_start > 0)
            {
                _input.AsSpan(_start, _end - _start).CopyTo(_input);
                _end -= _start;
                _start = 0;
            }

            var count = _stream.Read(_input.AsSpan(_end));
            _end += count;
            return count > 0;
        }

        private ReadOnlySpan<byte> ReadLine()
        {
            while (true)
            {
                var at = _input.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
                if (at >= 0)
                {
                    var line = _input.AsSpan(_start, at);
                    _start += at + 1;
                    return line;
                }

                if (!Fill())
                {
                    return default;
                }
            }
        }

        private void SkipData()
        {
            while (true)
            {
                var rest = _input.AsSpan(_start, _end - _start);
                var at = rest.IndexOf("\r\n.\r\n"u8);
                if (at >= 0)
                {
                    _start += at + 5;
                    return;
                }

                _start = Math.Max(_start, _end - 4);
                if (!Fill())
                {
                    throw new IOException("The client hung up.");
                }
            }
        }

        private void Skip(long count)
        {
            while (true)
            {
                var here = (int)Math.Min(count, _end - _start);
                _start += here;
                count -= here;
                if (count == 0)
                {
                    return;
                }

                if (!Fill())
                {
                    throw new IOException("The client hung up.");
                }
            }
        }
    }
}
