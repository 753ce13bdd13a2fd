namespace SmtpTools.Dns;

/// <summary>A record in the syntax of RFC 6376 3.2, read: tags between semicolons.</summary>
internal sealed class TagList
{
    /// <summary>The most tags of one record. What lies beyond is an error.</summary>
    internal const int MaxTags = 100;

    private const int MostQuoted = 60;

    private readonly List<RecordTag> _tags = [];
    private readonly List<RecordTagError> _errors = [];

    private TagList()
    {
    }

    /// <summary>The tags in order; of a name that occurs twice the first.</summary>
    public IReadOnlyList<RecordTag> Tags => _tags;

    /// <summary>What breaks the syntax.</summary>
    public List<RecordTagError> Errors => _errors;

    /// <summary>The tag of a name, which is case-sensitive (RFC 6376 3.2); null where there is none.</summary>
    public RecordTag? this[string name] => _tags.Find(tag => tag.Name == name);

    public static TagList Parse(string text)
    {
        var list = new TagList();
        for (var at = 0; at <= text.Length;)
        {
            var end = text.IndexOf(';', at);
            end = end < 0 ? text.Length : end;
            list.Read(text, at, end);
            at = end + 1;
            if (list._tags.Count >= MaxTags && at < text.Length)
            {
                list._errors.Add(new RecordTagError(at, Quoted(text.Substring(at)), $"The record has more than {MaxTags} tags, which are not read."));
                break;
            }
        }

        return list;
    }

    /// <summary>Says that a tag is wrong.</summary>
    public void Fault(RecordTag tag, string message) => _errors.Add(new RecordTagError(tag.Position, Quoted(tag.ToString()), message));

    private void Read(string text, int start, int end)
    {
        var segment = text.Substring(start, end - start);
        var trimmed = segment.Trim(' ', '\t', '\r', '\n');
        if (trimmed.Length == 0)
        {
            // One semicolon may end the list (RFC 6376 3.2).
            if (end < text.Length)
            {
                _errors.Add(new RecordTagError(start, string.Empty, "There is nothing between two semicolons (RFC 6376 3.2)."));
            }

            return;
        }

        var position = start + segment.IndexOf(trimmed[0]);
        var equals = trimmed.IndexOf('=');
        var name = equals < 0 ? string.Empty : trimmed.Substring(0, equals).TrimEnd(' ', '\t', '\r', '\n');
        if (!IsName(name))
        {
            _errors.Add(new RecordTagError(position, Quoted(trimmed), equals < 0 ? "A tag has no equals sign; a semicolon may be missing (RFC 6376 3.2)." : "A tag's name is not made of letters, digits and underscores (RFC 6376 3.2)."));
            return;
        }

        var tag = new RecordTag(name, trimmed.Substring(equals + 1).TrimStart(' ', '\t', '\r', '\n'), position);
        if (this[name] is not null)
        {
            Fault(tag, $"The tag {name} occurs a second time (RFC 6376 3.2).");
            return;
        }

        _tags.Add(tag);
    }

    private static bool IsName(string name) =>
        name.Length > 0 && IsLetter(name[0]) && name.All(static c => IsLetter(c) || c is (>= '0' and <= '9') or '_');

    private static bool IsLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private static string Quoted(string text) => text.Length <= MostQuoted ? text : text.Substring(0, MostQuoted) + "...";
}
