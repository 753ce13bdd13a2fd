namespace SmtpTools.Pipeline;

/// <summary>Holds what inputs have to say until all before them have spoken. Used by the pipeline's thread alone.</summary>
internal sealed class InOrder
{
    private readonly Dictionary<long, List<Action>> _early = [];
    private long _next;

    /// <summary>How far an input's number is from the one whose turn it is.</summary>
    internal long Ahead(long number) => number - _next;

    /// <summary>Takes one input's writes; does them, and those that waited for them, when it is their turn.</summary>
    internal void Write(long number, List<Action> writes)
    {
        _early.Add(number, writes);
        while (_early.TryGetValue(_next, out var due))
        {
            _ = _early.Remove(_next);
            _next++;
            due.ForEach(write => write());
        }
    }
}
