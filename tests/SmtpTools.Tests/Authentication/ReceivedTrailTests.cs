namespace SmtpTools.Tests.Authentication;

/// <summary>Which Received field is believed, and what it tells; above all what a sender can't make believed.</summary>
public sealed class ReceivedTrailTests
{
    private const string Mx = "mx.example.org";

    [Theory]
    [InlineData("from mail.example.com (mail.example.com [192.0.2.1])\r\n\tby mx.example.org (Postfix) with ESMTPS id 4ABC\r\n\tfor <a@example.org>; Mon, 2 Nov 2026 10:00:00 +0000 (UTC)", "192.0.2.1", "mail.example.com")]
    [InlineData("from mail.example.com (unknown [IPv6:2001:db8::1]) by mx.example.org (Postfix) with ESMTP id 1", "2001:db8::1", "mail.example.com")]
    [InlineData("from mail.example.com ([192.0.2.1]) by mx.example.org with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.98) (envelope-from <a@example.com>) id 1", "192.0.2.1", "mail.example.com")]
    [InlineData("from rdns.example.com ([192.0.2.1] helo=mail.example.com) by mx.example.org with esmtp (Exim 4.98) id 1", "192.0.2.1", "mail.example.com")]
    [InlineData("from [192.0.2.1] (port=33412 helo=mail.example.com) by mx.example.org with esmtp (Exim 4.98) id 1", "192.0.2.1", "mail.example.com")]
    [InlineData("from unknown (HELO mail.example.com) (192.0.2.1) by mx.example.org with SMTP; 2 Nov 2026 10:00:00 -0000", "192.0.2.1", "mail.example.com")]
    [InlineData("from rdns.example.com (HELO mail.example.com) (user@192.0.2.1) by mx.example.org with SMTP", "192.0.2.1", "mail.example.com")]
    [InlineData("from mail.example.com (192.0.2.1) by mx.example.org (10.0.0.5) with Microsoft SMTP Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20; Mon", "192.0.2.1", "mail.example.com")]
    [InlineData("from mail.example.com (rdns.example.com [192.0.2.1] (may be forged)) by mx.example.org (8.18.1/8.18.1) with ESMTP id 1", "192.0.2.1", "mail.example.com")]
    [InlineData("from mail.example.com (rdns [192.0.2.1])\r\n (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n by mx.example.org. (Postfix)", "192.0.2.1", "mail.example.com")]
    [InlineData("from mail.example.com (rdns [::ffff:192.0.2.1]) by MX.example.org", "::ffff:192.0.2.1", "mail.example.com")]
    public void A_field_of_each_server_is_understood(string field, string address, string helo)
    {
        var trail = Read([Mx], field);

        Assert.Null(trail.Reason);
        Assert.Equal((address, helo, 1), (trail.Client!.Address, trail.Client.Helo, trail.Client.Number));
    }

    [Theory]

    // The name that a client gives, an ident answer, and whatever else it may choose, hold an address.
    [InlineData("from [198.51.100.9] (rdns.example.com [192.0.2.1]) by mx.example.org (Postfix)", "192.0.2.1")]
    [InlineData("from rdns.example.com ([192.0.2.1] helo=[198.51.100.9]) by mx.example.org (Exim)", "192.0.2.1")]
    [InlineData("from rdns.example.com ([192.0.2.1] helo=x ident=[198.51.100.9]) by mx.example.org (Exim)", "192.0.2.1")]
    [InlineData("from unknown (HELO 198.51.100.9) (192.0.2.1) by mx.example.org", "192.0.2.1")]
    [InlineData("from by (rdns.example.com [192.0.2.1]) by mx.example.org (Postfix)", "192.0.2.1")]
    [InlineData("from mail.example.com (IDENT:[198.51.100.9]@rdns [192.0.2.1]) by mx.example.org (8.18.1/8.18.1)", "192.0.2.1")]
    [InlineData("from =?utf-8?q?x_=28_=5B198=2E51=2E100=2E9=5D=29?= (rdns [192.0.2.1]) by mx.example.org", "192.0.2.1")]
    [InlineData("from [198.51.100.9] by mx.example.org with SMTP", null)]
    [InlineData("from mail.example.com by mx.example.org ([198.51.100.9])", null)]
    [InlineData("from mail.example.com (rdns [999.1.1.1]) by mx.example.org", null)]
    [InlineData("from mail.example.com (rdns [1]) by mx.example.org", null)]
    public void An_address_that_the_client_chose_does_not_count(string field, string? address) =>
        Assert.Equal(address, Read([Mx], field).Client?.Address);

