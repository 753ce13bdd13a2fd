namespace SmtpTools.Tests.Diagnosis;

public sealed class AuthMechanismsTests
{
    [Fact]
    public void Each_mechanism_is_tried_in_a_session_of_its_own_where_the_credential_fits()
    {
        var test = FindingScenarios.SignIn("235 2.7.0 Welcome");

        Assert.Equal([("PLAIN", true), ("LOGIN", true), ("XOAUTH2", null)], test.AuthMechanisms.Select(result => (result.Mechanism, result.IsAccepted)));
        Assert.NotEmpty(test.AuthMechanisms[2].Detail!);
        Assert.Empty(test.Findings);
    }

    [Fact]
    public void The_first_refusal_ends_it()
    {
        var test = FindingScenarios.SignIn("535 5.7.8 No");

        Assert.Equal([("PLAIN", true), ("LOGIN", false), ("XOAUTH2", null)], test.AuthMechanisms.Select(result => (result.Mechanism, result.IsAccepted)));
        Assert.Equal("Not tried after a refusal.", test.AuthMechanisms[2].Detail);
        Assert.DoesNotContain("secret", test.Findings.Single().Evidence, StringComparison.Ordinal);
    }
}
