using System.Diagnostics;
using System.Management.Automation;

namespace SmtpTools.Commands;

/// <summary>Progress of a pipeline of messages and of a large message within it: shown after two seconds, five times a second at most.</summary>
internal sealed class MessageProgress(Cmdlet command)
{
    private const int ActivityId = 1;
    private static readonly TimeSpan s_delay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _last = s_delay;
    private int _done;
    private bool _isShown;

    /// <summary>Octets of the message under way that left.</summary>
    public void Report(MailMessage message, long octets, long? size) => Show(() =>
        new ProgressRecord(ActivityId, "Sending mail", $"Message {_done + 1}: {message.Subject}")
        {
            PercentComplete = size is > 0 ? (int)Math.Min(100, octets * 100 / size.Value) : -1,
        });

    /// <summary>A message is done.</summary>
    public void Count()
    {
        _done++;
        Show(() => new ProgressRecord(ActivityId, "Sending mail", $"{_done} messages done"));
    }

    /// <summary>All is done.</summary>
    public void Complete()
    {
        if (_isShown)
        {
            command.WriteProgress(new ProgressRecord(ActivityId, "Sending mail", "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private void Show(Func<ProgressRecord> make)
    {
        if (_clock.Elapsed >= _last)
        {
            _last = _clock.Elapsed + s_interval;
            _isShown = true;
            command.WriteProgress(make());
        }
    }
}
