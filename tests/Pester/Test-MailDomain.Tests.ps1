BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-TestServer

    $digest = '8cb0fc6c527506a053f4f14c8464bebbd6dede2738d11468dd953d7d6a3021f1'
    $dns = [SmtpTools.TestServer.LoopbackDns]::Start(@"
good.test                MX    10 mx.good.test
good.test                TXT   "v=spf1 mx -all"
mx.good.test             A     8.8.4.4
mx.good.test             AAAA  2606:4700::1111
4.4.8.8.in-addr.arpa     PTR   mx.good.test
_mta-sts.good.test       TXT   "v=STSv1; id=1;"
_smtp._tls.good.test     TXT   "v=TLSRPTv1; rua=mailto:tls@good.test"
_dmarc.good.test         TXT   "v=DMARC1; p=reject; rua=mailto:d@good.test"
_25._tcp.mx.good.test    TLSA  3 1 1 $digest
_25._tcp.mx.good.test    TLSA  2 1 1 $digest
good.test                ANY   !AUTHENTIC
*.good.test              ANY   !AUTHENTIC
bad.test                 MX    10 10.0.0.1
bad.test                 TXT   "v=spf1 ip4:300.1.1.1 -all"
_mta-sts.bad.test        TXT   "v=STSv1;"
half.test                MX    10 mx.good.test
half.test                TXT   "v=spf1 mx -all"
_mta-sts.half.test       TXT   !SERVFAIL
failed.test              ANY   !SERVFAIL
*.failed.test            ANY   !SERVFAIL
"@)
    $authority = [SmtpTools.TestServer.TestCertificates]::Create()
    $https = [SmtpTools.TestServer.LoopbackHttps]::Start($authority.Server('mta-sts.good.test'))
    $null = $https.AddText('/.well-known/mta-sts.txt', "version: STSv1`nmode: enforce`nmx: mx.good.test`nmax_age: 2419200`n")
    $server = @{ DnsServer = $dns.EndPoint; ConnectTo = $https.EndPoint; TrustedRoot = $authority.Root }
}

AfterAll {
    $https.Dispose()
    $dns.Dispose()
}

Describe 'Test-MailDomain' {
    It 'passes a domain in order, with each part' {
        $test = Test-MailDomain good.test @server -ErrorAction Stop
        $test | Should -BeOfType SmtpTools.MailDomainTest
        $test.Passed | Should -BeTrue -Because "$($test.Findings)"
        $test.Verdict | Should -BeLike 'Passed*'
        $test.Mx.Status | Should -Be Found
        $test.Spf.Status | Should -Be Found
        $test.MtaSts.IsEnforced | Should -BeTrue
        $test.Dane.IsProtected | Should -BeTrue
        $test.Parts.Name | Should -Contain 'TLS-RPT'
        ($test.Parts | Where-Object Name -EQ DKIM).State | Should -Be Absent
    }

    It 'tells what is not as the owner wants it' {
        $test = Test-MailDomain good.test @server -Parked -ApprovedMailExchanger mx.other.test -ErrorAction Stop
        $whole = $test.Findings | Where-Object Check -EQ Domain
        $whole.Id | Sort-Object | Should -Be DomainExchangerNotApproved, DomainParkedSends, DomainParkedTakesMail
        $test.Passed | Should -BeFalse
        (Test-MailDomain good.test @server -ApprovedMailExchanger good.test -ErrorAction Stop).Passed | Should -BeTrue
        (Test-MailDomain good.test @server -ApprovedNameServer good.test -ErrorAction Stop).Findings.Id | Should -Contain DomainNameServersUnknown
    }

    It 'finds what is wrong in all parts, the gravest first' {
        $test = Test-MailDomain bad.test @server -ErrorAction Stop
        $test.Passed | Should -BeFalse
        $test.Verdict | Should -BeLike 'Failed: * errors'
        $test.Findings.Id | Should -Contain MxIpLiteral
        $test.Findings.Id | Should -Contain MtaStsRecordInvalid
        $test.Findings.Check | Should -Contain Spf
        $test.Findings[0].Severity | Should -Be Error
        $test.Findings[-1].Severity | Should -Be Information
        foreach ($finding in $test.Findings) { $finding.Remedy, $finding.Reference, $finding.Evidence | Should -Not -BeNullOrEmpty }
    }

    It 'does not take a failure for an absence' {
        $test = Test-MailDomain half.test @server -ErrorAction Stop
        $test.Unknown | Should -Be MTA-STS
        $test.Verdict | Should -Be 'Not known: MTA-STS could not be asked for'
    }

    It 'gives a result and the error <Id> for <Domain>' -ForEach @(
        @{ Domain = 'failed.test'; Id = 'MailExchangerLookupFailed' }
        @{ Domain = 'a b'; Id = 'MailExchangerInvalidDomain' }
    ) {
        $test = Test-MailDomain $Domain @server -ErrorVariable failure -ErrorAction SilentlyContinue
        $test.Passed | Should -BeFalse
        $failure[0].FullyQualifiedErrorId | Should -Be "$Id,SmtpTools.Commands.TestMailDomainCommand"
    }

    It 'works on many domains in order' {
        $tests = 'good.test', 'missing.test', 'bad.test', 'user@good.test' | Test-MailDomain @server -Ordered -ErrorAction Stop
        $tests.Domain | Should -Be good.test, missing.test, bad.test, good.test
        $tests.Passed | Should -Be $true, $false, $false, $true
    }

    It 'tells what receivers find that follow RFC 7489, by a list' {
        $list = Join-Path $TestDrive suffixes.dat
        Set-Content $list -Value 'test', 'good.test'
        $result = Test-MailDomain good.test -PublicSuffixList $list -DnsOnly @server -ErrorAction Stop
        $result.Dmarc.Rfc7489.OrganizationalDomain | Should -Be good.test
        $result.Dmarc.Rfc7489.Policy | Should -Be Reject
        $result.Dmarc.Rfc7489.Differs | Should -BeFalse
        { Test-MailDomain good.test -PublicSuffixList (Join-Path $TestDrive none.dat) @server } | Should -Throw -ErrorId 'FileNotFound,*'
    }

    It 'leaves HTTPS alone when told' {
        $before = $https.Requests.Count
        (Test-MailDomain good.test -DnsServer $dns.EndPoint -DnsOnly).MtaSts | Should -BeNullOrEmpty
        $https.Requests.Count | Should -Be $before
    }

    It 'fits on one screen' {
        $shown = Test-MailDomain good.test @server | Out-String -Width 120
        $shown | Should -BeLike '*Verdict*Passed*MX*Good*10 mx.good.test*SPF*v=spf1 mx -all*MTA-STS*Enforce, 28 days*'
        @($shown -split "`n").Count | Should -BeLessThan 40
        (Test-MailDomain bad.test @server | Format-Table | Out-String -Width 120) | Should -BeLike '*bad.test*Failed*MxIpLiteral*'
    }

    It 'survives serialisation with its facts' {
        $test = Test-MailDomain bad.test @server
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($test, 5))
        $copy.Findings[0].Remedy | Should -Not -BeNullOrEmpty
        ($copy | Out-String) | Should -BeLike '*Failed*'
        ($test | ConvertTo-Json -Depth 8 | ConvertFrom-Json).Verdict | Should -Be $test.Verdict
    }
}
