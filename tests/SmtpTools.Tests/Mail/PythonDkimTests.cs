using System.Diagnostics;

namespace SmtpTools.Tests.Mail;

/// <summary>Signatures and seals made here verify with dkimpy, and dkimpy's verify here.</summary>
public sealed class PythonDkimTests : IDisposable
{
    private const string Verify = """
        import sys, dkim
        records = dict(line.rstrip('\n').split(' ', 1) for line in open(sys.argv[2]))
        def dns(name, timeout=5):
            record = records.get((name.decode() if isinstance(name, bytes) else name).rstrip('.'))
            return None if record is None else record.encode()
        message = open(sys.argv[1], 'rb').read()
        count = message.lower().count(b'\ndkim-signature:') + message.lower().startswith(b'dkim-signature:')
        print([dkim.DKIM(message, minkey=1024).verify(idx=i, dnsfunc=dns) for i in range(count)], dkim.arc_verify(message, dnsfunc=dns)[0].decode())
        """;

    private const string Sign = """
        import sys, dkim
        message = open(sys.argv[1], 'rb').read()
        key = open(sys.argv[3], 'rb').read()
        kind = sys.argv[2]
        if kind == 'arc':
            message = b'Authentication-Results: mx.example.com; spf=none smtp.mailfrom=a@example.com\r\n' + message
            header = b''.join(dkim.arc_sign(message, b'rsa', b'example.com', key, b'mx.example.com'))
        elif kind == 'ed25519':
            header = dkim.sign(message, b'ed', b'example.com', key, canonicalize=(b'simple', b'simple'), signature_algorithm=b'ed25519-sha256')
        elif kind == 'length':
            header = dkim.sign(message, b'rsa', b'example.com', key, length=True)
        else:
            header = dkim.sign(message, b'rsa', b'example.com', key, canonicalize=tuple(kind.encode().split(b'/')))
        sys.stdout.buffer.write(header + message)
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly SigningKeys _keys;

    public PythonDkimTests() => _keys = new SigningKeys(_folder);

    public void Dispose() => _folder.Dispose();

    [DkimpyFact]
    public void Ours_verify_there()
    {
        var signed = MessageSigner.SignDkim(Message(), new DkimSigningOptions { Keys = [new("rsa", _keys.RsaPath), new("ed", _keys.Ed25519Path)] });
        var sealedOnce = MessageSigner.SealArc(signed, Seal("mx.example.com; dkim=pass header.d=example.com; arc=none"));
        var sealedTwice = MessageSigner.SealArc(sealedOnce, Seal("mx.example.com; dkim=pass header.d=example.com; arc=pass"));

        Assert.Equal("[True, True] none", Verified(signed));
        Assert.Equal("[True, True] pass", Verified(sealedOnce));
        Assert.Equal("[True, True] pass", Verified(sealedTwice));
    }

    [DkimpyTheory]
    [InlineData("relaxed/relaxed")]
    [InlineData("simple/simple")]
    [InlineData("relaxed/simple")]
    [InlineData("ed25519")]
    public void Theirs_verify_here(string kind)
    {
        var path = _folder.File("plain.eml", Message().ToOctets());
        var signed = MessageReader.Open(Run(Sign, path, kind, kind == "ed25519" ? _keys.SeedPath : _keys.Pkcs1Path));

        Assert.Equal(DkimResult.Pass, Assert.Single(new MailAuthenticator(_keys.Dns("example.com")).Check(signed).Dkim).Result);
    }

    // RFC 6376 3.4.1, 3.4.2: white space around the colon, a value that begins on the next line, none at all, white space at the end.
    [DkimpyTheory]
    [InlineData("relaxed/relaxed")]
    [InlineData("simple/simple")]
    public void Fields_with_odd_white_space_verify(string kind)
    {
        var path = _folder.File("odd.eml", "From: a@example.com\r\nSubject:\r\n  on the  next line \r\nReply-To:\tb@example.com\r\nList-Id:\r\nIn-Reply-To: \t \r\nDate:Mon, 02 Nov 2026 10:00:00 +0000\r\n\r\nx  y \r\n \r\n\r\n");
        var octets = Run(Sign, path, kind, _keys.Pkcs1Path);

        var signed = Assert.Single(new MailAuthenticator(_keys.Dns("example.com")).Check(MessageReader.Open(octets)).Dkim);
        Assert.Equal((DkimResult.Pass, "It fits."), (signed.Result, signed.Reason));
        Assert.Contains("List-Id", signed.SignedHeaders, StringComparer.OrdinalIgnoreCase);
    }

    // RFC 6376 8.2, 3.5
    [DkimpyFact]
    public void A_signature_of_a_part_of_the_body_says_what_it_does_not_cover()
    {
        var octets = Run(Sign, _folder.File("plain.eml", Message().ToOctets()), "length", _keys.Pkcs1Path);
        var whole = Assert.Single(new MailAuthenticator(_keys.Dns("example.com")).Check(MessageReader.Open(octets)).Dkim);
        var longer = Assert.Single(new MailAuthenticator(_keys.Dns("example.com")).Check(MessageReader.Open([.. octets, .. "added\r\n"u8])).Dkim);
        var shorter = Assert.Single(new MailAuthenticator(_keys.Dns("example.com")).Check(MessageReader.Open(octets[..^20])).Dkim);

        Assert.Equal((DkimResult.Pass, 0L), (whole.Result, whole.UnsignedOctets));
        Assert.Equal((DkimResult.Pass, 7L), (longer.Result, longer.UnsignedOctets));
        Assert.Contains("covers only", longer.Reason, StringComparison.Ordinal);
        Assert.Equal(DkimResult.PermError, shorter.Result);
    }

    [DkimpyFact]
    public void Their_seal_verifies_here()
    {
        var path = _folder.File("plain.eml", Message().ToOctets());
        var signed = MessageReader.Open(Run(Sign, path, "arc", _keys.Pkcs1Path));

        Assert.Equal(ArcResult.Pass, new MailAuthenticator(_keys.Dns("example.com")).Check(signed).Arc.Result);
    }

    private static MailMessage Message() => MessageBuilder.Build(MessageBuilderTests.Options(o =>
    {
        o.From = "J\u00F6rg <joerg@example.com>";
        o.Subject = "Gr\u00FC\u00DFe \u20AC " + new string('x', 100);
        o.Body = "text  with  spaces \r\n.\r\nFrom here\r\n\r\n\r\n";
        o.HtmlBody = "<p>\u20AC</p>";
        o.Attachments.Add(MailAttachment.FromOctets([1, 2, 3], "a.bin"));
        o.UnsubscribeUris = ["https://example.com/u"];
        o.OneClickUnsubscribe = true;
    }));

    private ArcSealingOptions Seal(string results) => new() { Domain = "example.com", Key = new DkimSigningKey("rsa", _keys.RsaPath), AuthenticationResults = results };

    private string Verified(MailMessage message)
    {
        var records = _folder.File("dns.txt", $"rsa._domainkey.example.com {_keys.RsaRecord}\ned._domainkey.example.com {_keys.Ed25519Record}\n");
        return System.Text.Encoding.UTF8.GetString(Run(Verify, _folder.File("message.eml", message.ToOctets()), records)).Trim();
    }

    private static byte[] Run(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(DkimpyFactAttribute.Python!, ["-c", script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var python = Process.Start(start)!;
        var error = python.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        python.StandardOutput.BaseStream.CopyTo(output);
        python.WaitForExit();
        Assert.True(python.ExitCode == 0, error.GetAwaiter().GetResult());
        return output.ToArray();
    }
}
