using System.Management.Automation;

namespace SmtpTools.Pipeline;

/// <summary>The base of cmdlets that ask DNS about domains, each of which gives one result whatever comes of it.</summary>
public abstract class DomainCommand : DnsCommand<string>
{
    /// <summary>The domains, or mail addresses whose domains are meant.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("DomainName", "EmailAddress", "Mail")]
    [AllowEmptyString]
    public string[] Domain { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var domain in Domain)
        {
            Enqueue(domain);
        }
    }
}
