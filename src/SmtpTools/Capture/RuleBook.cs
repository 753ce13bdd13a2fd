using System.Text;
using SmtpTools.Protocol;

namespace SmtpTools.Capture;

/// <summary>The rules of a listener with how often each was met: one book for all its connections.</summary>
internal sealed class RuleBook
{
    /// <summary>Before the greeting.</summary>
    public const string Connect = "CONNECT";

    /// <summary>When the content is whole.</summary>
    public const string Content = "CONTENT";

    private const string Any = "*";

    private readonly Entry[] _entries;

    /// <summary>Checks the rules.</summary>
    /// <exception cref="ArgumentException">A rule has an unknown command, or a reply that is none.</exception>
    public RuleBook(IEnumerable<SmtpListenerRule> rules) => _entries = [.. rules.Select(static rule => new Entry(rule))];

    /// <summary>Every command that a rule can name.</summary>
    public static IReadOnlyList<string> Commands { get; } =
        [.. SmtpCommandLine.KnownVerbNames, Connect, Content, Any];

    /// <summary>The first rule that is to be played for a command, or null.</summary>
    /// <param name="command">The command in upper case.</param>
    /// <param name="subject">What it is about.</param>
    public PlannedFault? Take(string command, string subject)
    {
        foreach (var entry in _entries)
        {
            if (entry.Names(command) && Wildcard.IsMatch(subject, entry.Rule.Match) && entry.IsDue())
            {
                return entry.Fault;
            }
        }

        return null;
    }

    /// <summary>The first rule that is to be played for a command about several recipients, or null.</summary>
    public PlannedFault? Take(string command, IReadOnlyList<CapturedRecipient> subjects)
    {
        foreach (var entry in _entries)
        {
            if (entry.Names(command) && subjects.Any(subject => Wildcard.IsMatch(subject.Address, entry.Rule.Match)) && entry.IsDue())
            {
                return entry.Fault;
            }
        }

        return null;
    }

    private sealed class Entry
    {
        private int _met;

        public Entry(SmtpListenerRule rule)
        {
            Rule = rule;
            if (!Commands.Contains(rule.Command, StringComparer.OrdinalIgnoreCase))
            {
                throw new ArgumentException($"'{rule.Command}' is no command that a rule can name. These are: {string.Join(", ", Commands)}.");
            }

            if (rule.Skip < 0 || rule.Count < 1 || rule.Delay < TimeSpan.Zero)
            {
                throw new ArgumentException($"A rule's Skip and Delay can't be negative, and its Count is at least 1: {rule}");
            }

            Fault = new PlannedFault(rule.Delay, rule.Drop, ReadReply(rule.Reply, out var code), code);
        }

        public SmtpListenerRule Rule { get; }

        public PlannedFault Fault { get; }

        public bool Names(string command) =>
            string.Equals(Rule.Command, command, StringComparison.OrdinalIgnoreCase) || (Rule.Command == Any && command is not (Connect or Content));

        public bool IsDue()
        {
            var met = Interlocked.Increment(ref _met);
            return met > Rule.Skip && (Rule.Count is not { } count || met - Rule.Skip <= count);
        }

        private static byte[]? ReadReply(string? text, out int code)
        {
            code = 0;
            if (text is null)
            {
                return null;
            }

            try
            {
                code = SmtpReply.Parse(text).Code;
            }
            catch (SmtpProtocolException exception)
            {
                throw new ArgumentException($"'{text}' is no reply that a rule can give, such as '452 4.2.2 Mailbox full'.", exception);
            }

            var lines = text.Split('\n').Select(static line => line.TrimEnd('\r')).Where(static line => line.Length > 0);
            return Encoding.UTF8.GetBytes(string.Concat(lines.Select(static line => line + "\r\n")));
        }
    }
}
