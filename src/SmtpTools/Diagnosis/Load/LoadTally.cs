namespace SmtpTools.Diagnosis.Load;

/// <summary>What all connections of a measurement have to tell, counted.</summary>
internal sealed class LoadTally
{
    /// <summary>Most kinds of errors that are told apart; what comes beyond is counted as one kind more.</summary>
    private const int MaxKinds = 100;

    private readonly object _lock = new();
    private readonly Dictionary<MeasuredPhase, LatencyHistogram> _times = [];
    private readonly Dictionary<(SmtpPhase Phase, int? Code, string? Status, string Cause), MeasurementError> _errors = [];
    private long _sent;
    private long _failed;
    private long _inDoubt;
    private long _opened;
    private string? _tls;

    public void Took(MeasuredPhase phase, TimeSpan? time)
    {
        if (time is { } taken)
        {
            lock (_lock)
            {
                if (!_times.TryGetValue(phase, out var histogram))
                {
                    _times[phase] = histogram = new LatencyHistogram();
                }

                histogram.Add(taken);
            }
        }
    }

    public void Opened(SmtpPhaseTimes times, TlsFacts? tls)
    {
        Took(MeasuredPhase.Connect, times.Connect);
        Took(MeasuredPhase.Greeting, times.Greeting);
        Took(MeasuredPhase.Hello, times.Hello);
        Took(MeasuredPhase.Tls, times.Tls);
        Took(MeasuredPhase.Auth, times.Auth);
        lock (_lock)
        {
            _opened++;
            _tls = tls?.Protocol;
        }
    }

    public void Sent() => Interlocked.Increment(ref _sent);

    public void Failed() => Interlocked.Increment(ref _failed);

    public void InDoubt() => Interlocked.Increment(ref _inDoubt);

    public void Refused(SmtpPhase phase, SmtpReply reply) => Error(phase, reply, "Refused", reply.ToString());

    public void Broke(SmtpToolsException exception)
    {
        var reply = (exception as SmtpReplyException)?.Reply ?? (exception as SmtpConnectionLostException)?.LastReply ?? (exception as SmtpAuthenticationException)?.Reply;
        var cause = exception is SmtpReplyException ? "Refused" : exception.GetType().Name.Replace("Smtp", string.Empty).Replace("Exception", string.Empty);
        Error(exception.Phase, reply, cause, exception.Message);
    }

    /// <summary>The figures so far.</summary>
    public void WriteTo(SmtpServerMeasurement measurement)
    {
        lock (_lock)
        {
            measurement.MessagesSent = Interlocked.Read(ref _sent);
            measurement.MessagesFailed = Interlocked.Read(ref _failed);
            measurement.MessagesInDoubt = Interlocked.Read(ref _inDoubt);
            measurement.ConnectionsOpened = _opened;
            measurement.TlsProtocol = _tls;
            // Arrays: what a collection expression makes of an interface does not come back whole from Clixml.
            measurement.Phases = _times.OrderBy(static entry => entry.Key).Select(static entry => entry.Value.Figures(entry.Key)).ToArray();
            measurement.Errors = _errors.Values.OrderByDescending(static error => error.Count).Select(Copy).ToArray();
        }
    }

    private void Error(SmtpPhase phase, SmtpReply? reply, string cause, string example)
    {
        (SmtpPhase Phase, int? Code, string? Status, string Cause) kind = (phase, reply?.Code, reply?.EnhancedStatus?.ToString(), cause);
        lock (_lock)
        {
            if (_errors.Count >= MaxKinds && !_errors.ContainsKey(kind))
            {
                kind = (SmtpPhase.None, null, null, "Other");
            }

            if (!_errors.TryGetValue(kind, out var error))
            {
                _errors[kind] = error = new MeasurementError { Phase = kind.Phase, Code = kind.Code, EnhancedStatus = kind.Status, Cause = kind.Cause, Example = example };
            }

            error.Count++;
        }
    }

    private static MeasurementError Copy(MeasurementError error) => new()
    {
        Phase = error.Phase,
        Code = error.Code,
        EnhancedStatus = error.EnhancedStatus,
        Cause = error.Cause,
        Count = error.Count,
        Example = error.Example,
    };
}
