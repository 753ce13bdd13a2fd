using SmtpTools.Protocol;

namespace SmtpTools;

/// <content>Questions to the server: VRFY, EXPN, HELP, and ETRN.</content>
public sealed partial class SmtpSession
{
    /// <summary>Asks whether a mailbox exists (VRFY, RFC 5321 4.1.1.6). Many servers answer 252: they do not say.</summary>
    /// <param name="text">A mailbox, or a user's name; what is not an atom goes out as a quoted string.</param>
    /// <param name="cancellationToken">Ends the session at once.</param>
    /// <returns>The reply, whatever its code.</returns>
    /// <exception cref="ArgumentException">The text is empty or has control characters.</exception>
    /// <exception cref="SmtpRequirementException">The text is not ASCII and the server does not offer SMTPUTF8 (RFC 6531 3.7.4.2).</exception>
    public SmtpReply Verify(string text, CancellationToken cancellationToken = default) => Ask("VRFY", StringArgument.Of(text, nameof(text)), cancellationToken);

    /// <summary>Asks for the members of a mailing list (EXPN, RFC 5321 4.1.1.7).</summary>
    /// <param name="list">The list's name or address; what is not an atom goes out as a quoted string.</param>
    /// <param name="cancellationToken">Ends the session at once.</param>
    /// <returns>The reply, whatever its code.</returns>
    /// <exception cref="ArgumentException">The name is empty or has control characters.</exception>
    /// <exception cref="SmtpRequirementException">The name is not ASCII and the server does not offer SMTPUTF8 (RFC 6531 3.7.4.2).</exception>
    public SmtpReply Expand(string list, CancellationToken cancellationToken = default) => Ask("EXPN", StringArgument.Of(list, nameof(list)), cancellationToken);

    /// <summary>Asks for help (HELP, RFC 5321 4.1.1.8).</summary>
    /// <param name="topic">What about, usually a command; null for help in general.</param>
    /// <param name="cancellationToken">Ends the session at once.</param>
    /// <returns>The reply, whatever its code.</returns>
    /// <exception cref="ArgumentException">The topic is empty or has control characters.</exception>
    public SmtpReply Help(string? topic = null, CancellationToken cancellationToken = default) =>
        Execute(topic is null ? "HELP" : $"HELP {StringArgument.Of(topic, nameof(topic))}", SmtpPhase.Command, cancellationToken);

    /// <summary>Has the server send the mail that it holds for a domain (ETRN, RFC 1985).</summary>
    /// <param name="node">A domain; <c>@domain</c> for it and all below it; <c>#queue</c> for a queue by its name.</param>
    /// <param name="cancellationToken">Ends the session at once.</param>
    /// <returns>The reply, whatever its code.</returns>
    /// <exception cref="ArgumentException">The node is none of these.</exception>
    /// <exception cref="SmtpRequirementException">The server does not offer ETRN.</exception>
    public SmtpReply Etrn(string node, CancellationToken cancellationToken = default)
    {
        var argument = StringArgument.OfNode(node);
        Require(Extensions.Offers("ETRN"), "ETRN", "RFC 1985");
        return Execute($"ETRN {argument}", SmtpPhase.Command, cancellationToken);
    }

    private SmtpReply Ask(string verb, string argument, CancellationToken cancellationToken)
    {
        if (argument.All(static character => character < '\x80'))
        {
            return Execute($"{verb} {argument}", SmtpPhase.Command, cancellationToken);
        }

        Require(Extensions.SmtpUtf8, "SMTPUTF8", "RFC 6531 3.7.4.2");
        return Execute($"{verb} {argument} SMTPUTF8", SmtpPhase.Command, cancellationToken);
    }

    private void Require(bool offered, string keyword, string standard)
    {
        if (State == SmtpSessionState.Ready && !May(offered, keyword))
        {
            throw new SmtpRequirementException($"{Server} does not offer {keyword} ({standard}).", keyword);
        }
    }
}
