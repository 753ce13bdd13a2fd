using System.Security.Cryptography;
using SmtpTools.Sasl;

namespace SmtpTools.Tests.Sasl;

public class ScramMechanismTests
{
    private const string Sha256First = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private const string Sha256Final = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";
    private static readonly SaslChannelBinding s_binding = new(SaslChannelBinding.TlsServerEndPoint, [0, 1, 2, 254, 255]);

    [Fact]
    public void The_exchange_of_RFC_5802_5()
    {
        using var scram = Client(ScramHash.Sha1, nonce: "fyko+d2lbbFgONRv9qkxdawL");

        Assert.Equal("n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL", scram.Start());
        Assert.Equal(
            "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
            scram.Answer("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"));
        Assert.Equal("", scram.Answer("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="));
        scram.VerifyCompleted();
    }

    [Fact]
    public void The_exchange_of_RFC_7677_3()
    {
        using var scram = Rfc7677();

        Assert.Equal("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", scram.Start());
        Assert.Equal(
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            scram.Answer(Sha256First));
        Assert.Equal("", scram.Answer(Sha256Final));
        scram.VerifyCompleted();
    }

    [Theory]
    [InlineData("SHA-1", false)]
    [InlineData("SHA-1", true)]
    [InlineData("SHA-256", false)]
    [InlineData("SHA-256", true)]
    [InlineData("SHA-512", false)]
    [InlineData("SHA-512", true)]
    public void Client_and_server_prove_themselves_to_each_other(string hash, bool binds)
    {
        var server = new ScramServer(new HashAlgorithmName(hash.Replace("-", "")), "IX1⁄2", binds ? s_binding.Data : null);
        var identity = new ScramIdentity("a=b,c", "I\u00ADX\u00BD", "boss,=");
        using var scram = ScramMechanism.Create(HashNamed(hash), identity, binds ? s_binding : null, serverLacksBinding: false);

        var final = server.Final(scram.Answer(server.First(scram.Start())));
        Assert.Equal("", scram.Answer(final));
        scram.VerifyCompleted();

        Assert.Equal($"SCRAM-{hash}{(binds ? "-PLUS" : "")}", scram.Name);
        Assert.Equal(binds ? "p=tls-server-end-point,a=boss=2C=3D," : "n,a=boss=2C=3D,", server.Gs2Header);
        Assert.Equal("a=b,c", server.UserName);
    }

    [Theory]
    [InlineData(true, "y,,")]
    [InlineData(false, "n,,")]
    public void A_client_that_could_bind_says_so_where_the_server_seems_unable_to(bool serverLacksBinding, string header)
    {
        using var scram = ScramMechanism.Create(ScramHash.Sha256, new ScramIdentity("user", "pencil", ""), null, serverLacksBinding);

        Assert.StartsWith(header + "n=user,r=", scram.Start());
    }

    [Fact]
    public void Every_exchange_has_a_nonce_of_its_own()
    {
        var nonces = Enumerable.Range(0, 100).Select(_ => Client(ScramHash.Sha256).Start()).ToList();

        Assert.Equal(100, nonces.Distinct().Count());
        Assert.All(nonces, n => Assert.Matches("^n,,n=user,r=[A-Za-z0-9+/]{32}$", n));
    }

    [Theory]
    [InlineData("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95H4=", "signature is wrong")]
    [InlineData("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95A==", "signature is wrong")]
    [InlineData("v=", "lacks the attribute v")]
    [InlineData("v=!!!!", "not base64")]
    [InlineData("x=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", "lacks the attribute v")]
    [InlineData("", "lacks the attribute v")]
    public void A_server_that_does_not_know_the_password_is_found_out(string final, string expected)
    {
        using var scram = Rfc7677();
        _ = scram.Start();
        _ = scram.Answer(Sha256First);

        Assert.Contains(expected, Assert.Throws<SaslException>(() => scram.Answer(final)).Message);
        _ = Assert.Throws<SaslException>(scram.VerifyCompleted);
    }

