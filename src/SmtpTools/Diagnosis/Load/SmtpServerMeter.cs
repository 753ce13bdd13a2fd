using System.Runtime.ExceptionServices;
using SmtpTools.Diagnosis.Load;
using SmtpTools.Session;
using SmtpTools.Transport;

namespace SmtpTools;

/// <summary>
/// Puts a server of one's own under load and measures how long each of its phases takes. Real messages are sent. A server outside private
/// networks is refused where the options do not allow it.
/// </summary>
public sealed class SmtpServerMeter
{
    private static readonly TimeSpan s_progressEvery = TimeSpan.FromMilliseconds(250);

    private readonly SmtpServerMeterOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Makes a meter.</summary>
    /// <param name="options">How a server is measured; not to be changed afterwards.</param>
    /// <param name="timeProvider">The clock; the system's where null.</param>
    /// <exception cref="ArgumentException">An option can't be.</exception>
    public SmtpServerMeter(SmtpServerMeterOptions options, TimeProvider? timeProvider = null)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _time = timeProvider ?? TimeProvider.System;
        options.Check();
    }

    /// <summary>Measures a server.</summary>
    /// <param name="endpoint">The server.</param>
    /// <param name="progress">Told the figures so far, several times a second, on the calling thread; null for nobody.</param>
    /// <param name="cancellationToken">Stops the measurement at once; what was measured until then is returned.</param>
    /// <returns>What it came to. What failed while it ran is in there.</returns>
    /// <exception cref="PublicTargetException">The server is not on a private network, and that is not allowed.</exception>
    /// <exception cref="SmtpToolsException">The server's name could not be looked up.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before it began.</exception>
    public SmtpServerMeasurement Measure(SmtpEndpoint endpoint, Action<SmtpServerMeasurement>? progress = null, CancellationToken cancellationToken = default)
    {
        var target = Judged(endpoint ?? throw new ArgumentNullException(nameof(endpoint)), cancellationToken);
        var started = _time.GetUtcNow();
        var message = new LoadMessage(_options.Sender, _options.MessageSize, _options.Session.LocalDomain is { } name ? LocalName.Check(name) : "load.invalid", started);
        var tally = new LoadTally();
        var schedule = new LoadSchedule(_options.EffectiveCount, _options.Duration, _options.Rate, _time);
        var connections = Enumerable.Range(0, _options.Connections)
            .Select(_ => new LoadConnection(target, _options, message, schedule, tally, _time))
            .Select(connection => Task.Factory.StartNew(() => connection.Run(cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToArray();

        while (!WaitFor(connections))
        {
            progress?.Invoke(FiguresAs(MeasurementEnding.Stopped));
        }

        return FiguresAs(
            cancellationToken.IsCancellationRequested ? MeasurementEnding.Stopped
            : Array.Exists(connections, static connection => connection.Result) ? MeasurementEnding.Completed
            : MeasurementEnding.GaveUp);

        SmtpServerMeasurement FiguresAs(MeasurementEnding ending)
        {
            var measurement = new SmtpServerMeasurement
            {
                Server = endpoint.ToString(),
                Addresses = target.Addresses.Select(static address => address.ToString()).ToArray(),
                Started = started,
                Duration = ending == MeasurementEnding.Completed && schedule.LastEnd > TimeSpan.Zero ? schedule.LastEnd : schedule.Elapsed,
                Ending = ending,
                Connections = _options.Connections,
                MessageSize = message.Octets,
            };
            tally.WriteTo(measurement);
            return measurement;
        }
    }

    private static bool WaitFor(Task<bool>[] connections)
    {
        try
        {
            return Task.WaitAll(connections, s_progressEvery);
        }
        catch (AggregateException exception)
        {
            if (exception.Flatten().InnerExceptions.FirstOrDefault(static inner => inner is not OperationCanceledException) is { } defect)
            {
                ExceptionDispatchInfo.Capture(defect).Throw();
            }

            return true;
        }
    }

    /// <summary>The server with its addresses fixed: those that were judged are those that are connected to.</summary>
    private SmtpEndpoint Judged(SmtpEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.UnixSocketPath is not null)
        {
            return endpoint;
        }

        if (_options.Session.Proxy is { } proxy)
        {
            return _options.AllowsPublicTarget
                ? endpoint
                : throw new PublicTargetException($"Where {endpoint} is, only the proxy {proxy} knows: it may be on a public network. Put load on servers of your own alone.");
        }

        var target = new SmtpEndpoint(endpoint.Host, endpoint.Port);
        foreach (var address in new TcpConnector(_options.Session.Source, _time).Resolve(endpoint, _options.Session.Timeouts.Connect, cancellationToken))
        {
            target.Addresses.Add(address.Address);
        }

        var isPublic = target.Addresses.Where(static address => !PrivateAddress.Is(address)).ToList();
        return isPublic.Count == 0 || _options.AllowsPublicTarget
            ? target
            : throw new PublicTargetException($"{endpoint} is not on a private network ({string.Join(", ", isPublic)}). Put load on servers of your own alone.");
    }
}
