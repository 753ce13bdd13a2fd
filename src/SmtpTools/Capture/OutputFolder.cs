using System.Globalization;

namespace SmtpTools.Capture;

/// <summary>Writes accepted messages to files, octet for octet.</summary>
internal sealed class OutputFolder
{
    private readonly string _path;
    private readonly string _start;
    private int _count;

    /// <summary>Makes the folder where it does not exist.</summary>
    public OutputFolder(string path, DateTimeOffset now)
    {
        _path = Path.GetFullPath(path);
        _ = Directory.CreateDirectory(_path);

        // Two listeners may share a folder: a file's name is the listener's start, its own mark and a count.
        _start = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture) + "-" + Guid.NewGuid().ToString("N").Substring(0, 8);
    }

    /// <summary>Writes a message; it has its name only when it is whole.</summary>
    /// <returns>The file's path.</returns>
    public string Write(ContentBuffer content)
    {
        var name = $"{_start}-{Interlocked.Increment(ref _count):D6}";
        var path = Path.Combine(_path, name + ".eml");
        var partial = Path.Combine(_path, name + ".partial");
        try
        {
            using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.Write))
            {
                foreach (var piece in content.Pieces)
                {
                    file.Write(piece.Array!, piece.Offset, piece.Count);
                }
            }

            File.Move(partial, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            DeleteQuietly(partial);
            throw;
        }

        return path;
    }

    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The error that led here says more.
        }
    }
}
