using SmtpTools.Protocol;

namespace SmtpTools.Capture;

/// <summary>A mail transaction under way: from MAIL to the end of the content (RFC 5321 3.3).</summary>
internal sealed class CaptureTransaction
{
    private HashSet<string>? _domains;

    public CaptureTransaction(PathArgument reversePath, ContentBuffer content)
    {
        ReversePath = reversePath;
        Content = content;
        IsUtf8 = Has("SMTPUTF8");
        IsBinary = string.Equals(EsmtpParameterRules.ValueOf(reversePath.Parameters, "BODY"), "BINARYMIME", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The reverse path and MAIL's parameters.</summary>
    public PathArgument ReversePath { get; }

    /// <summary>Whether addresses and header may hold UTF-8 (RFC 6531).</summary>
    public bool IsUtf8 { get; }

    /// <summary>Whether the content is of no lines, so that DATA can't carry it (RFC 3030 3).</summary>
    public bool IsBinary { get; }

    /// <summary>The accepted recipients.</summary>
    public List<CapturedRecipient> Recipients { get; } = [];

    /// <summary>The content so far.</summary>
    public ContentBuffer Content { get; }

    /// <summary>How many BDAT chunks came.</summary>
    public int Chunks { get; set; }

    /// <summary>Whether a chunk was refused: nothing but RSET helps (RFC 3030 2).</summary>
    public bool HasFailed { get; set; }

    /// <summary>Whether a recipient more would be of a domain more than this.</summary>
    public bool WouldPassDomains(string address, int most)
    {
        _domains ??= new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var domain = DomainOf(address);
        return !_domains.Contains(domain) && _domains.Count >= most;
    }

    /// <summary>Adds a recipient.</summary>
    public void Add(PathArgument forwardPath)
    {
        _ = _domains?.Add(DomainOf(forwardPath.Address));
        Recipients.Add(new CapturedRecipient(forwardPath.Address, EsmtpValue.ToDictionary(forwardPath.Parameters)));
    }

    private static string DomainOf(string address) => address.Substring(address.LastIndexOf('@') + 1);

    private bool Has(string keyword) => EsmtpParameterRules.ValueOf(ReversePath.Parameters, keyword) is not null;
}
