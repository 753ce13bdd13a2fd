using System.Text;

namespace SmtpTools.Diagnosis.Probes;

/// <summary>Whether several commands in one write each get their reply, as PIPELINING promises.</summary>
internal sealed class PipeliningProbe : SmtpCheck
{
    public static readonly FindingKind PipeliningBroken = new(
        "PipeliningBroken",
        FindingSeverity.Warning,
        "PIPELINING is offered and does not work",
        "Commands that arrive together are lost, or their replies are. Clients that use the offer hang until their time is over. Old firewalls that look into SMTP do this.",
        "Bring the server, or the proxy before it, up to date, or take PIPELINING out of the reply to EHLO.",
        "RFC 2920 3.2");

    private static readonly string[] s_flight = ["MAIL FROM:<>", "RCPT TO:<postmaster>", "RSET", "NOOP"];

    public override string Id => "Pipelining";

    public override string Description => "Whether commands that are sent together are all answered, where PIPELINING is offered.";

    public override string Cost => "one session with four commands in one write; RSET before DATA always";

    public override bool IsDefault => false;

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([PipeliningBroken]);

    internal override void Run(CheckContext context) => context.InSession(context.BestSecurity, session =>
    {
        if (!session.Extensions.Pipelining)
        {
            return;
        }

        var sent = string.Join(", ", s_flight);
        var flight = Encoding.ASCII.GetBytes(string.Concat(s_flight.Select(static command => command + "\r\n")));
        try
        {
            var replies = session.Exchange(new ArraySegment<byte>(flight), new ArraySegment<byte>([]), SmtpPhase.Command, s_flight.Length, context.Cancellation);

            // RSET and NOOP can't be refused (RFC 5321 4.1.1.5, 4.1.1.9), so that replies in another order show.
            var isInOrder = replies[2].IsPositive && replies[3].IsPositive;
            var answer = string.Join(", ", replies.Select(static reply => reply.Code));
            context.Tried("four commands in one write", sent, isInOrder, answer);
            if (!isInOrder)
            {
                context.Report(PipeliningBroken, $"{sent} in one write were answered by {answer}");
            }
        }
        catch (Exception exception) when (exception is SmtpTimeoutException or SmtpProtocolException or SmtpConnectionLostException)
        {
            context.Tried("four commands in one write", sent, false, exception.Message);
            context.Report(PipeliningBroken, $"{sent} in one write: {exception.Message}");
        }
    });
}
