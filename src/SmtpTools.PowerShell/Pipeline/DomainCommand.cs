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

    /// <summary>The domain that an input means.</summary>
    /// <param name="input">A domain or a mail address.</param>
    protected static string DomainOf(string input)
    {
        var text = (input ?? throw new ArgumentNullException(nameof(input))).Trim();
        return Mailbox.TryParse(text, out var mailbox) ? mailbox.Domain?.Unicode ?? mailbox.DomainText : text.Substring(text.LastIndexOf('@') + 1);
    }

    /// <summary>
    /// Has a result written. That there is no record is an answer; that there was no answer (a time-out, a server's failure, something
    /// that is no domain) is an error as well.
    /// </summary>
    /// <param name="result">The result.</param>
    /// <param name="input">What it is about, as it was given.</param>
    protected void Post(DomainRecordResult result, string input) => Post(() =>
    {
        WriteVerbose($"{result}, after {result.Duration.TotalMilliseconds:0} ms, from {result.Resolver ?? "nobody"}. {result.Detail}");
        WriteObject(result);
        if (result.IsTransient || result.Status == DomainRecordStatus.InvalidDomain)
        {
            WriteError(ErrorRecords.From(new DomainRecordException(result), input));
        }
    });
}
