using SmtpTools.Transport;

namespace SmtpTools.Session;

/// <summary>
/// One mail transaction (RFC 5321 3.3) in four steps that a caller may interleave with those of another: queue the envelope, read its
/// replies, send the content, read what came of it. The steps read exactly as many replies as commands were sent.
/// </summary>
internal sealed partial class SmtpTransaction
{
    /// <summary>
    /// Most RCPT commands in one flight: their replies, at 512 octets each, stay below the smallest socket buffers, so that writing
    /// before reading never deadlocks (RFC 2920 3.1).
    /// </summary>
    public const int MaxRecipientsInFlight = 50;

    /// <summary>Content up to this many octets goes out in the flight of its envelope, behind BDAT.</summary>
    public const int MaxOneFlightContent = 64 * 1024;

    private readonly SmtpSession _session;
    private readonly SmtpConnection _connection;
    private readonly TransactionPlan _plan;
    private readonly SmtpEnvelope _envelope;
    private readonly IReadOnlyList<RecipientResult> _recipients;
    private readonly IReadOnlyList<SmtpRecipient> _targets;
    private readonly SendOptions _options;
    private int _queued;
    private int _answered;
    private bool _mailAnswered;
    private bool _dataQueued;
    private ChunkWriter? _chunks;

    /// <param name="session">The session.</param>
    /// <param name="plan">How the message travels.</param>
    /// <param name="envelope">Its envelope.</param>
    /// <param name="recipients">The recipients of this transaction, all or some of the envelope's, and their results, to be filled.</param>
    /// <param name="options">How it is handed over.</param>
    public SmtpTransaction(
        SmtpSession session, TransactionPlan plan, SmtpEnvelope envelope, RecipientBatch recipients, SendOptions options)
    {
        _session = session;
        _connection = session.Connection;
        _plan = plan;
        _envelope = envelope;
        _targets = recipients.Targets;
        _recipients = recipients.Results;
        _options = options;
    }

    /// <summary>The reply to MAIL; null before it came.</summary>
    public SmtpReply? MailReply { get; private set; }

    /// <summary>How many recipients the server took.</summary>
    public int Accepted { get; private set; }

    /// <summary>Whether the end of the content left, or may have: from then on a lost connection leaves the message in doubt.</summary>
    public bool EndMayHaveLeft { get; private set; }

    /// <summary>Octets of content that were handed to the transport, as SIZE counts them.</summary>
    public long ContentOctets { get; private set; }

    /// <summary>Whether the transaction still has to be ended by RSET.</summary>
    public bool NeedsReset { get; private set; }

    /// <summary>Whether the whole envelope was queued and its replies await reading; else <see cref="ReadEnvelope"/> sends the rest.</summary>
    private bool MayPipelineContent => _plan.Pipelining && !_options.RequireAllRecipients && _targets.Count <= MaxRecipientsInFlight;

    /// <summary>Whether content of this transaction that is small enough leaves with its envelope.</summary>
    public bool IsOneFlight => MayPipelineContent && _plan.Chunking && _plan.Content.CanonicalBlock is { Length: <= MaxOneFlightContent };

    /// <summary>Takes back that the end may have left: what was queued never left this side.</summary>
    public void NeverLeft() => EndMayHaveLeft = false;

    /// <summary>Queues MAIL and, with PIPELINING, RCPTs, and where it may be so DATA, or BDAT with small content. Nothing leaves yet.</summary>
    public void QueueEnvelope()
    {
        NeedsReset = true;
        QueuePath("MAIL FROM:<", _envelope.ReversePath, _plan.MailParameters);
        if (!_plan.Pipelining)
        {
            return;
        }

        QueueRecipients(MaxRecipientsInFlight);
        if (!MayPipelineContent)
        {
            return;
        }

        if (!_plan.Chunking)
        {
            _dataQueued = true;
            QueueCommand("DATA");
        }
        else if (IsOneFlight)
        {
            QueueWholeChunk(_plan.Content.CanonicalBlock!.Value);
        }
    }

