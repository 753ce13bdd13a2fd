using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTools.TestServer;

namespace SmtpTools.Tests.Dane;

public sealed class DaneMatcherTests
{
    private const string Host = "mx.example.test";

    private static readonly TestCertificates s_root = TestCertificates.Create();
    private static readonly TestCertificates s_intermediate = s_root.Intermediate();

    public static TheoryData<int, int> SelectorsAndTypes => new() { { 0, 0 }, { 0, 1 }, { 0, 2 }, { 1, 0 }, { 1, 1 }, { 1, 2 } };

    // RFC 7672 3.1.1: neither the name, nor the dates, nor the chain matter.
    [Theory]
    [MemberData(nameof(SelectorsAndTypes))]
    public void DANE_EE_matches_an_expired_self_signed_certificate_of_another_name(int selector, int matchingType)
    {
        using var server = TestCertificates.SelfSigned("other.invalid");
        var match = Match([Record(3, selector, matchingType, server.Leaf)], [server.Leaf], DateTimeOffset.UtcNow.AddYears(10));

        Assert.True(match.IsMatched);
        Assert.Equal(0, match.Depth);
        Assert.Equal(server.Leaf.Subject, match.Certificate!.Subject);
    }

    [Fact]
    public void DANE_EE_matches_the_servers_own_certificate_alone()
    {
        using var server = s_intermediate.Server(Host);
        using var other = s_intermediate.Server(Host);
        var match = Match([Record(3, 1, 1, other.Leaf), Record(3, 1, 1, server.Chain[0])], Chain(server));

        Assert.Equal(DaneMatchOutcome.Mismatched, match.Outcome);
        Assert.Equal(2, match.Reasons.Count);
    }

    // RFC 7672 3.1.2: the anchor may be any certificate above the server's, and what lies above it does not matter.
    [Theory]
    [MemberData(nameof(SelectorsAndTypes))]
    public void DANE_TA_matches_an_intermediate_without_its_root(int selector, int matchingType)
    {
        using var server = s_intermediate.Server(Host);
        var match = Match([Record(2, selector, matchingType, server.Chain[0])], Chain(server));

        Assert.True(match.IsMatched, string.Join(" ", match.Reasons));
        Assert.Equal(1, match.Depth);
        Assert.Equal(server.Chain[0].Subject, match.Certificate!.Subject);
    }

