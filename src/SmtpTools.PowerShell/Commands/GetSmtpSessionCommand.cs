using System.Management.Automation;

namespace SmtpTools.Commands;

/// <summary>Lists the sessions that are open in this runspace.</summary>
[Cmdlet(VerbsCommon.Get, "SmtpSession")]
[OutputType(typeof(SmtpSession))]
public sealed class GetSmtpSessionCommand : PSCmdlet
{
    /// <summary>The servers, as <c>host:port</c> or a part of it with wildcards; all where none is given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("Server", "ComputerName")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] SmtpServer { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var open = RunspaceItems<SmtpSession>.Current.Open;
        foreach (var server in SmtpServer)
        {
            // A name alone means its sessions on any port.
            var patterns = new[] { new WildcardPattern(server, WildcardOptions.IgnoreCase), new WildcardPattern(server + ":*", WildcardOptions.IgnoreCase) };
            WriteObject(open.Where(session => patterns.Any(pattern => pattern.IsMatch(session.Server))), enumerateCollection: true);
        }
    }
}
