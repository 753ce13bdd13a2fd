using System.Globalization;
using System.Text;

namespace SmtpTools;

/// <summary>Reads a policy by the grammar of RFC 8461 3.2.</summary>
public sealed class MtaStsPolicyParser
{
    /// <summary>The most octets of a policy (RFC 8461 3.3).</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>The most patterns that are taken; the rest is counted.</summary>
    public const int MaxPatterns = 1000;

    /// <summary>The greatest max_age, in seconds: about a year.</summary>
    public const int MaxAgeLimit = 31_557_600;

    private const int MaxAgeDigits = 10;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<string> _errors = [];
    private readonly List<string> _warnings = [];
    private readonly List<string> _patterns = [];
    private readonly List<string> _extensions = [];
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
    private bool _hasPatternError;

    private MtaStsPolicyParser()
    {
    }

    /// <summary>Reads a policy.</summary>
    /// <param name="content">The file as it came.</param>
    /// <returns>The policy, or why there is none.</returns>
    public static MtaStsPolicyReading Read(byte[] content)
    {
        if ((content ?? throw new ArgumentNullException(nameof(content))).Length > MaxLength)
        {
            return NoPolicy($"The policy has more than {MaxLength} octets (RFC 8461 3.3).");
        }

        try
        {
            return new MtaStsPolicyParser().ReadLines(StrictUtf8.GetString(content));
        }
        catch (DecoderFallbackException)
        {
            return NoPolicy("The policy is not in UTF-8 (RFC 8461 3.2).");
        }
    }

    /// <summary>Reads a policy.</summary>
    /// <param name="text">The file's text.</param>
    /// <returns>The policy, or why there is none.</returns>
    public static MtaStsPolicyReading Read(string text) => Read(Encoding.UTF8.GetBytes(text ?? throw new ArgumentNullException(nameof(text))));

    private static MtaStsPolicyReading NoPolicy(string error) => new(null, new[] { error }, []);

    private MtaStsPolicyReading ReadLines(string text)
    {
        if (text.Length > 0 && text[0] == '\uFEFF')
        {
            _errors.Add("The policy begins with a byte order mark, which many senders take for a part of the first field's name.");
            text = text.Substring(1);
        }

        // sts-policy-term is LF or CRLF, after white space that does not count.
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd('\r').TrimEnd(' ', '\t')))
        {
            if (line.Length > 0)
            {
                ReadField(line);
            }
        }

        RequireVersion();
        var mode = Mode();
        var maxAge = MaxAge();
        if (_patterns.Count == 0 && mode is not MtaStsMode.None && !_hasPatternError)
        {
            _errors.Add("It has no mx, which only a policy of mode none may do without.");
        }

        var policy = _errors.Count == 0 ? new MtaStsPolicy(mode!.Value, maxAge!.Value, _patterns.Take(MaxPatterns).ToArray(), _extensions) : null;
        return new MtaStsPolicyReading(policy, _errors, _warnings);
    }

    private void ReadField(string line)
    {
        var colon = line.IndexOf(':');
        var name = colon > 0 ? line.Substring(0, colon) : string.Empty;
        var value = colon > 0 ? line.Substring(colon + 1).TrimStart(' ', '\t') : string.Empty;
        if (!MtaStsGrammar.IsExtensionName(name) || value.Any(char.IsControl))
        {
            _errors.Add($"The line \"{Shown(line)}\" is no field of the form name: value.");
        }
        else if (name == "mx")
        {
            ReadPattern(value);
        }
        else if (name is "version" or "mode" or "max_age")
        {
            if (_fields.TryGetValue(name, out _))
            {
                // RFC 8461 3.2: the first one counts.
                _warnings.Add($"{name} stands there more than once; the first one counts.");
            }
            else
            {
                _fields[name] = value;
            }
        }
        else
        {
            _extensions.Add(line);
        }
    }

    private void ReadPattern(string value)
    {
        var host = value.StartsWith("*.", StringComparison.Ordinal) ? value.Substring(2) : value;
        var isName = DomainName.TryParse(host, out var name, out var fault);
        if (!isName || !host.All(c => c < 0x80))
        {
            _hasPatternError = true;
            _errors.Add($"The mx \"{Shown(value)}\" is no host name in ASCII, nor one with \"*.\" before it{(fault is null ? string.Empty : $": {fault}")}.");
        }
        else if (_patterns.Count == MaxPatterns)
        {
            _warnings.Add($"It has more than {MaxPatterns} mx; the rest is passed over here.");
            _patterns.Add(value);
        }
        else if (_patterns.Count < MaxPatterns)
        {
            _patterns.Add(value.Length > host.Length ? "*." + name!.Ascii : name!.Ascii);
        }
    }

    private void RequireVersion()
    {
        if (!_fields.TryGetValue("version", out var version))
        {
            _errors.Add("It has no version.");
        }
        else if (version != "STSv1")
        {
            _errors.Add($"Its version is \"{Shown(version)}\" and not STSv1.");
        }
    }

    private MtaStsMode? Mode()
    {
        if (!_fields.TryGetValue("mode", out var value))
        {
            _errors.Add("It has no mode.");
            return null;
        }

        // The values' case counts (%s in the grammar).
        MtaStsMode? mode = value switch
        {
            "enforce" => MtaStsMode.Enforce,
            "testing" => MtaStsMode.Testing,
            "none" => MtaStsMode.None,
            _ => null,
        };
        if (mode is null)
        {
            _errors.Add($"Its mode is \"{Shown(value)}\" and not enforce, testing or none.");
        }

        return mode;
    }

    private TimeSpan? MaxAge()
    {
        if (!_fields.TryGetValue("max_age", out var value))
        {
            _errors.Add("It has no max_age.");
            return null;
        }

        if (value.Length is 0 or > MaxAgeDigits || !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > MaxAgeLimit)
        {
            _errors.Add($"Its max_age is \"{Shown(value)}\" and not a number of seconds from 0 to {MaxAgeLimit}.");
            return null;
        }

        return TimeSpan.FromSeconds(seconds);
    }

    private static string Shown(string text)
    {
        const int Most = 80;
        var clean = new string(text.Take(Most).Select(c => char.IsControl(c) ? '\uFFFD' : c).ToArray());
        return text.Length > Most ? clean + "..." : clean;
    }
}
