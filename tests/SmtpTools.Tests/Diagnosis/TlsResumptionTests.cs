using SmtpTools.TestServer;
using static SmtpTools.Tests.Diagnosis.DiagnosisFixture;

namespace SmtpTools.Tests.Diagnosis;

public sealed class TlsResumptionTests
{
    [Fact]
    public void Two_sessions_tell_whether_one_is_taken_up()
    {
        using var server = ScriptedServer.Start(Healthy);

        var test = Test(server, Options("TlsResumption"));

        // The scripted server makes its keys anew for each session.
        Assert.NotEqual(true, test.IsTlsResumed);
        Assert.Empty(test.Findings);
        Assert.Equal(3, server.Connections.Count);
        server.Verify();
    }
}
