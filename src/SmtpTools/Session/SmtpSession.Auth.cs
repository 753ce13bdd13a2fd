using SmtpTools.Protocol;
using SmtpTools.Sasl;

namespace SmtpTools;

/// <content>AUTH (RFC 4954): the one driver of all SASL exchanges.</content>
public sealed partial class SmtpSession
{
    /// <summary>Longest AUTH command line with an initial response, CRLF included; a longer response waits for the server's 334 (RFC 4954 4).</summary>
    private const int MaxInitialLineLength = 512;

    /// <summary>Most challenges of one exchange. No mechanism has more than a handful.</summary>
    private const int MaxChallenges = 20;

    /// <summary>What was tried, in order.</summary>
    public IReadOnlyList<AuthAttempt> AuthAttempts => _attempts;

    private readonly List<AuthAttempt> _attempts = [];

    /// <summary>Authenticates where the options have a credential: the third step of <see cref="Open"/>.</summary>
    /// <param name="cancellationToken">Ends the session at once.</param>
    /// <exception cref="SmtpAuthenticationException">It did not succeed.</exception>
    public void Authenticate(CancellationToken cancellationToken = default)
    {
        if (_options.Credential is not { } credential)
        {
            return;
        }

        _ = Run(SmtpSessionState.Ready, () =>
        {
            var start = _options.TimeProvider.GetTimestamp();
            Connection.Mask = new EchoMask();
            try
            {
                TryMechanisms(SaslMechanismSelector.Select(RequestFor(credential)), credential);
            }
            finally
            {
                Connection.Mask = null;
            }

            OpeningTimes.Auth = _options.TimeProvider.GetElapsedTime(start);
            return true;
        }, cancellationToken, continuesOpening: true);
    }

    private SaslRequest RequestFor(SmtpCredential credential) => new()
    {
        Offered = May(true, "AUTH") ? Extensions.AuthMechanisms : [],
        Credential = credential,
        Host = _endpoint.Host,
        Port = _endpoint.Port,

        // Told from the connection itself, and only a server that proved its name is one to trust with a secret.
        IsProtected = Connection.IsEncrypted && (Tls!.IsVerified || Tls.Faults == Tls.Ignored),
        ChannelBindings = ChannelBindings(),
        HasClientCertificate = Tls is { ClientCertificateSent: true },
        AllowUnprotectedSecrets = _options.AllowUnprotectedAuth,
        Mechanism = _options.AuthMechanism,
    };

    // The runtime exports no keying material of a TLS connection, so tls-exporter (RFC 9266) can't be had.
    private SaslChannelBinding[] ChannelBindings() =>
        Connection.Tls?.RemoteCertificate is { } certificate && ServerEndPointBinding.Of(certificate) is { } binding ? [binding] : [];

    private void TryMechanisms(SaslPlan plan, SmtpCredential credential)
    {
        var notStarted = new List<UnusedMechanism>();
        foreach (var candidate in plan.Candidates)
        {
            try
            {
                var (success, tryNext) = TryMechanism(candidate, refreshToken: false);
                if (!success && LastRefusalIs(535) && credential is TokenCredential { IsRenewable: true })
                {
                    // The token may just have expired; its source is asked for a fresh one, once.
                    (success, tryNext) = TryMechanism(candidate, refreshToken: true);
                }

                if (success)
                {
                    return;
                }

                if (!tryNext)
                {
                    break;
                }
            }
            catch (MechanismUnavailableException exception)
            {
                notStarted.Add(new UnusedMechanism(candidate.Name, exception.Message));
            }
            catch (SaslException exception)
            {
                // No secret, or one that can't be sent: any other mechanism would need the same one.
                _attempts.Add(new AuthAttempt(candidate.Name, null, exception.Message));
                break;
            }
        }

        throw FailedWith(plan, notStarted);
    }

    private SmtpAuthenticationException FailedWith(SaslPlan plan, List<UnusedMechanism> notStarted, Exception? cause = null)
    {
        var reply = _attempts.LastOrDefault(attempt => attempt.Reply is not null)?.Reply;
        var message = _attempts.Count == 0
            ? $"Authentication at {Server} was asked for and no mechanism could be used. {plan.Explain(notStarted)}"
            : $"Authentication at {Server} failed. {string.Join("; ", _attempts)}";
        return new SmtpAuthenticationException(message, plan.Offered, _attempts.ToArray(), (UnusedMechanism[])[.. notStarted, .. plan.Unused], reply, cause);
    }

    private bool LastRefusalIs(int code) => _attempts[_attempts.Count - 1].Reply?.Code == code;

