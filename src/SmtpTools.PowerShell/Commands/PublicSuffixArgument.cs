using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>The file of -PublicSuffixList.</summary>
internal static class PublicSuffixArgument
{
    /// <summary>Reads the list. What can't be read ends the cmdlet.</summary>
    /// <param name="cmdlet">The cmdlet, for the path and the error.</param>
    /// <param name="path">The parameter's value; null where it is not given, for no list.</param>
    public static PublicSuffixList? Load(PSCmdlet cmdlet, string? path)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            return PublicSuffixList.Load(cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path));
        }
        catch (Exception e) when (e is PublicSuffixListException or IOException or UnauthorizedAccessException)
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.From(e, path));
            throw;
        }
    }
}
