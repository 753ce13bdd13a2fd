namespace SmtpTools.Messages;

/// <summary>A file on disk, known by its length and time of change so that what is sent is what the message was made of.</summary>
internal sealed class FileSource : AttachmentSource
{
    private readonly DateTime _changed;

    /// <summary>Notes the file's facts and sees that it can be read; it is closed again at once.</summary>
    public FileSource(string path)
    {
        Path = path;
        using var file = OpenFile();
        Length = file.Length;
        _changed = File.GetLastWriteTimeUtc(path);
    }

    public override long Length { get; }

    public override string Path { get; }

    public override Stream Open()
    {
        var file = OpenFile();
        if (file.Length == Length && File.GetLastWriteTimeUtc(Path) == _changed)
        {
            return file;
        }

        file.Dispose();
        throw new MailMessageException($"The file \"{Path}\" has changed since the message was made of it. Make the message again.", Path);
    }

    private FileStream OpenFile()
    {
        if (Directory.Exists(Path))
        {
            throw new MailMessageException($"\"{Path}\" is a folder. Name a file in it, or put it into an archive first.", Path);
        }

        try
        {
            // Sharing all, a file that is still written to (a log) can be attached; the check above tells when that went wrong.
            return new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MailMessageException($"The file \"{Path}\" does not exist.", Path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new MailMessageException($"The file \"{Path}\" can't be read: {e.Message}", Path, e);
        }
    }
}
