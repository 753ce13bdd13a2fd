using System.Reflection;

namespace SmtpTools.Status;

/// <summary>The records of the embedded files, read when the first one is asked for.</summary>
internal static class StatusTable
{
    // The standard comes first: where two records fit equally, the earlier wins.
    private static readonly string[] s_files = ["status-standard.txt", "status-causes.txt", "status-microsoft.txt", "status-providers.txt"];

    private static readonly Lazy<IReadOnlyList<StatusEntry>> s_entries = new(() => [.. s_files.SelectMany(Read)]);

    public static IReadOnlyList<StatusEntry> Entries => s_entries.Value;

    private static IReadOnlyList<StatusEntry> Read(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"SmtpTools.Status.{file}")!;
        using var reader = new StreamReader(stream);
        return StatusTableReader.Read(file, reader);
    }
}
