using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using SmtpTools.Tests.Session;
using SmtpTools.Tests.Session.Hostile;
using SmtpTools.Transport;

namespace SmtpTools.Tests.Transport;

/// <summary>Looking under TLS without waiting: in the middle of a record, at its end, and at the connection's.</summary>
[Trait(EngineBuild.Needs, EngineBuild.Net8)]
public sealed class TlsInputTests : IDisposable
{
    private readonly byte[] _buffer = new byte[100];
    private readonly Socket _serverSocket;
    private readonly HeldStream _held;
    private readonly SslStream _server;
    private readonly SocketStream _transport;
    private readonly SslStream _client;
    private readonly TlsInput _input;

    public TlsInputTests()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(listener.LocalEndPoint!);
        _serverSocket = listener.Accept();
        _held = new HeldStream(_serverSocket);
        _server = new SslStream(_held);
        _transport = new SocketStream(socket, TimeProvider.System);
        _transport.StartPhase(SessionFixture.Patience);
#pragma warning disable CA5359 // What is tested begins behind the handshake.
        _client = new SslStream(_transport, leaveInnerStreamOpen: false, static (_, _, _, _) => true);
#pragma warning restore CA5359
        var handshake = new Thread(() => _server.AuthenticateAsServer(TestTls.Certificate.Leaf));
        handshake.Start();
        _client.AuthenticateAsClient("localhost");
        handshake.Join();
        _input = new TlsInput(_client, _transport);
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _serverSocket.Dispose();
    }

    [Fact]
    public void Session_tickets_are_nothing()
    {
        Assert.True(SpinWait.SpinUntil(() => _transport.IsReadable, SessionFixture.Patience));

        Assert.False(_input.IsThere(_buffer, 0));
        Assert.False(_input.IsThere(_buffer, 0));
    }

    [Fact]
    public void A_record_is_there_only_when_its_last_octet_is()
    {
        var record = _held.Hold(() => _server.Write("250 Ok"u8));
        for (var i = 0; i < record.Length; i++)
        {
            Assert.False(_input.IsThere(_buffer, 0));
            Assert.Equal(1, _serverSocket.Send(record, i, 1, SocketFlags.None));
            Assert.True(SpinWait.SpinUntil(() => _transport.IsReadable, SessionFixture.Patience));
        }

        Assert.True(_input.IsThere(_buffer, 0));
        Assert.True(_input.IsThere(_buffer, 0));
        Assert.Equal("250 Ok", Read());
    }

    [Fact]
    public void A_read_goes_on_with_what_a_look_began()
    {
        var record = _held.Hold(() => _server.Write("250 Ok"u8));
        Assert.False(_input.IsThere(_buffer, 0));
        _ = _serverSocket.Send(record, 0, 10, SocketFlags.None);
        Assert.True(SpinWait.SpinUntil(() => _transport.IsReadable, SessionFixture.Patience));
        Assert.False(_input.IsThere(_buffer, 0));
        _ = _serverSocket.Send(record, 10, record.Length - 10, SocketFlags.None);

        Assert.Equal("250 Ok", Read());
        _server.Write("221 Bye"u8);
        Assert.Equal("221 Bye", Read());
    }

    [Fact]
    public void A_context_of_the_thread_does_not_get_in_the_way()
    {
        // A host's context takes what follows a wait to a thread of its own choice.
        SynchronizationContext.SetSynchronizationContext(new SynchronizationContextOfItsOwn());
        try
        {
            A_read_goes_on_with_what_a_look_began();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }

    [Fact]
    public void A_read_that_a_look_began_heeds_the_deadline()
    {
        Assert.False(_input.IsThere(_buffer, 0));
        _transport.StartPhase(TimeSpan.FromMilliseconds(100));

        _ = Assert.Throws<IOException>(() => Read());
        Assert.True(_transport.IsTimedOut);
    }

    [Fact]
    public void A_look_is_not_hindered_by_a_deadline_that_is_over()
    {
        Assert.False(_input.IsThere(_buffer, 0));
        _transport.StartPhase(TimeSpan.FromMilliseconds(1));
        Thread.Sleep(20);
        _server.Write("421 Bye"u8);

        Assert.True(SpinWait.SpinUntil(() => _input.IsThere(_buffer, 0), SessionFixture.Patience));
        _transport.StartPhase(SessionFixture.Patience);
        Assert.Equal("421 Bye", Read());
        Assert.False(_transport.IsTimedOut);
    }

    [Fact]
    public void The_end_is_there_and_is_met_by_the_read()
    {
        Assert.False(_input.IsThere(_buffer, 0));
        _serverSocket.Shutdown(SocketShutdown.Send);
        Assert.True(SpinWait.SpinUntil(() => _input.IsThere(_buffer, 0), SessionFixture.Patience));

        Assert.Equal(string.Empty, Read());
    }

    [Fact]
    public void A_reset_is_there_and_is_met_by_the_read()
    {
        Assert.False(_input.IsThere(_buffer, 0));
        _serverSocket.LingerState = new LingerOption(true, 0);
        _serverSocket.Close();
        Assert.True(SpinWait.SpinUntil(() => _input.IsThere(_buffer, 0), SessionFixture.Patience));

        _ = Assert.Throws<IOException>(() => Read());
    }

    private string Read() => Encoding.ASCII.GetString(_buffer, 0, _input.Read(_buffer, 0));

    private sealed class SynchronizationContextOfItsOwn : SynchronizationContext;

    /// <summary>The server's socket, which can be made to hand over what is written instead of sending it.</summary>
    private sealed class HeldStream(Socket socket) : NetworkStream(socket)
    {
        private MemoryStream? _kept;

        public byte[] Hold(Action write)
        {
            _kept = new MemoryStream();
            write();
            var octets = _kept.ToArray();
            _kept = null;
            return octets;
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (_kept is null)
            {
                base.Write(buffer);
            }
            else
            {
                _kept.Write(buffer);
            }
        }
    }
}
