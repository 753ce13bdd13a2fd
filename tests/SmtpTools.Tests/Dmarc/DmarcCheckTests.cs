using SmtpTools.Tests.Dns;

namespace SmtpTools.Tests.Dmarc;

/// <summary>Alignment, result and disposition of messages (RFC 9989 4.10.2, 5.3). The examples are in <see cref="Rfc9989ExamplesTests"/>.</summary>
public sealed class DmarcCheckTests
{
    [Theory]
    [InlineData("example.com", DmarcResult.Pass)]
    [InlineData("EXAMPLE.com.", DmarcResult.Pass)]
    [InlineData("child.example.com", DmarcResult.Fail)]
    public void Strict_alignment_wants_the_same_domain(string authenticated, DmarcResult expected)
    {
        var verdict = Check(Zone("v=DMARC1; p=reject; aspf=s; adkim=s"), "example.com", (SpfResult.Pass, authenticated), new DmarcDkimIdentifier(authenticated, IsPass: true, "s1"));

        Assert.Equal(expected, verdict.Result);
        Assert.All(verdict.Identifiers, identifier => Assert.Equal(DmarcAlignment.Strict, identifier.Mode));
        Assert.Equal(["spf", "dkim"], verdict.Identifiers.Select(identifier => identifier.Mechanism));
        Assert.Equal("s1", verdict.Identifiers[1].Selector);
    }

    [Theory]
    [InlineData("p=none", DmarcPolicy.None)]
    [InlineData("p=quarantine", DmarcPolicy.Quarantine)]
    [InlineData("p=reject", DmarcPolicy.Reject)]
    [InlineData("p=reject; t=y", DmarcPolicy.Quarantine)]
    [InlineData("p=quarantine; t=y", DmarcPolicy.None)]
    [InlineData("p=x; rua=mailto:a@example.com", DmarcPolicy.None)]
    public void What_fails_gets_the_policy(string tags, DmarcPolicy disposition)
    {
        var verdict = Check(Zone("v=DMARC1; " + tags), "example.com", (SpfResult.SoftFail, "example.com"), new DmarcDkimIdentifier("example.com", IsPass: false));

        Assert.Equal((DmarcResult.Fail, disposition), (verdict.Result, verdict.Disposition));
        Assert.All(verdict.Identifiers, identifier => Assert.Equal((false, true), (identifier.IsAuthenticated, identifier.IsAligned!.Value)));
        Assert.True(verdict.Reasons.Count >= 3, string.Join(" ", verdict.Reasons));
    }

    [Fact]
    public void A_message_without_authentication_fails()
    {
        var verdict = Check(Zone("v=DMARC1; p=reject"), "example.com", null);

        Assert.Equal((DmarcResult.Fail, DmarcPolicy.Reject), (verdict.Result, verdict.Disposition));
    }

    [Fact]
    public void Without_a_record_nothing_is_said()
    {
        Assert.Equal(DmarcResult.None, Check(new FakeMailDns().A("example.com", "192.0.2.1"), "example.com", (SpfResult.Pass, "example.com")).Result);
        Assert.Equal(DmarcResult.None, Check(Zone("v=DMARC1; p=x"), "example.com", (SpfResult.Fail, "example.com")).Result);
        Assert.Equal(DmarcResult.PermError, Check(new FakeMailDns(), "a b", null).Result);
        Assert.Equal(DmarcResult.TempError, Check(new FakeMailDns().Fails("_dmarc.example.com", DnsOutcome.Timeout), "example.com", (SpfResult.Pass, "example.com")).Result);
    }

    /// <summary>RFC 9989 5.3.6: what DNS did not say is neither pass nor fail, unless something else passes.</summary>
    [Fact]
    public void What_could_not_be_asked_is_no_failure()
    {
        var dns = Zone("v=DMARC1; p=reject").Fails("_dmarc.other.example", DnsOutcome.ServerFailure);

        Assert.Equal(DmarcResult.TempError, Check(dns, "example.com", (SpfResult.Pass, "other.example")).Result);
        Assert.Equal(DmarcResult.Pass, Check(dns, "example.com", (SpfResult.Pass, "other.example"), new DmarcDkimIdentifier("example.com", IsPass: true)).Result);
        Assert.Equal(DmarcResult.Fail, Check(dns, "example.com", (SpfResult.Fail, "other.example")).Result);
        Assert.Equal(DmarcResult.TempError, Check(dns, "example.com", (SpfResult.TempError, "example.com")).Result);
        Assert.Equal(DmarcResult.Fail, Check(dns, "example.com", (SpfResult.TempError, "example.net")).Result);
    }

    [Fact]
    public void Internationalised_domains_are_compared_in_ASCII()
    {
        var dns = new FakeMailDns().Txt("_dmarc.xn--bcher-kva.example", "v=DMARC1; p=reject");

        Assert.Equal(DmarcResult.Pass, Check(dns, "b\u00FCcher.example", (SpfResult.Pass, "XN--BCHER-KVA.example")).Result);
    }

    [Fact]
    public void Signatures_without_end_are_bounded()
    {
        var dns = Zone("v=DMARC1; p=reject");

        var verdict = Check(dns, "example.com", null, [.. Enumerable.Range(0, 500).Select(n => new DmarcDkimIdentifier($"d{n}.example.net", IsPass: true))]);

        Assert.Equal(20, verdict.Identifiers.Count);
        Assert.Contains(verdict.Reasons, reason => reason.Contains("500 DKIM signatures", StringComparison.Ordinal));
        Assert.InRange(dns.Questions.Count, 1, 100);
    }

    private static FakeMailDns Zone(string record) => new FakeMailDns().Txt("_dmarc.example.com", record);

    private static DmarcVerdict Check(FakeMailDns dns, string from, (SpfResult Result, string Domain)? spf, params DmarcDkimIdentifier[] dkim) =>
        new DmarcEvaluator(dns).Check(new DmarcIdentifiers { FromDomain = from, SpfResult = spf?.Result ?? SpfResult.None, SpfDomain = spf?.Domain, Dkim = dkim });
}