    [Fact]
    public void DANE_TA_matches_a_root_that_the_server_sends()
    {
        using var server = s_intermediate.Server(Host);
        Assert.Equal(2, Match([Record(2, 1, 1, s_root.Root)], [.. Chain(server), s_root.Root]).Depth);
        Assert.Contains("did not send", Assert.Single(Match([Record(2, 1, 1, s_root.Root)], Chain(server)).Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void DANE_TA_takes_the_anchor_from_a_record_that_holds_it_whole()
    {
        using var server = s_intermediate.Server(Host);
        Assert.True(Match([Record(2, 0, 0, s_root.Root)], Chain(server)).IsMatched);
    }

    // RFC 7672 3.2.2: the TLSA base domain or, with secure MX records, the mail domain.
    [Theory]
    [InlineData("mx.example.test", true)]
    [InlineData("*.example.test", true)]
    [InlineData("example.test", true)]
    [InlineData("*.test", true)]
    [InlineData("*.mx.example.test", false)]
    [InlineData("other.example.test", false)]
    public void DANE_TA_wants_one_of_the_names(string named, bool isMatched)
    {
        using var server = s_intermediate.Server(named);
        Assert.Equal(isMatched, DaneMatcher.Match([Record(2, 1, 1, server.Chain[0])], Chain(server), [Host, "example.test"], DateTimeOffset.UtcNow).IsMatched);
    }

    [Fact]
    public void DANE_TA_refuses_an_expired_certificate()
    {
        using var server = s_intermediate.Expired(Host);
        var match = Match([Record(2, 1, 1, server.Chain[0])], Chain(server));
        Assert.Contains("NotTimeValid", Assert.Single(match.Reasons), StringComparison.Ordinal);
    }

    // The record names a genuine authority; the server sends its certificate and one of its own that only claims to be issued by it.
    [Fact]
    public void DANE_TA_refuses_a_certificate_that_the_anchor_did_not_sign()
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=Authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = authorityRequest.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(9));

        using var attackersKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + Host, attackersKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Host);
        request.CertificateExtensions.Add(names.Build());
        using var forged = request.Create(
            authority.SubjectName, X509SignatureGenerator.CreateForECDsa(attackersKey), DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), [1, 2, 3]);
        using var genuine = request.Create(
            authority.SubjectName, X509SignatureGenerator.CreateForECDsa(authorityKey), DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), [1, 2, 4]);

        Assert.True(Match([Record(2, 1, 1, authority)], [genuine, authority]).IsMatched);
        var match = Match([Record(2, 1, 1, authority)], [forged, authority]);
        Assert.Equal(DaneMatchOutcome.Mismatched, match.Outcome);
    }

    [Fact]
    public void DANE_TA_is_not_matched_by_the_servers_own_certificate()
    {
        using var server = TestCertificates.SelfSigned(Host);
        Assert.False(Match([Record(2, 1, 1, server.Leaf)], [server.Leaf]).IsMatched);
    }

    // RFC 7671 9: with both digests published, the weaker one does not count.
    [Fact]
    public void The_strongest_digest_of_a_usage_and_selector_counts()
    {
        using var server = s_intermediate.Server(Host);
        using var other = s_intermediate.Server(Host);
        Assert.False(Match([Record(3, 1, 2, other.Leaf), Record(3, 1, 1, server.Leaf)], Chain(server)).IsMatched);
        Assert.True(Match([Record(3, 0, 2, other.Leaf), Record(3, 1, 1, server.Leaf)], Chain(server)).IsMatched);
    }

    // RFC 7671 8.1: the record of the key in use and that of the next.
    [Fact]
    public void One_of_several_records_is_enough()
    {
        using var server = s_intermediate.Server(Host);
        using var next = s_intermediate.Server(Host);
        var match = Match([Record(3, 1, 1, next.Leaf), Record(2, 1, 1, s_root.Root), Record(3, 1, 1, server.Leaf)], Chain(server));
        Assert.Equal(Record(3, 1, 1, server.Leaf).ToString(), match.Association!.ToString());
        Assert.Empty(match.Reasons);
    }

    // RFC 7672 2.2: TLS without authentication, and no mismatch.
    [Fact]
    public void Records_that_SMTP_can_not_use_authenticate_nobody()
    {
        using var server = s_intermediate.Server(Host);
        Assert.Equal(DaneMatchOutcome.NoUsableRecord, Match([Record(1, 1, 1, server.Leaf), Record(0, 1, 1, s_root.Root)], Chain(server)).Outcome);
        Assert.Equal(DaneMatchOutcome.NoUsableRecord, Match([], Chain(server)).Outcome);
        Assert.Equal(DaneMatchOutcome.NoCertificate, Match([Record(3, 1, 1, server.Leaf)], []).Outcome);
    }

    [Fact]
    public void The_facts_of_a_TLS_session_do_as_well()
    {
        using var server = s_intermediate.Server(Host);
        var tls = new TlsFacts { SentChain = [.. Chain(server).Select(c => CertificateFacts.From(c, DateTimeOffset.UtcNow))] };
        Assert.Equal(1, DaneMatcher.Match([Record(2, 0, 1, server.Chain[0])], tls, [Host], DateTimeOffset.UtcNow).Depth);
    }

    private static DaneMatch Match(IReadOnlyList<DaneAssociation> records, IReadOnlyList<X509Certificate2> chain, DateTimeOffset? time = null) =>
        DaneMatcher.Match(records, chain, [Host], time ?? DateTimeOffset.UtcNow);

    private static List<X509Certificate2> Chain(TestCertificate server) => [server.Leaf, .. server.Chain];

    private static DaneAssociation Record(int usage, int selector, int matchingType, X509Certificate2 certificate)
    {
        var selected = selector == 0 ? certificate.RawData : certificate.PublicKey.ExportSubjectPublicKeyInfo();
        var data = matchingType switch { 0 => selected, 1 => SHA256.HashData(selected), _ => SHA512.HashData(selected) };
        return DaneAssociationParser.Read(new TlsaRecord("_25._tcp." + Host, TimeSpan.Zero, (byte)usage, (byte)selector, (byte)matchingType, data));
    }
}
