using System.Text;
using YamlDotNet.RepresentationModel;

namespace SmtpTools.Tests.Spf;

/// <summary>One case of the public RFC 7208 test suite, with the zone that it is played against.</summary>
internal sealed record SuiteCase(string Name, string Host, string Helo, string MailFrom, IReadOnlyList<string> Results, string? Explanation, SuiteZone Zone)
{
    /// <summary>The suite beside the checkout; null where there is none.</summary>
    public static string? File { get; } = Find();

    public static IReadOnlyDictionary<string, SuiteCase> All { get; } = File is null ? new Dictionary<string, SuiteCase>() : Read(File);

    private static Dictionary<string, SuiteCase> Read(string file)
    {
        var yaml = new YamlStream();
        using (var reader = new StreamReader(file, Encoding.UTF8))
        {
            yaml.Load(reader);
        }

        var cases = new Dictionary<string, SuiteCase>();
        foreach (var root in yaml.Documents.Select(document => (YamlMappingNode)document.RootNode))
        {
            var zone = new SuiteZone((YamlMappingNode)root.Children["zonedata"]);
            foreach (var (name, node) in ((YamlMappingNode)root.Children["tests"]).Children)
            {
                var facts = ((YamlMappingNode)node).Children;
                string? Text(string key) => facts.TryGetValue(key, out var value) ? ((YamlScalarNode)value).Value : null;
                var results = facts["result"] is YamlSequenceNode list ? list.Select(item => ((YamlScalarNode)item).Value!) : [Text("result")!];
                var id = $"{root.Children["description"]}: {name}";
                cases.Add(id, new SuiteCase(id, Text("host")!, Text("helo")!, Text("mailfrom") ?? string.Empty, [.. results], Text("explanation"), zone));
            }
        }

        return cases;
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "SmtpTools.sln")))
            {
                var file = Path.Combine(folder.Parent?.FullName ?? "/", "shared", "corpora", "spf", "rfc7208-tests.yml");
                return System.IO.File.Exists(file) ? file : null;
            }
        }

        return null;
    }
}
