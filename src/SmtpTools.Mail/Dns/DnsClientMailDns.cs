using DnsClient;
using SmtpTools.Mail.Dns;

namespace SmtpTools;

/// <summary>DNS over the DnsClient library: UDP with EDNS, TCP where an answer is too long, several servers, a deadline for each question.</summary>
/// <remarks>
/// It keeps nothing between questions but which server answered last and which ones know EDNS; <see cref="CachingMailDns"/> goes before
/// it. The question's ID and port are the library's and the system's random ones. An answer with another ID or to another question is
/// not taken, and the question goes over TCP instead, once somebody seems to guess (RFC 5452 9.3). What the library does not do is to
/// compare a datagram's sender with whom it asked (RFC 5452 9.1): who wants more than a resolver on this machine or on a trusted network
/// asks over TCP alone (<see cref="MailDnsOptions.UseTcpOnly"/>).
/// </remarks>
public sealed class DnsClientMailDns : IMailDns
{
    private const int MaxNameLength = 253;
    private const int MaxLabelLength = 63;

    private readonly ServerRounds _rounds;
    private readonly MailDnsOptions _options;
    private readonly TimeProvider _clock;

    /// <summary>Finds the servers to ask, without asking them anything.</summary>
    /// <param name="options">Whom to ask, and with what patience.</param>
    /// <param name="timeProvider">Measures the deadlines; the system's clock where null.</param>
    /// <exception cref="DnsServerException">A named server is not found, or the system has none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is not above zero, or the tries are none.</exception>
    public DnsClientMailDns(MailDnsOptions options, TimeProvider? timeProvider = null)
    {
        if (options.Timeout <= TimeSpan.Zero || options.Tries < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), "A question needs a timeout above zero and at least one try.");
        }

        _options = options;
        _clock = timeProvider ?? TimeProvider.System;
        _rounds = new ServerRounds(RecursiveServers.Find(options, System.Net.Dns.GetHostAddresses), options);
    }

    /// <inheritdoc/>
    public DnsAnswer<TRecord> Query<TRecord>(string name, CancellationToken cancellationToken = default)
        where TRecord : DnsRecord
    {
        var type = (QueryType)DnsRecord.TypeOf<TRecord>();
        var deadline = new Deadline(_clock, _options.Timeout);
        var reader = new AnswerReader<TRecord>(Checked(name));
        while (true)
        {
            var (reply, failure) = _rounds.Ask(new DnsQuestion(reader.Current, type), deadline, cancellationToken);
            if (reply is null)
            {
                return reader.Failed(failure!);
            }

            if (reader.Read(reply) is { } answer)
            {
                return answer;
            }
        }
    }

    private static string Checked(string name)
    {
        var text = name.Length > 1 && name[name.Length - 1] == '.' ? name.Substring(0, name.Length - 1) : name;
        return text == "." || Fits(text)
            ? text
            : throw new ArgumentException("A name in DNS has 1 to 253 ASCII characters, in labels of 1 to 63 (RFC 1035 2.3.4).", nameof(name));
    }

    private static bool Fits(string text)
    {
        var label = 0;
        foreach (var c in text)
        {
            if (c is <= ' ' or >= '\u007F' || (c == '.' && label == 0))
            {
                return false;
            }

            label = c == '.' ? 0 : label + 1;
            if (label > MaxLabelLength)
            {
                return false;
            }
        }

        return label > 0 && text.Length <= MaxNameLength;
    }
}