    [Fact]
    public void Nothing_below_a_stranger_is_believed()
    {
        // The message came to another server, and brought a field that only looks like ours.
        var trail = Read([Mx], "from evil.example ([203.0.113.9]) by other.example.net", "from bank.example ([192.0.2.1]) by mx.example.org");
        Assert.Null(trail.Client);
        Assert.Contains("other.example.net", trail.Reason, StringComparison.Ordinal);
        Assert.All(trail.Hops, hop => Assert.False(hop.IsTrusted));

        // It came to ours, of somebody who brought a field that looks like ours too.
        trail = Read([Mx], "from evil.example ([203.0.113.9]) by mx.example.org", "from bank.example ([192.0.2.1]) by mx.example.org");
        Assert.Equal("203.0.113.9", trail.Client!.Address);
        Assert.Equal([true, false], trail.Hops.Select(hop => hop.IsTrusted));
    }

    [Fact]
    public void Without_a_server_of_ones_own_nothing_is_believed()
    {
        var trail = Read([], "from bank.example ([192.0.2.1]) by mx.example.org");

        Assert.Null(trail.Client);
        Assert.Contains("written by mx.example.org", trail.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_way_through_ones_own_servers_is_followed()
    {
        string[] way =
        [
            "from relay.example.org (relay.example.org [10.1.2.3]) by store.example.org with LMTP id 1",
            "from localhost (localhost [127.0.0.1]) by relay.example.org (Postfix)",
            "from mx.example.org ([10.9.9.9]) by localhost (relay.example.org [127.0.0.1]) (amavis, port 10024)",
            "by mx.example.org (Postfix, from userid 33) id 2",
            "from client.example.com (client.example.com [192.0.2.1]) by mx.example.org (Postfix)",
            "from bank.example ([198.51.100.1]) by mx.example.org",
        ];
        Assert.Equal((5, "192.0.2.1"), Client(Read(["*.example.org", "10.0.0.0/8"], way)));

        // The relay's address is not said to be ours: it is the client, and a stranger.
        Assert.Equal((1, "10.1.2.3"), Client(Read(["*.example.org"], way)));
        Assert.Equal((2, "10.9.9.9"), Client(Read(["*.example.org", "10.1.2.3"], way[0], way[1].Replace("127.0.0.1", "10.9.9.9", StringComparison.Ordinal))));

        static (int Number, string? Address) Client(ReceivedTrail trail) => (trail.Client!.Number, trail.Client.Address);
    }

    [Fact]
    public void Return_Path_is_believed_above_the_trusted_field_alone()
    {
        const string Field = "from client.example.com ([192.0.2.1]) by mx.example.org";
        Assert.Equal("a@example.com", Trail(("Return-Path", " <a@example.com>"), ("Received", Field)).ReturnPath);
        Assert.Equal(string.Empty, Trail(("return-path", "<>"), ("Received", Field), ("Return-Path", "<b@example.com>")).ReturnPath);
        Assert.Null(Trail(("Received", Field), ("Return-Path", "<forged@example.com>")).ReturnPath);
        Assert.Null(Trail(("Return-Path", "<forged@example.com>"), ("Received", Field.Replace(Mx, "other.example", StringComparison.Ordinal))).ReturnPath);

        static ReceivedTrail Trail(params (string Name, string Value)[] fields) => ReceivedTrail.Read([.. fields.Select(field => new MailHeader(field.Name, field.Value))], [Mx]);
    }

    [Theory]
    [InlineData("example.org", false)]
    [InlineData("*.example.org", true)]
    [InlineData("MX.EXAMPLE.ORG.", true)]
    [InlineData("*.x.example.org", false)]
    [InlineData("192.0.2.0/24", false)]
    public void A_server_is_named_as_it_names_itself(string host, bool isTrusted) =>
        Assert.Equal(isTrusted, Read([host], "from c.example ([203.0.113.1]) by mx.example.org").Client is not null);

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("2001:db8::/129")]
    [InlineData("10.0.0.0/x")]
    [InlineData("two words")]
    [InlineData("*")]
    [InlineData("")]
    public void What_is_no_server_is_refused(string host) => Assert.Throws<ArgumentException>(() => Read([host]));

    [Fact]
    public void Endless_fields_come_to_an_end()
    {
        var trail = Read([Mx, "127.0.0.1"], [.. Enumerable.Repeat("from x (x [127.0.0.1]) by mx.example.org" + new string('(', 50_000), 1000)]);

        Assert.Equal(ReceivedTrail.MaxHops, trail.Hops.Count);
        Assert.Null(trail.Client);
    }

    private static ReceivedTrail Read(string[] trusted, params string[] fields) => ReceivedTrail.Read([.. fields.Select(field => new MailHeader("Received", field))], trusted);
}