    private (bool Success, bool TryNext) TryMechanism(SaslCandidate candidate, bool refreshToken)
    {
        using var mechanism = candidate.Create(refreshToken);
        var (reply, fault) = Exchange(mechanism);
        if (reply is null || fault is not null)
        {
            _attempts.Add(new AuthAttempt(mechanism.Name, reply, fault));
            return (false, false);
        }

        if (reply.Code == 235)
        {
            try
            {
                mechanism.VerifyCompleted();
            }
            catch (SaslException exception)
            {
                // The server took the secret's proof without proving that it knows the secret: it is not who it says.
                throw new SmtpProtocolException($"{Server} ended {mechanism.Name} with success, but did not prove its own identity: {exception.Message}", exception) { Phase = SmtpPhase.Auth };
            }

            _attempts.Add(new AuthAttempt(mechanism.Name, reply, null));
            IsAuthenticated = true;
            AuthMechanism = mechanism.Name;
            return (true, false);
        }

        _attempts.Add(new AuthAttempt(mechanism.Name, reply, mechanism.ServerError));
        if (reply.Code == 421)
        {
            throw new SmtpReplyException($"{Server} ended the session: {reply}", reply) { Phase = SmtpPhase.Auth, Command = $"AUTH {mechanism.Name}" };
        }

        // 504: this mechanism is not known after all. Any other refusal is of the credential, and would only be repeated.
        return (false, mechanism.NextMayHelp || reply.Code == 504);
    }

    /// <summary>Plays one exchange to its last reply.</summary>
    /// <returns>That reply, null where nothing was sent; and why this side could not go on, null where it could.</returns>
    private (SmtpReply? Reply, string? Fault) Exchange(SaslMechanism mechanism)
    {
        CheckNothingUnasked(SmtpPhase.Auth);
        var command = $"AUTH {mechanism.Name}";
        byte[]? initial;
        try
        {
            initial = mechanism.InitialResponse();
        }
        catch (SaslException exception) when (exception is not MechanismUnavailableException)
        {
            return (null, exception.Message);
        }

        var encoded = initial is null ? null : initial.Length == 0 ? "=" : Convert.ToBase64String(initial);
        if (encoded is not null && command.Length + 1 + encoded.Length + 2 <= MaxInitialLineLength)
        {
            Hide(mechanism, initial!);
            SendSecret($"{command} {encoded}", $"{command} (initial response, {initial!.Length} octets)");
            initial = null;
        }
        else
        {
            SendSecret(command, command);
        }

        var reply = Connection.ReadReply(SmtpPhase.Auth, Timeouts.Command);
        for (var challenges = 0; reply.Code == 334; challenges++)
        {
            if (challenges == MaxChallenges)
            {
                throw new SmtpProtocolException($"{Server} sent more than {MaxChallenges} challenges.") { Phase = SmtpPhase.Auth };
            }

            byte[] response;
            try
            {
                response = initial ?? mechanism.Respond(Decode(reply.Text));
                CheckLength(response);
            }
            catch (SaslException exception)
            {
                var answer = CancelExchange(exception);
                if (exception is MechanismUnavailableException)
                {
                    throw;
                }

                return (answer, exception.Message);
            }

            initial = null;
            Hide(mechanism, response);
            SendSecret(Convert.ToBase64String(response), $"(response, {response.Length} octets)");
            reply = Connection.ReadReply(SmtpPhase.Auth, Timeouts.Command);
        }

        return reply.IsIntermediate || (reply.IsPositive && reply.Code != 235)
            ? throw new SmtpProtocolException($"{Server} answered AUTH with {reply}, which has no meaning there (RFC 4954 6).") { Phase = SmtpPhase.Auth }
            : (reply, null);
    }

    private static void CheckLength(byte[] response)
    {
        const int MaxResponse = (SmtpCommandBuffer.MaxLineLength - 2) / 4 * 3;
        if (response.Length > MaxResponse)
        {
            throw new SaslException($"The response would be longer than a line of the exchange may be ({SmtpCommandBuffer.MaxLineLength} octets, RFC 4954 4).");
        }
    }

    /// <summary>RFC 4954 4: a client that can't go on cancels, the server refuses that with 501, and the session stays usable.</summary>
    private SmtpReply CancelExchange(SaslException cause)
    {
        SendSecret("*", "*");
        var reply = Connection.ReadReply(SmtpPhase.Auth, Timeouts.Command);
        return reply.IsPositive || reply.IsIntermediate
            ? throw new SmtpProtocolException(
                $"{Server} answered the end of an AUTH exchange that had failed ({cause.Message}) with {reply} and not with a refusal (RFC 4954 4).", cause) { Phase = SmtpPhase.Auth }
            : reply.Code == 421
                ? throw new SmtpReplyException($"{Server} ended the session: {reply}", reply) { Phase = SmtpPhase.Auth, Command = "AUTH" }
                : reply;
    }

    /// <summary>Has a response taken out of whatever the server says while it is authenticated to.</summary>
    private void Hide(SaslMechanism mechanism, byte[] response)
    {
        if (mechanism.ExposesSecret)
        {
            Connection.Mask!.Add(response, _options.Credential!.UserName, _options.Credential.AuthorizationId);
        }
        else
        {
            Connection.Mask!.AddLine(response);
        }
    }

    private static byte[] Decode(string challenge)
    {
        try
        {
            return Convert.FromBase64String(challenge.Trim());
        }
        catch (FormatException exception)
        {
            throw new SaslException("The server's challenge is no base64 (RFC 4954 4).", exception);
        }
    }

    /// <summary>Sends a line whose text is never recorded, only what it was.</summary>
    private void SendSecret(string line, string shown)
    {
        Connection.Commands.Append(line).EndLine();
        _options.Transcript?.Record(line == shown ? TranscriptKind.Command : TranscriptKind.Secret, shown);
        Connection.Flush(SmtpPhase.Auth, Timeouts.Command);
    }
}
