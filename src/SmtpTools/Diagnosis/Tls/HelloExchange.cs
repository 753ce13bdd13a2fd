using System.Net;
using System.Security.Cryptography;
using SmtpTools.TlsHello;

namespace SmtpTools.Diagnosis;

/// <summary>
/// Puts the first message of a TLS client to the server under test, each in a connection of its own, and reads what it would agree to. So every
/// version and every cipher suite can be asked for, whatever the platform's own TLS library still has.
/// </summary>
internal sealed class HelloExchange(CheckContext context)
{
    /// <summary>Most connections for one server: more than any has suites, and an end where one agrees to everything for ever.</summary>
    public const int MaxHellos = 600;

    private const int BufferSize = 8 * 1024;

    private readonly byte[] _buffer = new byte[BufferSize];
    private int _hellos;

    /// <summary>Whether no more may be asked.</summary>
    public bool IsUsedUp => _hellos >= MaxHellos;

    /// <summary>The server's name as it is asked for; null for an address, which is none (RFC 6066 3).</summary>
    private string? ServerName
    {
        get
        {
            var name = context.Options.Session.Tls.TargetName ?? context.Endpoint.Host;
            return IPAddress.TryParse(name, out _) || !DomainName.TryParse(name, out var domain, out _) ? null : domain.Ascii;
        }
    }

    /// <summary>Asks.</summary>
    /// <exception cref="SmtpToolsException">The server could not be asked: it did not go along up to the handshake, or did not answer in time.</exception>
    public ServerFlight Ask(TlsVersion version, IEnumerable<CipherSuite> suites, IReadOnlyList<ushort>? groups = null, IReadOnlyList<ushort>? schemes = null, bool hasKeyShare = false)
    {
        _hellos++;
        var hello = new ClientHello(version, [.. suites.Take(ClientHello.MaxSuites).Select(static suite => suite.Code)], Random())
        {
            ServerName = ServerName,
            OffersCompression = true,
            HasKeyShare = hasKeyShare,
            Groups = groups ?? TlsRegistry.GroupsFor(version),
            SignatureSchemes = schemes ?? SignatureSchemes.All,
        };
        using var session = BareSession.Connect(context);
        session.GoToHandshake();
        return Send(session, hello.ToOctets());
    }

    /// <summary>Whether the server agreed to one of the suites in that very version.</summary>
    public static bool IsAgreed(ServerFlight flight, TlsVersion version, IEnumerable<CipherSuite> suites) =>
        flight.IsAgreed && flight.Version == version && suites.Any(suite => suite.Code == flight.Suite);

    private ServerFlight Send(BareSession session, byte[] hello)
    {
        var reader = new ServerFlightReader();
        var limit = context.Options.Session.Timeouts.Connect;
        try
        {
            session.Connection.Write(hello, 0, hello.Length, SmtpPhase.Tls, limit);
            while (!reader.IsComplete)
            {
                var count = session.Connection.ReadOctets(_buffer, SmtpPhase.Tls, limit);
                reader.Feed(_buffer.AsSpan(0, count));
                if (count == 0)
                {
                    reader.End();
                }
            }
        }
        catch (SmtpConnectionLostException)
        {
            // Some servers say no in this way.
            reader.End();
        }

        return reader.Flight;
    }

    private static byte[] Random()
    {
        var octets = new byte[2 * ClientHello.RandomLength];
        using var generator = RandomNumberGenerator.Create();
        generator.GetBytes(octets);
        return octets;
    }
}
