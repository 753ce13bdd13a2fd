using System.Security.Authentication;
using SmtpTools.TestServer;
using SmtpTools.Tests.Session;
using SmtpTools.Tests.Session.Hostile;

namespace SmtpTools.Tests.Transport;

/// <summary>Sessions of TLS that are taken up again, against a server that keeps one context for all connections.</summary>
public sealed class ResumptionTests
{
    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public void The_second_session_takes_up_the_first(SslProtocols version)
    {
        using var listener = Listen();
        var options = OptionsFor(listener, version);

        var facts = Enumerable.Range(0, 3).Select(_ => Open(options)).ToList();

        Assert.Equal([false, true, true], facts.Select(static tls => tls.IsResumed));
        Assert.All(facts, tls => Assert.Equal((true, facts[0].Certificate!.Fingerprint), (tls.IsVerified, tls.Certificate!.Fingerprint)));
    }

    [Fact]
    public void Options_made_anew_do_as_well()
    {
        using var listener = Listen();

        Assert.Equal([false, true], Enumerable.Range(0, 2).Select(_ => Open(OptionsFor(listener)).IsResumed));
    }

    [Fact]
    [Trait(EngineBuild.Needs, EngineBuild.Net8)]
    public void Nothing_is_taken_up_where_it_is_not_wanted()
    {
        using var listener = Listen();
        var options = OptionsFor(listener);
        options.Tls.AllowResumption = false;

        Assert.Equal([false, false], Enumerable.Range(0, 2).Select(_ => Open(options).IsResumed));
    }

    [Fact]
    public void A_session_that_was_only_examined_gives_no_trust_to_the_next()
    {
        using var listener = Listen();
        var options = OptionsFor(listener);
        options.Tls.ExtraRoots.Clear();
        options.Tls.ExamineOnly = true;
        var examined = Open(options);
        options.Tls.ExamineOnly = false;

        var error = Assert.Throws<SmtpTlsException>(() => Open(options));

        Assert.Equal((false, true), (examined.IsVerified, error.Facts!.IsResumed));
        Assert.Equal(examined.Faults, error.Faults);
    }

    [Fact]
    public void Another_client_certificate_takes_up_nothing()
    {
        using var listener = Listen();
        var options = OptionsFor(listener);
        _ = Open(options);
        using var certificate = TestTls.Authority.Client("ann@client.example");
        options.Tls.ClientCertificates.Add(certificate.Leaf);

        var facts = Enumerable.Range(0, 2).Select(_ => Open(options)).ToList();

        Assert.Equal([false, true], facts.Select(static tls => tls.IsResumed));
    }

    private static SmtpListener Listen()
    {
        var listener = new SmtpListener(new SmtpListenerOptions { ImplicitTls = true });
        listener.Start();
        return listener;
    }

    private static SmtpSessionOptions OptionsFor(SmtpListener listener, SslProtocols version = SslProtocols.None)
    {
        var options = new SmtpSessionOptions(new SmtpEndpoint("localhost", listener.Port))
        {
            AddressFamily = AddressFamilyChoice.IPv4,
            Security = TlsMode.Tls,
            Timeouts = SmtpTimeouts.AtMost(SessionFixture.Patience),
        };
        options.Tls.Protocols = version;
        options.Tls.ExtraRoots.Add(listener.Certificate!);
        return options;
    }

    private static TlsFacts Open(SmtpSessionOptions options)
    {
        using var session = new SmtpSession(options);
        session.Open();
        _ = session.Quit();
        return session.Tls!;
    }
}
