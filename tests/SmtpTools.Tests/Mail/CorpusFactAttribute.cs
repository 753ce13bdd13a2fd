namespace SmtpTools.Tests.Mail;

/// <summary>A test that needs the corpora beside the checkout.</summary>
internal sealed class CorpusFactAttribute : FactAttribute
{
    public CorpusFactAttribute() => Skip = Folder is null ? "there is no folder ../shared/corpora beside the checkout" : null;

    /// <summary>The folder; null where there is none.</summary>
    public static string? Folder { get; } = Find();

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SmtpTools.sln")))
            {
                var corpora = Path.Combine(folder.Parent?.FullName ?? "/", "shared", "corpora");
                return Directory.Exists(corpora) ? corpora : null;
            }
        }

        return null;
    }
}
