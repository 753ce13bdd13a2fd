using System.Management.Automation;

namespace SmtpTools.Commands;

/// <summary>A key of -DkimKey or -ArcKey: a path with its selector beside it, or an object of New-DkimKey that knows all three.</summary>
/// <param name="Path">The file of the private key.</param>
/// <param name="Selector">The selector.</param>
/// <param name="Domain">The domain that the key was made for; null where that is not known.</param>
internal sealed record DkimKeyArgument(string Path, string Selector, string? Domain)
{
    /// <summary>Reads the values of a parameter.</summary>
    /// <param name="cmdlet">The cmdlet, for the paths.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="selectors">The selectors, one for each path among the keys, in their order.</param>
    /// <param name="name">The parameter's name up to Key and Selector, for what is said.</param>
    /// <exception cref="ArgumentException">The selectors do not fit the keys.</exception>
    public static IReadOnlyList<DkimKeyArgument> Read(PSCmdlet cmdlet, IReadOnlyCollection<PSObject> keys, IReadOnlyCollection<string> selectors, string name)
    {
        var left = new Queue<string>(selectors);
        var read = new List<DkimKeyArgument>();
        foreach (var key in keys)
        {
            if (Text(key, nameof(Path)) is { } file && Text(key, nameof(Selector)) is { } selector)
            {
                read.Add(new DkimKeyArgument(file, selector, Text(key, nameof(Domain))));
            }
            else
            {
                var path = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(key.BaseObject is FileInfo info ? info.FullName : key.ToString());
                read.Add(new DkimKeyArgument(path, left.Count > 0 ? left.Dequeue() : throw new ArgumentException($"-{name}Key needs a -{name}Selector for each path: there is none for \"{path}\"."), null));
            }
        }

        return left.Count == 0 ? read : throw new ArgumentException($"-{name}Selector {left.Peek()} has no -{name}Key.");
    }

    private static string? Text(PSObject value, string property) => value.BaseObject is string or FileInfo ? null : value.Properties[property]?.Value?.ToString();
}
