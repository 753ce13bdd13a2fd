using System.Net;
using SmtpTools.Http;
using SmtpTools.Transport;

namespace SmtpTools;

/// <summary>Fetches files over HTTPS with the platform's client. Hosts are looked up by the same DNS as everything else about a domain.</summary>
public sealed class HttpsFetcher : IHttpsFetcher
{
    private const int MaxAddresses = 4;

    private readonly IMailDns _dns;
    private readonly HttpsOptions _options;
    private readonly TimeProvider _clock;

    /// <summary>Makes a fetcher. It keeps nothing, and is safe to use from several threads at once.</summary>
    /// <param name="dns">Who is asked for the hosts' addresses. On .NET Framework for their existence alone: the system looks them up again.</param>
    /// <param name="options">How to fetch.</param>
    /// <param name="timeProvider">Measures the durations; the system's clock where null.</param>
    /// <exception cref="PlatformNotSupportedException"><see cref="HttpsOptions.ConnectTo"/> is set on .NET Framework.</exception>
    public HttpsFetcher(IMailDns dns, HttpsOptions? options = null, TimeProvider? timeProvider = null)
    {
        _dns = dns;
        _options = options ?? new HttpsOptions();
        _clock = timeProvider ?? TimeProvider.System;
        if (_options.ConnectTo is not null && !HttpExchange.TakesAddresses)
        {
            throw new PlatformNotSupportedException("Windows PowerShell can't connect to another address than the host's. Use PowerShell 7.");
        }
    }

    /// <inheritdoc/>
    public HttpsResponse Fetch(HttpsRequest request, CancellationToken cancellationToken = default)
    {
        if (request is null)
        {
            throw new ArgumentNullException(nameof(request));
        }

        var start = _clock.GetTimestamp();
        var fetch = new HttpsFetch(request, _options, _clock, () => _clock.GetElapsedTime(start));
        if (_options.ConnectTo is { } endPoint)
        {
            return fetch.Run([endPoint], cancellationToken);
        }

        return AddressesOf(request.Uri, out var failure, cancellationToken) is { Count: > 0 } addresses
            ? fetch.Run(addresses, cancellationToken)
            : fetch.Failed(failure.Outcome, failure.Error);
    }

    private List<IPEndPoint> AddressesOf(Uri uri, out (HttpsOutcome Outcome, string Error) failure, CancellationToken cancellationToken)
    {
        failure = default;
        if (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var literal))
        {
            return [new IPEndPoint(literal, uri.Port)];
        }

        if (!Dns.QueryName.TryParse(uri.IdnHost, out var name, out var fault))
        {
            failure = (HttpsOutcome.HostNotFound, $"{uri.Host} is not a host name: {fault}.");
            return [];
        }

        var v6 = _dns.Query<AaaaRecord>(name.Ascii, cancellationToken);
        var v4 = _dns.Query<ARecord>(name.Ascii, cancellationToken);
        var found = v6.Records.Cast<AddressRecord>().Concat(v4.Records).ToList();
        if (found.Count == 0)
        {
            failure = (v6.IsTransient ? v6 : v4.IsTransient ? v4 : (DnsAnswer?)null) is { } failed
                ? (HttpsOutcome.LookupFailed, $"The addresses of {name.Ascii} could not be had: {failed.Error}")
                : (HttpsOutcome.HostNotFound, v4.Outcome == DnsOutcome.NxDomain ? $"{v4.CanonicalName} does not exist." : $"{name.Ascii} has no address.");
        }

        return [.. AddressOrder.Alternate(found.Select(static record => record.Address)).Take(MaxAddresses).Select(address => new IPEndPoint(address, uri.Port))];
    }
}
