namespace SmtpTools.Tests.Dns;

public class CachingMailDnsTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void An_answer_is_kept_as_long_as_it_allows()
    {
        var inner = new FakeMailDns { TimeToLive = TimeSpan.FromMinutes(5) }.Txt("example.test", "v=spf1 -all");
        var dns = new CachingMailDns(inner, timeProvider: _clock);

        var first = dns.Query<TxtRecord>("example.test");
        Assert.Same(first, dns.Query<TxtRecord>("EXAMPLE.test."));
        _clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.Same(first, dns.Query<TxtRecord>("example.test"));
        Assert.Single(inner.Questions);

        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("v=spf1 -all", dns.Query<TxtRecord>("example.test").Records[0].Text);
        Assert.Equal(2, inner.Questions.Count);
    }

    [Fact]
    public void Types_and_names_are_kept_apart()
    {
        var inner = new FakeMailDns().Txt("example.test", "x").A("example.test", "192.0.2.1").A("b.example.test", "192.0.2.2");
        var dns = new CachingMailDns(inner, timeProvider: _clock);
        Assert.Single(dns.Query<TxtRecord>("example.test").Records);
        Assert.Equal("192.0.2.1", dns.Query<ARecord>("example.test").Records[0].Address.ToString());
        Assert.Equal("192.0.2.2", dns.Query<ARecord>("b.example.test").Records[0].Address.ToString());
        Assert.Equal(DnsOutcome.NoData, dns.Query<MxRecord>("example.test").Outcome);
    }

    [Theory]
    [InlineData(DnsOutcome.NxDomain)]
    [InlineData(DnsOutcome.NoData)]
    public void An_absence_is_kept_too(DnsOutcome outcome)
    {
        var inner = new FakeMailDns { TimeToLive = TimeSpan.FromSeconds(60) }.Fails("example.test", outcome);
        var dns = new CachingMailDns(inner, timeProvider: _clock);
        Ask(dns, 3);
        Assert.Single(inner.Questions);
        _clock.Advance(TimeSpan.FromSeconds(60));
        Ask(dns, 1);
        Assert.Equal(2, inner.Questions.Count);
    }

    [Theory]
    [InlineData(DnsOutcome.ServerFailure)]
    [InlineData(DnsOutcome.Timeout)]
    public void A_failure_is_kept_for_seconds_whatever_its_time_to_live(DnsOutcome outcome)
    {
        var inner = new FakeMailDns { TimeToLive = TimeSpan.FromHours(1) }.Fails("example.test", outcome);
        var dns = new CachingMailDns(inner, timeProvider: _clock);
        Ask(dns, 3);
        Assert.Single(inner.Questions);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Ask(dns, 1);
        Assert.Equal(2, inner.Questions.Count);
    }

    [Fact]
    public void What_may_not_be_kept_is_asked_for_again()
    {
        var inner = new FakeMailDns { TimeToLive = TimeSpan.Zero }.Txt("example.test", "x");
        var dns = new CachingMailDns(inner, timeProvider: _clock);
        Ask(dns, 3);
        Assert.Equal(3, inner.Questions.Count);
    }

    [Fact]
    public void The_number_of_kept_answers_is_bounded_and_what_is_used_stays()
    {
        var inner = new FakeMailDns().Txt("example.test", "x");
        var dns = new CachingMailDns(inner, timeProvider: _clock);
        var kept = dns.Query<TxtRecord>("example.test");
        for (var i = 0; i < 2 * CachingMailDns.MaxAnswers; i++)
        {
            _ = dns.Query<TxtRecord>($"n{i}.test");
            if (i % 1000 == 0)
            {
                Assert.Same(kept, dns.Query<TxtRecord>("example.test"));
            }
        }

        var before = inner.Questions.Count;
        _ = dns.Query<TxtRecord>("n0.test");
        Assert.Equal(before + 1, inner.Questions.Count);
    }

    [Fact]
    public void Where_only_repeated_questions_count_an_answer_is_kept_from_the_second_time_on()
    {
        var inner = new FakeMailDns().Txt("example.test", "x");
        var dns = new CachingMailDns(inner, timeProvider: _clock, keepsRepeatedOnly: true);
        Ask(dns, 1);
        for (var i = 0; i < 1000; i++)
        {
            _ = dns.Query<TxtRecord>($"n{i}.test");
        }

        Assert.Equal(1001, inner.Questions.Count);
        Ask(dns, 10);
        Assert.Equal(1002, inner.Questions.Count);
    }

    [Fact]
    public async Task Several_threads_that_want_the_same_ask_once()
    {
        using var asked = new ManualResetEventSlim();
        using var answer = new ManualResetEventSlim();
        var inner = new FakeMailDns
        {
            // Not to be kept, so that only waiting for the first one's answer spares the others a question.
            TimeToLive = TimeSpan.Zero,
            BeforeAnswer = (_, _) =>
            {
                asked.Set();
                answer.Wait();
            },
        }.Txt("example.test", "x");
        var dns = new CachingMailDns(inner, timeProvider: _clock);

        var leader = OnThread(() => dns.Query<TxtRecord>("example.test"));
        Assert.True(asked.Wait(TimeSpan.FromSeconds(10)));
        var answers = new DnsAnswer<TxtRecord>[4];
        var others = Enumerable.Range(0, answers.Length).Select(i => new Thread(() => answers[i] = dns.Query<TxtRecord>("example.test"))).ToList();
        others.ForEach(t => t.Start());
        Assert.True(SpinWait.SpinUntil(() => others.TrueForAll(t => t.ThreadState.HasFlag(ThreadState.WaitSleepJoin)), TimeSpan.FromSeconds(10)));
        answer.Set();
        others.ForEach(t => t.Join());

        var first = await leader;
        Assert.Single(inner.Questions);
        Assert.All(answers, a => Assert.Same(first, a));
    }

    [Fact]
    public async Task A_waiting_thread_asks_itself_when_the_asking_one_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        using var asked = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var questions = 0;
        var inner = new FakeMailDns
        {
            BeforeAnswer = (_, _) =>
            {
                if (Interlocked.Increment(ref questions) == 1)
                {
                    asked.Set();
                    go.Wait();
                    cancel.Token.ThrowIfCancellationRequested();
                }
            },
        }.Txt("example.test", "x");
        var dns = new CachingMailDns(inner, timeProvider: _clock);

        var leader = OnThread(() => dns.Query<TxtRecord>("example.test", cancel.Token));
        Assert.True(asked.Wait(TimeSpan.FromSeconds(10)));
        var follower = OnThread(() => dns.Query<TxtRecord>("example.test"));
        cancel.Cancel();
        go.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader);
        Assert.Equal(DnsOutcome.Found, (await follower).Outcome);
        Assert.Equal(2, questions);
    }

    [Fact]
    public async Task A_waiting_thread_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        using var asked = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var inner = new FakeMailDns
        {
            BeforeAnswer = (_, _) =>
            {
                asked.Set();
                go.Wait();
            },
        }.Txt("example.test", "x");
        var dns = new CachingMailDns(inner, timeProvider: _clock);

        var leader = OnThread(() => dns.Query<TxtRecord>("example.test"));
        Assert.True(asked.Wait(TimeSpan.FromSeconds(10)));
        var follower = OnThread(() => dns.Query<TxtRecord>("example.test", cancel.Token));
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => follower);
        go.Set();
        Assert.Equal(DnsOutcome.Found, (await leader).Outcome);
    }

    [Fact]
    public async Task No_more_questions_are_under_way_than_allowed()
    {
        var now = 0;
        var most = 0;
        using var two = new CountdownEvent(2);
        using var go = new ManualResetEventSlim();
        var inner = new FakeMailDns
        {
            BeforeAnswer = (_, _) =>
            {
                var running = Interlocked.Increment(ref now);
                InterlockedMax(ref most, running);
                if (!two.IsSet)
                {
                    _ = two.Signal();
                }

                go.Wait();
                _ = Interlocked.Decrement(ref now);
            },
        };
        var dns = new CachingMailDns(inner, concurrency: 2, timeProvider: _clock);

        var tasks = Enumerable.Range(0, 6)
            .Select(i => OnThread(() => dns.Query<TxtRecord>($"n{i}.test")))
            .ToArray();
        Assert.True(two.Wait(TimeSpan.FromSeconds(10)));
        go.Set();
        _ = await Task.WhenAll(tasks);

        Assert.Equal(6, inner.Questions.Count);
        Assert.Equal(2, most);
    }

    [Fact]
    public void A_name_that_cannot_be_asked_for_does_not_stay_under_way()
    {
        var inner = new FakeMailDns { BeforeAnswer = (_, _) => throw new ArgumentException("no name") };
        var dns = new CachingMailDns(inner, concurrency: 1, timeProvider: _clock);
        Assert.Throws<ArgumentException>(() => dns.Query<TxtRecord>("x"));
        Assert.Throws<ArgumentException>(() => dns.Query<TxtRecord>("x"));
    }

    private static Task<T> OnThread<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Ask(CachingMailDns dns, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _ = dns.Query<TxtRecord>("example.test");
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
