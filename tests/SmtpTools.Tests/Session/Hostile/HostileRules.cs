using SmtpTools.TestServer;

namespace SmtpTools.Tests.Session.Hostile;

/// <summary>A table of rules, each played whole, line by line and byte by byte.</summary>
internal sealed class HostileRules(params HostileRule[] rules)
{
    private readonly Dictionary<string, HostileRule> _rules = rules.ToDictionary(rule => rule.Name);

    /// <summary>The rows of a theory.</summary>
    public TheoryData<string, SendChunking> InEachChunking()
    {
        var rows = new TheoryData<string, SendChunking>();
        foreach (var (name, rule) in _rules)
        {
            rows.Add(name, SendChunking.Whole);
            rows.Add(name, SendChunking.PerLine);
            if (rule.InBytes)
            {
                rows.Add(name, SendChunking.PerByte);
            }
        }

        return rows;
    }

    public void Play(string name, SendChunking chunking) => _rules[name].Play(chunking);
}
