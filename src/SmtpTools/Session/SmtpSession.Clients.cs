using SmtpTools.Protocol;

namespace SmtpTools;

/// <content>Speaking in another client's name: XCLIENT and XFORWARD, as Postfix has them.</content>
public sealed partial class SmtpSession
{
    /// <summary>
    /// Has the server act as if another client had connected (XCLIENT). Taken, the session is where it was after the greeting: EHLO is said
    /// again, <see cref="Greeting"/> and <see cref="Extensions"/> are the new ones, and an earlier AUTH no longer counts. TLS stays.
    /// </summary>
    /// <param name="attributes">What is told of that client.</param>
    /// <param name="cancellationToken">Ends the session at once.</param>
    /// <returns>The new greeting, or the server's refusal, after which the session goes on as it was.</returns>
    /// <exception cref="ArgumentException">Nothing is told, or a value is not of its kind.</exception>
    /// <exception cref="SmtpRequirementException">The server does not offer XCLIENT, or not such an attribute.</exception>
    public SmtpReply XClient(XClientAttributes attributes, CancellationToken cancellationToken = default) =>
        XClient(attributes, continuesOpening: false, cancellationToken);

    /// <summary>Speaks as the client that the options name, where they name one: the step of <see cref="Open"/> between TLS and AUTH.</summary>
    /// <param name="cancellationToken">Ends the session at once.</param>
    /// <exception cref="SmtpReplyException">The server refused it.</exception>
    /// <exception cref="SmtpRequirementException">The server does not offer XCLIENT, or not such an attribute.</exception>
    internal void PresentClient(CancellationToken cancellationToken)
    {
        if (_options.XClient is { } client && XClient(client, continuesOpening: true, cancellationToken) is { Code: not 220 } refusal)
        {
            throw new SmtpReplyException($"{Server} refused XCLIENT: {refusal}", refusal) { Phase = SmtpPhase.Command, Command = "XCLIENT" };
        }
    }

    private SmtpReply XClient(XClientAttributes attributes, bool continuesOpening, CancellationToken cancellationToken)
    {
        var lines = LinesOf("XCLIENT", (attributes ?? throw new ArgumentNullException(nameof(attributes))).ToPairs());
        return Run(SmtpSessionState.Ready, () =>
        {
            SmtpReply? reply = null;
            var isTaken = false;
            foreach (var line in lines)
            {
                reply = Tell(line, 220);
                if (reply.Code != 220)
                {
                    break;
                }

                isTaken = true;
                Greeting = reply;
            }

            if (isTaken)
            {
                BeginAnew();
            }

            return reply!;
        }, cancellationToken, continuesOpening);
    }

    /// <summary>Tells the server for its log where the next message came from (XFORWARD). It forgets that after each message, and at RSET.</summary>
    /// <param name="attributes">What is told.</param>
    /// <param name="cancellationToken">Ends the session at once.</param>
    /// <returns>The reply, a refusal too.</returns>
    /// <exception cref="ArgumentException">Nothing is told, or a value is not of its kind.</exception>
    /// <exception cref="SmtpRequirementException">The server does not offer XFORWARD, or not such an attribute.</exception>
    public SmtpReply XForward(XForwardAttributes attributes, CancellationToken cancellationToken = default)
    {
        var lines = LinesOf("XFORWARD", (attributes ?? throw new ArgumentNullException(nameof(attributes))).ToPairs());
        return Run(SmtpSessionState.Ready, () =>
        {
            SmtpReply? reply = null;
            foreach (var line in lines)
            {
                reply = Tell(line, 250);
                if (!reply.IsPositive)
                {
                    break;
                }
            }

            return reply!;
        }, cancellationToken);
    }

    private List<string> LinesOf(string verb, IEnumerable<(string Name, string Value)> pairs)
    {
        var told = pairs.ToList();
        var lines = AttributeCommand.Lines(verb, told);
        Require(Extensions.Offers(verb), verb, $"or not to this client, as Postfix's smtpd_authorized_{verb.ToLowerInvariant()}_hosts decides");
        var offered = (Extensions.ParametersOf(verb) ?? string.Empty).Split([' '], StringSplitOptions.RemoveEmptyEntries);
        return told.Find(pair => !offered.Contains(pair.Name, StringComparer.OrdinalIgnoreCase)) is { Name: { } missing } && State == SmtpSessionState.Ready
            ? throw new SmtpRequirementException($"{Server} does not take {missing} by {verb}, only {string.Join(", ", offered)}.", verb)
            : lines;
    }

    private SmtpReply Tell(string line, int expected)
    {
        var reply = Command(line, SmtpPhase.Command, Timeouts.Command);
        return reply.Code == 421
            ? throw new SmtpReplyException($"{Server} ended the session: {reply}", reply) { Phase = SmtpPhase.Command, Command = line }
            : (reply.IsPositive || reply.IsIntermediate) && reply.Code != expected
            ? throw new SmtpProtocolException($"{Server} answered with {reply} where {expected} would mean success.") { Phase = SmtpPhase.Command, Command = line }
            : reply;
    }

    /// <summary>The state after the greeting: what was learnt and proved since is forgotten, and EHLO said again.</summary>
    private void BeginAnew()
    {
        State = SmtpSessionState.Opening;
        Extensions = SmtpExtensions.None;
        UsedHelo = false;
        IsAuthenticated = false;
        AuthMechanism = null;
        SayHello();
        State = SmtpSessionState.Ready;
    }
}
