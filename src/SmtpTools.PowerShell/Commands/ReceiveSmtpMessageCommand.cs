using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Receive-SmtpMessage: takes messages out of a listener, waiting for them.</summary>
[Cmdlet(VerbsCommunications.Receive, "SmtpMessage")]
[OutputType(typeof(CapturedMessage))]
public sealed class ReceiveSmtpMessageCommand : ListenerCommand
{
    private const int ShownIncidents = 3;

    // How often progress is told, and how long before it is told at all.
    private static readonly TimeSpan s_progressStep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_progressAfter = TimeSpan.FromSeconds(2);

    private WildcardPattern[] _recipients = [];
    private WildcardPattern[] _subjects = [];

    /// <summary>How many messages to take.</summary>
    [Parameter(Position = 1)]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>How many seconds to wait for all of them; 0 to take what is there.</summary>
    [Parameter]
    [ValidateRange(0.0, 2_000_000.0)]
    public double Timeout { get; set; } = 30;

    /// <summary>Takes only messages with a recipient like one of these.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Recipient { get; set; } = [];

    /// <summary>Takes only messages with a subject like one of these.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Subject { get; set; } = [];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _recipients = PatternsOf(Recipient);
        _subjects = PatternsOf(Subject);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var listener = FindListener();
        if (_subjects.Length > 0 && listener.Mode != CaptureMode.Full)
        {
            WriteError(ErrorRecords.Make(
                new SmtpListenerException($"{listener} keeps no content, so there are no subjects to compare."),
                "SmtpListenerKeepsNoContent", ErrorCategory.InvalidOperation, listener, "Start the listener without -Mode, or receive without -Subject."));
            return;
        }

        Stoppable(() => Receive(listener));
    }

    private static WildcardPattern[] PatternsOf(string[] texts) =>
        [.. texts.Select(static text => WildcardPattern.Get(text, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant))];

    private void Receive(SmtpListener listener)
    {
        var start = Stopwatch.StartNew();
        for (var received = 0; received < Count; received++)
        {
            if (Wait(listener, start, received) is not { } message)
            {
                if (Timeout > 0)
                {
                    WriteError(NotReceived(listener, received));
                }

                return;
            }

            WriteObject(message);
        }
    }

    /// <summary>Waits for a message in steps, so that a long wait can be seen.</summary>
    private CapturedMessage? Wait(SmtpListener listener, Stopwatch start, int received)
    {
        var whole = TimeSpan.FromSeconds(Timeout);
        var progress = new ProgressRecord(0, $"Waiting for mail at {listener}", " ");
        try
        {
            while (true)
            {
                var left = whole - start.Elapsed;
                var step = left < TimeSpan.Zero ? TimeSpan.Zero : left < s_progressStep ? left : s_progressStep;
                if (listener.Receive(step, Fits, Cancellation) is { } message)
                {
                    return message;
                }

                if (left <= s_progressStep || !listener.IsListening)
                {
                    return null;
                }

                if (start.Elapsed >= s_progressAfter)
                {
                    progress.StatusDescription = $"{received} of {Count} received";
                    progress.SecondsRemaining = (int)left.TotalSeconds;
                    WriteProgress(progress);
                }
            }
        }
        finally
        {
            if (start.Elapsed >= s_progressAfter && !Cancellation.IsCancellationRequested)
            {
                progress.RecordType = ProgressRecordType.Completed;
                WriteProgress(progress);
            }
        }
    }

    private bool Fits(CapturedMessage message) =>
        (_recipients.Length == 0 || _recipients.Any(pattern => message.Recipients.Any(recipient => pattern.IsMatch(recipient.Address))))
        && (_subjects.Length == 0 || (message.Subject is { } subject && _subjects.Any(pattern => pattern.IsMatch(subject))));

    private ErrorRecord NotReceived(SmtpListener listener, int received)
    {
        var why = listener.IsListening ? $"within {Timeout.ToString(CultureInfo.CurrentCulture)} s" : "before the listener stopped";
        var message = $"{received} of {Count} messages came {why} at {listener}; {listener.WaitingMessages} that do not fit wait there.";
        var incidents = listener.Incidents;
        if (incidents.Count > 0)
        {
            message += " What went wrong last: " + string.Join("; ", incidents.Skip(incidents.Count - ShownIncidents).Select(static incident => incident.Detail)) + ".";
        }

        return ErrorRecords.Make(
            new TimeoutException(message),
            "SmtpMessageNotReceived",
            ErrorCategory.OperationTimeout,
            listener,
            "See the listener's Incidents and ConnectionCount; wait longer with -Timeout; with -Timeout 0 what is there is taken and nothing is an error.");
    }
}
