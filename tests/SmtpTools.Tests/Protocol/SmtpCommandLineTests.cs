using System.Text;
using SmtpTools.Protocol;

namespace SmtpTools.Tests.Protocol;

public class SmtpCommandLineTests
{
    [Theory]
    [InlineData("EHLO mx.example", "EHLO", "mx.example")]
    [InlineData("ehlo mx.example", "EHLO", "mx.example")]
    [InlineData("QUIT", "QUIT", "")]
    [InlineData("QUIT   ", "QUIT", "")]
    [InlineData("RCPT TO:<a@b>  ", "RCPT", "TO:<a@b>")]
    [InlineData("NOOP  two", "NOOP", " two")]
    [InlineData("xfoo é", "XFOO", "é")]
    [InlineData("", "", "")]
    public void Verb_and_argument_are_told_apart(string line, string name, string argument)
    {
        var command = Parse(line);
        Assert.Equal((name, argument), (command.Name, command.Argument));
    }

    [Fact]
    public void Each_verb_is_known_in_any_case_and_only_as_a_whole()
    {
        foreach (var name in SmtpCommandLine.KnownVerbNames)
        {
            Assert.NotEqual(SmtpVerb.Unknown, Parse(name).Verb);
            Assert.Equal(Parse(name).Verb, Parse(name.ToLowerInvariant()).Verb);
            Assert.Equal(SmtpVerb.Unknown, Parse(name + "X").Verb);
            Assert.Equal(SmtpVerb.Unknown, Parse(name[..^1]).Verb);
        }
    }

    [Theory]
    [InlineData("NOOP \0")]
    [InlineData("NOOP\tx")]
    [InlineData("NOOP \x1B[2J")]
    [InlineData("NOOP \x7F")]
    [InlineData("MAIL FROM:<a\r@b>")]
    public void A_control_character_is_refused(string line) => Assert.Equal(500, Refusal(() => Parse(line)).Code);

    [Fact]
    public void What_is_not_UTF_8_is_refused() =>
        Assert.Equal(500, Refusal(static () => SmtpCommandLine.Parse([.. "MAIL FROM:<"u8, 0xFF, .. "@b>"u8])).Code);

    [Theory]
    [InlineData("BDAT 0", 0, false)]
    [InlineData("BDAT 86 LAST", 86, true)]
    [InlineData("bdat 007 last", 7, true)]
    public void A_chunk_has_its_size(string line, long size, bool isLast) => Assert.Equal((size, isLast), Parse(line).ReadChunk());

    [Theory]
    [InlineData("BDAT")]
    [InlineData("BDAT LAST")]
    [InlineData("BDAT -1")]
    [InlineData("BDAT 1x")]
    [InlineData("BDAT 1  LAST")]
    [InlineData("BDAT 1 LAST now")]
    [InlineData("BDAT 9999999999999999999")]
    [InlineData("BDAT 0x10")]
    public void Another_chunk_is_refused(string line) => Assert.Equal(501, Refusal(() => Parse(line).ReadChunk()).Code);

    [Theory]
    [InlineData("FROM:<a@b.example>", "a@b.example", "")]
    [InlineData("from:<>", "", "")]
    [InlineData("FROM:<> SIZE=10", "", "SIZE=10")]
    [InlineData("FROM:<\"a > b\"@c.example> BODY=8BITMIME SMTPUTF8", "\"a > b\"@c.example", "BODY=8BITMIME,SMTPUTF8=")]
    [InlineData("FROM:<\"a\\\">b\"@c.example>", "\"a\\\">b\"@c.example", "")]
    [InlineData("FROM:<@one.example,@two.example:a@b.example>", "a@b.example", "")]
    [InlineData("FROM:<a@[192.0.2.1]>", "a@[192.0.2.1]", "")]
    [InlineData("FROM:<grå@å.example> smtputf8", "grå@å.example", "SMTPUTF8=")]
    public void A_reverse_path_is_read_with_its_parameters(string argument, string address, string parameters)
    {
        var path = PathArgument.ParseReversePath(argument);
        Assert.Equal(address, path.Address);
        Assert.Equal(parameters, string.Join(",", path.Parameters.Select(static parameter => $"{parameter.Keyword}={parameter.Value}")));
    }

    [Theory]
    [InlineData("TO:<a@b.example>", "a@b.example")]
    [InlineData("TO:<Postmaster>", "Postmaster")]
    public void A_forward_path_is_read(string argument, string address) => Assert.Equal(address, PathArgument.ParseForwardPath(argument).Address);

    [Theory]
    [InlineData("")]
    [InlineData("FROM")]
    [InlineData("TO:<a@b.example>")]
    [InlineData("FROM: <a@b.example>")]
    [InlineData("FROM :<a@b.example>")]
    [InlineData("FROM:a@b.example")]
    [InlineData("FROM:<a@b.example")]
    [InlineData("FROM:<a@b.example>SIZE=1")]
    [InlineData("FROM:<a@b.example>  SIZE=1")]
    [InlineData("FROM:<a@b.example> SIZE=")]
    [InlineData("FROM:<a@b.example> =1")]
    [InlineData("FROM:<a@b.example> SIZE=1=2")]
    [InlineData("FROM:<a@b.example> SI_ZE=1")]
    [InlineData("FROM:<a@b.example> SIZE=1 size=2")]
    [InlineData("FROM:<a>")]
    [InlineData("FROM:< a@b.example>")]
    [InlineData("FROM:<<a@b.example>>")]
    [InlineData("FROM:<a@b..example>")]
    [InlineData("FROM:<@one.example>")]
    [InlineData("FROM:<@one.example:>")]
    [InlineData("FROM:<one.example:a@b.example>")]
    public void Another_reverse_path_is_refused(string argument) =>
        Assert.Equal(501, Refusal(() => PathArgument.ParseReversePath(argument)).Code);

    [Fact]
    public void The_null_path_is_no_recipient() => Assert.Equal(553, Refusal(static () => PathArgument.ParseForwardPath("TO:<>")).Code);

    [Fact]
    public void A_path_and_its_parameters_have_limits()
    {
        var domain = string.Join(".", Enumerable.Repeat(new string('d', 60), 4));
        Assert.Equal(501, Refusal(() => PathArgument.ParseReversePath($"FROM:<{new string('a', 20)}@{domain}>")).Code);
        var many = string.Concat(Enumerable.Range(0, PathArgument.MaxParameters + 1).Select(static number => $" X{number}=1"));
        Assert.Equal(501, Refusal(() => PathArgument.ParseReversePath($"FROM:<a@b.example>{many}")).Code);
    }

    private static SmtpCommandLine Parse(string line) => SmtpCommandLine.Parse(Encoding.UTF8.GetBytes(line));

    private static CommandSyntaxException Refusal<T>(Func<T> parse) => Assert.Throws<CommandSyntaxException>(() => { _ = parse(); });
}
