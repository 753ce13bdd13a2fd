using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace SmtpTools.Tests.Mail;

/// <summary>Signed messages that others made: the vectors of RFC 8463, and the ARC test suite. Each has its right result beside it.</summary>
public sealed class AuthenticationCorpusTests
{
    // RFC 8463 A.2.
    private const string Ed25519Key = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    // No message at all; and a signature without c=, which the draft of the suite read as relaxed, and RFC 6376 3.5 reads as simple.
    private static readonly string[] s_left = ["cv_empty", "ams_fields_c_na"];

    [CorpusFact]
    public void Signatures_of_others_verify()
    {
        var results = Directory.EnumerateFiles(Path.Combine(CorpusFactAttribute.Folder!, "dkim"), "*.eml").ToDictionary(
            path => Path.GetFileNameWithoutExtension(path),
            path => new MailAuthenticator(Dns()).Check(MessageReader.Open(path)).Dkim.Select(signature => signature.Result).ToList());

        var vectors = results.Where(pair => pair.Key.StartsWith("time-", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(vectors);
        Assert.All(vectors, pair => Assert.Equal([DkimResult.Pass], pair.Value));

        // The keys of the others are not to be had: none of them may pass, and each must come to a result.
        Assert.All(results.Except(vectors), pair => Assert.DoesNotContain(DkimResult.Pass, pair.Value));
    }

    [CorpusFact]
    public void The_ARC_test_suite_comes_to_its_results()
    {
        const string Script = "import sys, json, yaml\njson.dump(list(yaml.safe_load_all(open(sys.argv[1], encoding='utf-8'))), sys.stdout)";
        var start = new ProcessStartInfo("python3", ["-c", Script, Path.Combine(CorpusFactAttribute.Folder!, "arc", "arc-draft-validation-tests.yml")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        using var python = Process.Start(start)!;
        var json = python.StandardOutput.ReadToEnd();
        var error = python.StandardError.ReadToEnd();
        python.WaitForExit();
        Assert.True(python.ExitCode == 0, error);

        var wrong = new List<string>();
        var count = 0;
        foreach (var scenario in JsonDocument.Parse(json).RootElement.EnumerateArray().Where(scenario => scenario.ValueKind == JsonValueKind.Object))
        {
            var dns = new Dns.FakeMailDns();
            if (scenario.TryGetProperty("txt-records", out var records) && records.ValueKind == JsonValueKind.Object)
            {
                foreach (var record in records.EnumerateObject())
                {
                    _ = dns.Txt(record.Name, record.Value.GetString()!);
                }
            }

            foreach (var test in scenario.GetProperty("tests").EnumerateObject().Where(test => !s_left.Contains(test.Name)))
            {
                count++;
                var message = MessageReader.Open(Encoding.UTF8.GetBytes(test.Value.GetProperty("message").GetString()!));
                var expected = test.Value.GetProperty("cv").GetString()!;
                var result = new MailAuthenticator(dns).Check(message).Arc;
                // An empty result is a chain that nobody is to go on with: the RFC calls it failed (RFC 8617 5.2).
                if (!(expected.Length == 0 ? "Fail" : expected).Equals(result.Result.ToString(), StringComparison.OrdinalIgnoreCase))
                {
                    wrong.Add($"{test.Name}: {result.Result} in place of {expected} ({string.Join(' ', result.Reasons)})");
                }
            }
        }

        Assert.InRange(count, 100, 1000);
        Assert.Empty(wrong);
    }

    private static Dns.FakeMailDns Dns() => new Dns.FakeMailDns()
        .Txt("brisbane._domainkey.football.example.com", Ed25519Key)
        .Txt("brisbane._domainkey.example.com", Ed25519Key);
}
