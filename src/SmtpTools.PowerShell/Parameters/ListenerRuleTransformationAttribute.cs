using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace SmtpTools.Parameters;

/// <summary>Makes rules of hashtables: <c>@{ Command = 'RCPT'; Match = '*@full.example'; Reply = '452 4.2.2 Mailbox full' }</c>.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ListenerRuleTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly string[] s_keys =
    [
        nameof(SmtpListenerRule.Command), nameof(SmtpListenerRule.Match), nameof(SmtpListenerRule.Reply), nameof(SmtpListenerRule.Delay),
        nameof(SmtpListenerRule.Drop), nameof(SmtpListenerRule.Skip), nameof(SmtpListenerRule.Count),
    ];

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var input = Bare(inputData);
        return input is IEnumerable items and not string and not IDictionary
            ? items.Cast<object?>().Select(static item => RuleOf(Bare(item))).ToArray()
            : new[] { RuleOf(input) };
    }

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static SmtpListenerRule RuleOf(object? value) => value switch
    {
        SmtpListenerRule rule => rule,
        IDictionary table => RuleOf(table),
        _ => throw new ArgumentTransformationMetadataException($"A rule is a hashtable such as @{{ Command = 'RCPT'; Reply = '452 4.2.2 Mailbox full' }}, and not '{value}'."),
    };

    private static SmtpListenerRule RuleOf(IDictionary table)
    {
        foreach (var key in table.Keys)
        {
            if (!s_keys.Contains($"{key}", StringComparer.OrdinalIgnoreCase))
            {
                throw new ArgumentTransformationMetadataException($"'{key}' is no key of a rule. The keys are {string.Join(", ", s_keys)}.");
            }
        }

        var defaults = new SmtpListenerRule();
        return new SmtpListenerRule
        {
            Command = Read(table, nameof(SmtpListenerRule.Command), defaults.Command),
            Match = Read(table, nameof(SmtpListenerRule.Match), defaults.Match),
            Reply = Read<string?>(table, nameof(SmtpListenerRule.Reply), null),
            Delay = ReadDelay(table),
            Drop = Read(table, nameof(SmtpListenerRule.Drop), false),
            Skip = Read(table, nameof(SmtpListenerRule.Skip), 0),
            Count = Read<int?>(table, nameof(SmtpListenerRule.Count), null),
        };
    }

    /// <summary>A number is of seconds: PowerShell itself would take it for ticks.</summary>
    private static TimeSpan ReadDelay(IDictionary table)
    {
        const string Key = nameof(SmtpListenerRule.Delay);
        if (ValueOf(table, Key) is not { } value)
        {
            return TimeSpan.Zero;
        }

        if (value is not TimeSpan && LanguagePrimitives.TryConvertTo<double>(value, CultureInfo.InvariantCulture, out var seconds))
        {
            return seconds is >= 0 and <= int.MaxValue / 1000
                ? TimeSpan.FromSeconds(seconds)
                : throw Unreadable(Key, value);
        }

        return Read(table, Key, TimeSpan.Zero);
    }

    private static T Read<T>(IDictionary table, string key, T absent)
    {
        if (ValueOf(table, key) is not { } value)
        {
            return absent;
        }

        try
        {
            return (T)LanguagePrimitives.ConvertTo(value, typeof(T), CultureInfo.InvariantCulture);
        }
        catch (PSInvalidCastException)
        {
            throw Unreadable(key, value);
        }
    }

    private static ArgumentTransformationMetadataException Unreadable(string key, object value) =>
        new($"The value '{value}' of a rule's {key} can't be used: {key switch
        {
            nameof(SmtpListenerRule.Delay) => "it is a time span, or a number of seconds",
            nameof(SmtpListenerRule.Skip) or nameof(SmtpListenerRule.Count) => "it is a whole number",
            _ => "it is true or false",
        }}.");

    private static object? ValueOf(IDictionary table, string key)
    {
        foreach (DictionaryEntry entry in table)
        {
            if (string.Equals($"{entry.Key}", key, StringComparison.OrdinalIgnoreCase))
            {
                return Bare(entry.Value);
            }
        }

        return null;
    }
}
