namespace SmtpTools.Tests.Transport;

public sealed class SmtpTimeoutsTests
{
    /// <summary>RFC 5321 4.5.3.2.1 to 4.5.3.2.6, and what it leaves to the client.</summary>
    [Fact]
    public void The_defaults_are_those_of_the_standard() => Assert.Equal(
        new SmtpTimeouts
        {
            Connect = TimeSpan.FromSeconds(30),
            Greeting = TimeSpan.FromMinutes(5),
            Command = TimeSpan.FromMinutes(5),
            DataInitiation = TimeSpan.FromMinutes(2),
            DataBlock = TimeSpan.FromMinutes(3),
            DataTermination = TimeSpan.FromMinutes(10),
            Quit = TimeSpan.FromSeconds(2),
            Overall = null,
        },
        new SmtpTimeouts());

    [Fact]
    public void No_step_takes_longer_than_the_limit_and_none_longer_than_it_would() => Assert.Equal(
        new SmtpTimeouts
        {
            Connect = TimeSpan.FromSeconds(30),
            Greeting = TimeSpan.FromMinutes(4),
            Command = TimeSpan.FromMinutes(4),
            DataInitiation = TimeSpan.FromMinutes(2),
            DataBlock = TimeSpan.FromMinutes(3),
            DataTermination = TimeSpan.FromMinutes(4),
            Quit = TimeSpan.FromSeconds(2),
            Overall = null,
        },
        SmtpTimeouts.AtMost(TimeSpan.FromMinutes(4)));

    [Fact]
    public void A_limit_below_all_of_them_holds_for_all()
    {
        var limit = TimeSpan.FromSeconds(1);
        var times = SmtpTimeouts.AtMost(limit);

        Assert.All(
            new[] { times.Connect, times.Greeting, times.Command, times.DataInitiation, times.DataBlock, times.DataTermination, times.Quit },
            time => Assert.Equal(limit, time));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_limit_is_longer_than_zero(int ticks) => Assert.Throws<ArgumentOutOfRangeException>(() => SmtpTimeouts.AtMost(TimeSpan.FromTicks(ticks)));
}
