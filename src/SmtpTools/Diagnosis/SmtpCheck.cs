using SmtpTools.Diagnosis;

namespace SmtpTools;

/// <summary>One check of a server: what it looks at, what it costs the server, and what it may find.</summary>
public abstract class SmtpCheck
{
    private protected SmtpCheck()
    {
    }

    /// <summary>The name by which it is chosen.</summary>
    public abstract string Id { get; }

    /// <summary>What it looks at, in a sentence.</summary>
    public abstract string Description { get; }

    /// <summary>What it costs the server beside the test's own session.</summary>
    public abstract string Cost { get; }

    /// <summary>Whether it is among those done where none is chosen: those that are safe and quick.</summary>
    public virtual bool IsDefault => true;

    /// <summary>Whether it is done only where its own name is given, and not as one of <c>All</c>: it lasts long, or does what a server may resent.</summary>
    public virtual bool IsByNameOnly => false;

    /// <summary>Whether it asks DNS, so that it is not done without <see cref="SmtpServerTestOptions.Dns"/>.</summary>
    public virtual bool NeedsDns => false;

    /// <summary>What it may find.</summary>
    public abstract IReadOnlyList<FindingKind> Findings { get; }

    /// <inheritdoc/>
    public override string ToString() => Id;

    internal abstract void Run(CheckContext context);
}