    /// <summary>Reads the replies of the envelope, sending what of it was not sent yet.</summary>
    /// <returns>Whether the content is to be sent (or was, with the envelope).</returns>
    public bool ReadEnvelope()
    {
        ReadQueued();
        while (MailReply!.IsPositive && _queued < _targets.Count)
        {
            _session.CheckNothingUnasked(SmtpPhase.Recipient);
            QueueRecipients(_plan.Pipelining ? MaxRecipientsInFlight : 1);
            _connection.Flush(SmtpPhase.Recipient, _session.Timeouts.Command);
            ReadQueued();
        }

        if (!MailReply.IsPositive)
        {
            Decide(MailReply, SmtpPhase.Mail);
            return false;
        }

        if (Accepted == 0 || (_options.RequireAllRecipients && Accepted < _targets.Count))
        {
            Decide(_recipients.Last(recipient => recipient.State != RecipientState.InDoubt).Reply!, SmtpPhase.Recipient);
            Withdraw();
            return false;
        }

        return true;
    }

    private void QueuePath(string command, Mailbox? path, string parameters)
    {
        _ = _connection.Commands.Append(command).Append(path is null ? string.Empty : _plan.PathOf(path)!).Append(">").Append(parameters);
        EndQueuedLine();
    }

    private void QueueCommand(string command)
    {
        _ = _connection.Commands.Append(command);
        EndQueuedLine();
    }

    private void EndQueuedLine()
    {
        _session.Options.Transcript?.Record(TranscriptKind.Command, _connection.Commands.CurrentLine);
        _connection.Commands.EndLine();
    }

    private void QueueRecipients(int most)
    {
        for (var i = 0; i < most && _queued < _targets.Count; i++, _queued++)
        {
            var target = _targets[_queued];
            QueuePath("RCPT TO:<", target.Mailbox, _plan.RecipientParameters(target));
        }
    }

    private void ReadQueued()
    {
        if (!_mailAnswered)
        {
            MailReply = Read(SmtpPhase.Mail, _session.Timeouts.Command);
            _mailAnswered = true;
        }

        while (_answered < _queued)
        {
            var reply = Read(SmtpPhase.Recipient, _session.Timeouts.Command);
            var recipient = _recipients[_answered++];
            if (!MailReply!.IsPositive)
            {
                // Without a sender no recipient can be taken (RFC 2920 3.1): its refusal says nothing of the recipient.
                MustBeRefusal(reply, SmtpPhase.Recipient);
                continue;
            }

            recipient.Reply = reply;
            recipient.Phase = SmtpPhase.Recipient;
            recipient.State = reply.IsPositive ? RecipientState.InDoubt : StateOf(reply);
            Accepted += reply.IsPositive ? 1 : 0;
        }
    }

    /// <summary>A reply that a step can have. 421 ends the session; 1xx and 3xx where they mean nothing end it as broken.</summary>
    private SmtpReply Read(SmtpPhase phase, TimeSpan limit)
    {
        var reply = _connection.ReadReply(phase, limit);
        EndSessionOn421(reply, phase);
        return reply.IsIntermediate != (phase == SmtpPhase.Data) && !(phase == SmtpPhase.Data && reply.Code >= 400) ? throw OutOfStep(reply, phase) : reply;
    }

    private void EndSessionOn421(SmtpReply reply, SmtpPhase phase)
    {
        if (reply.Code == 421)
        {
            throw new SmtpReplyException($"{_session.Server} ended the session: {reply}", reply) { Phase = phase };
        }
    }

    private void MustBeRefusal(SmtpReply reply, SmtpPhase phase)
    {
        if (reply.IsPositive)
        {
            throw OutOfStep(reply, phase);
        }
    }

    private SmtpProtocolException OutOfStep(SmtpReply reply, SmtpPhase phase) =>
        new($"{_session.Server} answered {Verb(phase)} with {reply}, which has no meaning there: replies and commands are out of step.") { Phase = phase };

    private static string Verb(SmtpPhase phase) => phase switch
    {
        SmtpPhase.Mail => "MAIL",
        SmtpPhase.Recipient => "RCPT",
        SmtpPhase.Data => "DATA",
        SmtpPhase.Content => "BDAT",
        _ => "the end of the message",
    };
}
