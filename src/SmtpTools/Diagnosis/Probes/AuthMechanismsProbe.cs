namespace SmtpTools.Diagnosis.Probes;

/// <summary>Whether each offered mechanism accepts the given credential, each in a session of its own.</summary>
internal sealed class AuthMechanismsProbe : SmtpCheck
{
    public static readonly FindingKind AuthMechanismRefused = new(
        "AuthMechanismRefused",
        FindingSeverity.Warning,
        "An offered mechanism does not accept a good credential",
        "Clients that choose this mechanism can't sign in, while others can. Often the server has no secret of the kind that the mechanism needs, as SCRAM and CRAM-MD5 do.",
        "Give the server what the mechanism needs (stored SCRAM keys, for one), or do not offer it.",
        "RFC 4954 4, 6");

    public override string Id => "AuthMechanisms";

    public override string Description => "Whether each SASL mechanism that is offered accepts the given credential. Only a credential that was accepted once is tried further, and the first refusal ends it: failed logins can lock an account.";

    public override string Cost => "a session with one attempt to authenticate for each mechanism; where one refuses, a failed login of the account";

    public override bool IsDefault => false;

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([AuthMechanismRefused]);

    internal override void Run(CheckContext context)
    {
        var test = context.Test;
        if (test.IsAuthenticated != true || context.Options.Session.Credential is not { } credential)
        {
            return;
        }

        var known = test.AuthAttempts[test.AuthAttempts.Count - 1].Mechanism;
        var results = new List<AuthMechanismFacts>();
        foreach (var mechanism in (test.ExtensionsAfterTls ?? test.ExtensionsBeforeTls)!.AuthMechanisms)
        {
            results.Add(
                mechanism == known ? new AuthMechanismFacts(mechanism, true, null)
                : results.Exists(static result => result.IsAccepted == false) ? new AuthMechanismFacts(mechanism, null, "Not tried after a refusal.")
                : context.IsClosed() ? new AuthMechanismFacts(mechanism, null, "The server turned us away before.")
                : Try(context, credential, mechanism));
        }

        test.AuthMechanisms = results;
        foreach (var refused in results.Where(static result => result.IsAccepted == false))
        {
            context.Report(AuthMechanismRefused, $"{known} was accepted. {refused}.");
        }
    }

    private static AuthMechanismFacts Try(CheckContext context, SmtpCredential credential, string mechanism)
    {
        try
        {
            using var session = context.OpenSession(context.BestSecurity, options =>
            {
                options.Credential = credential;
                options.AuthMechanism = mechanism;
            });
            session.Authenticate(context.Cancellation);
            _ = session.Quit(context.Cancellation);
            return new AuthMechanismFacts(mechanism, true, null);
        }
        catch (SmtpAuthenticationException exception)
        {
            // Without a reply nothing was asked of the server: this side can't do it, or has not what it takes.
            return exception.Reply is { } reply
                ? new AuthMechanismFacts(mechanism, false, reply.ToString())
                : new AuthMechanismFacts(mechanism, null, exception.Unused.FirstOrDefault(unused => unused.Name == mechanism)?.Reason ?? exception.Message);
        }
        catch (SmtpToolsException exception)
        {
            context.TurnedAway(exception);
            return new AuthMechanismFacts(mechanism, null, exception.Message);
        }
    }
}
