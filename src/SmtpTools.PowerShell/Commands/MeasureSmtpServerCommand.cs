using System.Collections.Concurrent;
using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Puts a server of one's own under load and tells how long each phase takes. Stopped early, it tells what it measured until then.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "SmtpServer", SupportsShouldProcess = true)]
[OutputType(typeof(SmtpServerMeasurement))]
public sealed class MeasureSmtpServerCommand : SessionCommand
{
    private readonly ConcurrentQueue<Action> _questions = new();

    /// <summary>The server; <c>$PSEmailServer</c> where none is given.</summary>
    [Parameter(Position = 0)]
    [Alias("Server", "ComputerName")]
    [ValidateNotNullOrEmpty]
    public string? SmtpServer { get; set; }

    /// <summary>The recipients of the messages.</summary>
    [Parameter(Mandatory = true)]
    [Alias("Recipient")]
    [ValidateNotNullOrEmpty]
    public string[] To { get; set; } = [];

    /// <summary>The sender; the null sender where none is given.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? From { get; set; }

    /// <summary>How many messages are tried; 100 where no <c>-Duration</c> is given either.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long MessageCount { get; set; }

    /// <summary>After how many seconds no more message is begun.</summary>
    [Parameter]
    [ValidateRange(1, 604800)]
    public int Duration { get; set; }

    /// <summary>Octets of each message.</summary>
    [Parameter]
    [ValidateRange(0, SmtpServerMeterOptions.MaxMessageSize)]
    public int Size { get; set; } = 10 * 1024;

    /// <summary>How many connections are used at a time.</summary>
    [Parameter]
    [ValidateRange(1, SmtpServerMeterOptions.MaxConnections)]
    public int Connections { get; set; } = 1;

    /// <summary>The rate at which messages are begun, over all connections: messages per second, or as in <c>30/min</c>.</summary>
    [Parameter]
    public MessageRate? Rate { get; set; }

    /// <summary>How many of the recipients each message has, in turn; all where not given.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int RecipientsPerMessage { get; set; }

    /// <summary>Most messages on one connection.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaxMessagesPerConnection { get; set; }

    /// <summary>The name of a variable that gets the figures, also when the measurement is stopped by Ctrl+C.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ResultVariable { get; set; }

    /// <summary>Measures a server that is not on a private network.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Makes the cmdlet. Who measures does not wait for minutes.</summary>
    public MeasureSmtpServerCommand() => Timeout = 30;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            var endpoint = EndpointOf(ServerOrDefault(SmtpServer));
            var meter = new SmtpServerMeter(Options());
            var much = MessageCount > 0 || Duration == 0 ? $"{(MessageCount > 0 ? MessageCount : SmtpServerMeterOptions.DefaultMessageCount)} messages" : $"messages for {Duration} s";
            if (ShouldProcess(endpoint.ToString(), $"Send {much} of {Size} octets over {Connections} connections"))
            {
                Stoppable(() => Measure(meter, endpoint));
            }
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            ThrowTerminatingError(ErrorRecords.Make(exception, "SmtpMeasurementArgumentInvalid", ErrorCategory.InvalidArgument, null));
        }
        catch (SmtpToolsException exception)
        {
            WriteError(ErrorRecords.From(exception, SmtpServer));
        }
    }

    private void Measure(SmtpServerMeter meter, SmtpEndpoint endpoint)
    {
        var measurement = meter.Measure(endpoint, Show, Cancellation);
        if (ResultVariable is not null)
        {
            SessionState.PSVariable.Set(ResultVariable, measurement);
        }

        if (measurement.Ending == MeasurementEnding.Stopped)
        {
            // A pipeline that was stopped takes no more objects; the screen does.
            Host.UI.WriteLine(measurement.ToString());
            foreach (var line in measurement.Phases.Select(static phase => phase.ToString()).Concat(measurement.Errors.Select(static error => error.ToString())))
            {
                Host.UI.WriteLine("  " + line);
            }

            throw new PipelineStoppedException();
        }

        WriteProgress(new ProgressRecord(1, MyInvocation.MyCommand.Name, "Done") { RecordType = ProgressRecordType.Completed });
        WriteObject(measurement);
    }

    private void Show(SmtpServerMeasurement soFar)
    {
        while (_questions.TryDequeue(out var question))
        {
            question();
        }

        if (Cancellation.IsCancellationRequested)
        {
            return;
        }

        var tried = soFar.MessagesSent + soFar.MessagesFailed + soFar.MessagesInDoubt;
        WriteProgress(new ProgressRecord(1, MyInvocation.MyCommand.Name, soFar.ToString())
        {
            PercentComplete = MessageCount > 0 ? (int)Math.Min(100, 100 * tried / MessageCount)
                : Duration > 0 ? (int)Math.Min(100, 100 * soFar.Duration.TotalSeconds / Duration)
                : (int)Math.Min(100, 100 * tried / SmtpServerMeterOptions.DefaultMessageCount),
        });
    }

    private SmtpServerMeterOptions Options()
    {
        var options = new SmtpServerMeterOptions
        {
            Sender = string.IsNullOrEmpty(From) || From == "<>" ? null : Mailbox.Parse(From!),
            MessageCount = MessageCount > 0 ? MessageCount : null,
            Duration = Duration > 0 ? TimeSpan.FromSeconds(Duration) : null,
            MessageSize = Size,
            Connections = Connections,
            Rate = Rate,
            RecipientsPerMessage = RecipientsPerMessage > 0 ? RecipientsPerMessage : null,
            MessagesPerConnection = MaxMessagesPerConnection > 0 ? MaxMessagesPerConnection : null,
            AllowsPublicTarget = Force,
            Session = SessionOptions(Ask),
        };
        foreach (var recipient in To)
        {
            options.Recipients.Add(Mailbox.Parse(recipient.Trim()));
        }

        return options;
    }

    /// <summary>Has the pipeline's thread run a question that may run script, which it does several times a second.</summary>
    private string Ask(Func<string> question)
    {
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _questions.Enqueue(() =>
        {
            try
            {
                answer.SetResult(question());
            }
            catch (Exception exception)
            {
                answer.SetException(exception);
            }
        });
        answer.Task.Wait(Cancellation);
        return answer.Task.Result;
    }
}
