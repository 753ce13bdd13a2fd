using System.Net;

namespace SmtpTools.Tests.Spf;

/// <summary>The public RFC 7208 test suite, every case, played from beside the checkout where it lies there.</summary>
public sealed class SpfSuiteTests
{
    private const string Missing = "There is no RFC 7208 suite beside the checkout.";

    public static TheoryData<string> Cases => SuiteCase.File is null ? [Missing] : [.. SuiteCase.All.Keys];

    [SkippableSuite]
    [MemberData(nameof(Cases))]
    public void A_case_gives_its_result(string name)
    {
        var suiteCase = SuiteCase.All[name];

        var result = new SpfChecker(suiteCase.Zone).Check(new SpfClient(IPAddress.Parse(suiteCase.Host), suiteCase.MailFrom, suiteCase.Helo));

        Assert.True(
            suiteCase.Results.Contains(result.Result.ToString(), StringComparer.OrdinalIgnoreCase),
            $"{result.Result} and not {string.Join(" or ", suiteCase.Results)}: {result.Problem} {string.Join("; ", result.Steps)}");
        if (suiteCase.Explanation is { } explanation)
        {
            Assert.Equal(explanation == "DEFAULT" ? null : explanation, result.Explanation, ignoreCase: true);
        }
    }

    [SuiteFact]
    public void The_suite_is_whole() => Assert.Equal(203, SuiteCase.All.Count);

    private sealed class SkippableSuiteAttribute : TheoryAttribute
    {
        public SkippableSuiteAttribute() => Skip = SuiteCase.File is null ? Missing : null;
    }

    private sealed class SuiteFactAttribute : FactAttribute
    {
        public SuiteFactAttribute() => Skip = SuiteCase.File is null ? Missing : null;
    }
}
