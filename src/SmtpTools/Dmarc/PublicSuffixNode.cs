namespace SmtpTools.Dmarc;

/// <summary>A label in the tree of a public suffix list's rules, which grows from the top-level domains.</summary>
internal sealed class PublicSuffixNode
{
    private const string AnyLabel = "*";

    private Dictionary<string, PublicSuffixNode>? _children;

    /// <summary>The rule that ends at this label, as it is written; null where none does.</summary>
    public string? Rule { get; private set; }

    public bool IsPrivate { get; private set; }

    /// <summary>Whether the rule takes a name out of a wildcard.</summary>
    public bool IsException => Rule is { Length: > 0 } && Rule[0] == '!';

    /// <summary>Takes a rule in. One that is there already stays.</summary>
    public void Add(string[] labels, string rule, bool isPrivate)
    {
        var node = this;
        for (var i = labels.Length - 1; i >= 0; i--)
        {
            node._children ??= new Dictionary<string, PublicSuffixNode>(StringComparer.Ordinal);
            if (!node._children.TryGetValue(labels[i], out var child))
            {
                node._children.Add(labels[i], child = new PublicSuffixNode());
            }

            node = child;
        }

        if (node.Rule is null)
        {
            node.Rule = rule;
            node.IsPrivate = isPrivate;
        }
    }

    /// <summary>The rule that prevails for a name: an exception, else the one with the most labels. A rule has no more labels than the name.</summary>
    /// <param name="labels">The name's labels.</param>
    /// <param name="depth">How many of them, from the right, lead to this node.</param>
    public (PublicSuffixNode? Node, int Labels) Find(string[] labels, int depth = 0)
    {
        var best = (Node: Rule is null ? null : this, Labels: depth);
        if (_children is null || depth == labels.Length)
        {
            return best;
        }

        foreach (var label in new[] { labels[labels.Length - 1 - depth], AnyLabel })
        {
            if (_children.TryGetValue(label, out var child) && child.Find(labels, depth + 1) is { Node: { } found } match
                && (best.Node is null || (found.IsException && !best.Node.IsException) || (found.IsException == best.Node.IsException && match.Labels > best.Labels)))
            {
                best = match;
            }
        }

        return best;
    }
}
