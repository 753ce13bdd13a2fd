using System.Text;
using SmtpTools.Sasl;

namespace SmtpTools.Tests.Sasl;

/// <summary>Whatever a server sends, a mechanism answers or throws a SaslException, and never believes a server that sent garbage.</summary>
public class SaslPropertyTests
{
    private const int Rounds = 3000;

    private static readonly string[] s_seeds =
    [
        "r=nonce%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        "e=other-error",
        """{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}""",
        """{"a":"\u0041\\\"","b":[1,{"c":null}],"d":1e9}""",
        "<1896.697170952@postoffice.reston.mci.net>",
        "Username:",
        "m=x,r=nonce1,s=,i=",
        "",
    ];

    [Fact]
    public void A_mechanism_throws_nothing_but_SaslException()
    {
        var random = new Random(20250607);
        for (var round = 0; round < Rounds; round++)
        {
            using var mechanism = NewMechanism(round);
            var exchange = new StringBuilder(mechanism.Name);
            try
            {
                _ = mechanism.InitialResponse();
                for (var step = 0; step < 3; step++)
                {
                    var challenge = Challenge(random);
                    _ = exchange.Append(' ').Append(Convert.ToBase64String(challenge));
                    Assert.NotNull(mechanism.Respond(challenge));
                    Assert.True(mechanism.ServerError is null || !mechanism.ServerError.Any(char.IsControl), exchange.ToString());
                }
            }
            catch (SaslException)
            {
                continue;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{exchange}: {e}");
            }

            if (mechanism is ScramMechanism or BearerMechanism)
            {
                _ = Assert.Throws<SaslException>(mechanism.VerifyCompleted);
            }
        }
    }

    private static SaslMechanism NewMechanism(int round) => (round % 6) switch
    {
        0 => ScramMechanism.Create(ScramHash.Sha1, new ScramIdentity("u", "p", ""), null, false, "nonce"),
        1 => ScramMechanism.Create(ScramHash.Sha256, new ScramIdentity("u", "p", ""), new SaslChannelBinding(SaslChannelBinding.TlsExporter, [1]), false, "nonce"),
        2 => new XOAuth2Mechanism("u", "t"),
        3 => new OAuthBearerMechanism("u", "t", "h", 1),
        4 => CramMd5Mechanism.Create("u", "p"),
        _ => new LoginMechanism("u", "p"),
    };

    /// <summary>A known message with a few octets changed, cut or doubled, or octets at random.</summary>
    private static byte[] Challenge(Random random)
    {
        if (random.Next(8) == 0)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            return noise;
        }

        var message = Encoding.UTF8.GetBytes(s_seeds[random.Next(s_seeds.Length)]).ToList();
        for (var change = random.Next(4); change > 0 && message.Count > 0; change--)
        {
            var at = random.Next(message.Count);
            switch (random.Next(4))
            {
                case 0:
                    message[at] = (byte)random.Next(256);
                    break;
                case 1:
                    message.RemoveRange(at, message.Count - at);
                    break;
                case 2:
                    message.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    message.AddRange(message.ToArray());
                    break;
            }
        }

        return [.. message];
    }
}
