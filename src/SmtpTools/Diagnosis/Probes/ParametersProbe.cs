namespace SmtpTools.Diagnosis.Probes;

/// <summary>Whether what EHLO offers is taken when it is used.</summary>
internal sealed class ParametersProbe : SmtpCheck
{
    public static readonly FindingKind ExtensionNotHonoured = new(
        "ExtensionNotHonoured",
        FindingSeverity.Warning,
        "An extension is offered and its parameter refused",
        "A client that believes the offer has its message refused, or has to know better. Often a proxy or filter before the server passes on an offer that it does not understand.",
        "Have the filter pass the parameter on, or take the keyword out of the reply to EHLO.",
        "RFC 5321 2.2, 4.1.1.11");

    public override string Id => "Parameters";

    public override string Description => "Whether SIZE, 8BITMIME, SMTPUTF8 and DSN are taken by MAIL where they are offered; RSET before DATA always.";

    public override string Cost => "one session with up to five times MAIL and RSET";

    public override bool IsDefault => false;

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([ExtensionNotHonoured]);

    internal override void Run(CheckContext context) => context.InSession(context.BestSecurity, session =>
    {
        // Without parameters it is taken, or nothing can be said of them.
        if (!Mail(string.Empty).IsPositive)
        {
            return;
        }

        Try(session.Extensions.Size, "SIZE", " SIZE=1000");
        Try(session.Extensions.EightBitMime, "8BITMIME", " BODY=8BITMIME");
        Try(session.Extensions.SmtpUtf8, "SMTPUTF8", session.Extensions.EightBitMime ? " BODY=8BITMIME SMTPUTF8" : " SMTPUTF8");
        Try(session.Extensions.Dsn, "DSN", " RET=HDRS ENVID=probe");

        void Try(bool isOffered, string keyword, string parameters)
        {
            if (!isOffered)
            {
                return;
            }

            var reply = Mail(parameters);
            context.Tried(keyword, $"MAIL FROM:<>{parameters}", reply.IsPositive, reply.ToString());
            if (reply.IsPermanentFailure)
            {
                context.Report(ExtensionNotHonoured, $"{keyword} is offered; MAIL FROM:<>{parameters} was answered by {reply}");
            }
        }

        SmtpReply Mail(string parameters)
        {
            var reply = session.Execute($"MAIL FROM:<>{parameters}", context.Cancellation);
            _ = session.Reset(context.Cancellation);
            return reply;
        }
    });
}