    [Fact]
    public void A_server_that_accepts_before_it_proved_itself_is_not_believed()
    {
        using var scram = Rfc7677();
        _ = scram.Start();
        _ = Assert.Throws<SaslException>(scram.VerifyCompleted);

        _ = scram.Answer(Sha256First);
        Assert.Contains("did not prove", Assert.Throws<SaslException>(scram.VerifyCompleted).Message);
    }

    [Theory]
    [InlineData("", "lacks a nonce")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOxyz,s=W22Z", "lacks a nonce")]
    [InlineData("s=W22Z,r=rOprNGfwEbeRWgbNEkqOxyz,i=4096", "attribute r")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO,s=W22Z,i=4096", "replay")]
    [InlineData("r=xOprNGfwEbeRWgbNEkqOabc,s=W22Z,i=4096", "replay")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO\u0007,s=W22Z,i=4096", "printable")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOé,s=W22Z,i=4096", "printable")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096", "attribute s")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22,i=4096", "not base64")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=0", "Fewer than 4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=4095", "Fewer than 4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=1000001", "no number up to")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=99999999999999999999", "no number up to")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=-1", "no number up to")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i= 4096", "no number up to")]
    [InlineData("m=new,r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=4096", "extension")]
    public void A_first_message_that_is_not_as_it_must_be_ends_the_exchange(string first, string expected)
    {
        using var scram = Rfc7677();
        _ = scram.Start();

        Assert.Contains(expected, Assert.Throws<SaslException>(() => scram.Answer(first)).Message);
    }

    [Fact]
    public void Extensions_after_the_known_attributes_are_ignored()
    {
        using var scram = Rfc7677();
        _ = scram.Start();

        Assert.StartsWith("c=biws,r=rOprNGfwEbeRWgbNEkqOx,p=", scram.Answer("r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=4096,z=later,y"));
    }

    [Theory]
    [InlineData("unsupported-channel-binding-type")]
    [InlineData("unknown-user")]
    [InlineData("unheard-of")]
    public void An_error_in_place_of_the_first_message_is_told_and_says_nothing_about_the_password(string error)
    {
        using var scram = Rfc7677();
        _ = scram.Start();

        Assert.Equal("", scram.Answer($"e={error}"));
        Assert.StartsWith(error, scram.ServerError);
        Assert.True(scram.NextMayHelp);
        _ = Assert.Throws<SaslException>(scram.VerifyCompleted);
        _ = Assert.Throws<SaslException>(() => scram.Answer(Sha256First));
    }

    [Fact]
    public void An_error_after_the_proof_is_told_and_final()
    {
        using var scram = Rfc7677();
        _ = scram.Start();
        Assert.True(scram.NextMayHelp);
        _ = scram.Answer(Sha256First);
        Assert.False(scram.NextMayHelp);

        Assert.Equal("", scram.Answer("e=invalid-proof,x=y"));
        Assert.Equal("invalid-proof: the password is wrong", scram.ServerError);
        Assert.False(scram.NextMayHelp);
        _ = Assert.Throws<SaslException>(scram.VerifyCompleted);
    }

    [Theory]
    [InlineData("us\u0007er", "pencil")]
    [InlineData("\u00AD", "pencil")]
    [InlineData("user", "pen\u0000cil")]
    [InlineData("user", "\u06271")]
    public void What_can_not_be_prepared_leaves_the_next_mechanism_its_turn(string user, string password)
    {
        var error = Assert.Throws<MechanismUnavailableException>(
            () => ScramMechanism.Create(ScramHash.Sha256, new ScramIdentity(user, password, ""), null, false));

        Assert.DoesNotContain(password, error.Message);
    }

    [Fact]
    public void An_identity_does_not_print_its_password() => Assert.DoesNotContain("pencil", new ScramIdentity("user", "pencil", "").ToString());

    private static ScramMechanism Rfc7677() => Client(ScramHash.Sha256, nonce: "rOprNGfwEbeRWgbNEkqO");

    private static ScramMechanism Client(ScramHash hash, string? nonce = null) =>
        ScramMechanism.Create(hash, new ScramIdentity("user", "pencil", ""), binding: null, serverLacksBinding: false, nonce);

    private static ScramHash HashNamed(string name) => new[] { ScramHash.Sha1, ScramHash.Sha256, ScramHash.Sha512 }.Single(h => h.Name == name);
}
