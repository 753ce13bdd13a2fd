using SmtpTools.TestServer;
using static SmtpTools.Tests.Diagnosis.DiagnosisFixture;

namespace SmtpTools.Tests.Diagnosis;

public sealed class TlsResumptionTests
{
    [Fact]
    public void A_second_session_tells_whether_the_first_was_taken_up()
    {
        using var server = ScriptedServer.Start(Healthy);

        var test = Test(server, Options("TlsResumption"));

        // The scripted server makes its keys anew for each session.
        Assert.NotEqual(true, test.IsTlsResumed);
        Assert.Empty(test.Findings);
        Assert.Equal(2, server.Connections.Count);
        server.Verify();
    }
}
