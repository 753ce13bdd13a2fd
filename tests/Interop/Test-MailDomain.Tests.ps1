# Knot serves the zones of tests/Interop/dns, Unbound validates them, and an HTTPS server with its own authority has the policies.
BeforeAll {
    . (Join-Path $PSScriptRoot '..' 'Pester' 'Common.ps1')
    Import-TestServer
    Import-Module $PSScriptRoot/Interop.psm1
    $state = Test-InteropServerAvailable dns
    if ($state.Available) {
        $dns = Start-InteropServer dns
        $resolver = @{ DnsServer = "127.0.0.1:$($dns.Ports.Dns)" }
        $authoritative = @{ DnsServer = "127.0.0.1:$($dns.Ports.Authoritative)" }
        $certificates = Split-Path $dns.CaCertificate

        $authority = [SmtpTools.TestServer.TestCertificates]::Create()
        $https = [SmtpTools.TestServer.LoopbackHttps]::Start($authority.Server('mta-sts.example.test'))
        $null = $https.AddText('/.well-known/mta-sts.txt', "version: STSv1`nmode: enforce`nmx: mx.example.test`nmx: mx2.example.test`nmax_age: 2419200`n")
        $web = @{ ConnectTo = $https.EndPoint; TrustedRoot = $authority.Root }
    }
}

AfterAll {
    if ($https) { $https.Dispose() }
    Stop-InteropServer dns
}

Describe 'Transport security with Knot and Unbound' {
    BeforeEach {
        if (-not $state.Available) {
            Set-ItResult -Skipped -Because $state.Reason
        }
    }

    It 'finds TLSA records that a validating resolver vouches for, and that the servers'' certificate matches' {
        $result = Resolve-TlsaRecord example.test @resolver -ErrorAction Stop
        "$($result.Hosts)" | Should -Be 'mx.example.test:25 Usable mx2.example.test:25 NoRecord'
        $result.IsMxSecure | Should -BeTrue
        $result.IsProtected | Should -BeFalse
        $result.Findings.Id | Should -Contain TlsaPartial

        $chain = [Security.Cryptography.X509Certificates.X509Certificate2[]]@("$certificates/cert.pem", $dns.CaCertificate)
        $match = [SmtpTools.DaneMatcher]::Match($result.Hosts[0].Records, $chain, [string[]]'mx.example.test', [DateTimeOffset]::UtcNow)
        $match.IsMatched | Should -BeTrue
        $match.Association.Usage | Should -Be 3
    }

    It 'does not count the records of an unsigned domain' {
        $result = Resolve-TlsaRecord insecure.test @resolver -ErrorAction Stop
        $result.Status | Should -Be NotFound
        $result.Hosts.Status | Should -Be HostNotSecure, HostNotSecure
    }

    It 'takes bogus signatures for a failure' {
        $result = Resolve-TlsaRecord mx.bogus.test -AsServer @resolver -ErrorVariable failure -ErrorAction SilentlyContinue
        $result.Status | Should -Be ServerFailure
        $result.Hosts.Status | Should -Be ServerFailure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'DaneLookupFailed,*'
    }

    It 'does not take the word of a server that does not validate' {
        (Resolve-TlsaRecord mx.example.test -AsServer @authoritative -ErrorAction Stop).Hosts.Status | Should -Be HostNotSecure
    }

    It 'follows TLSA records behind an alias, over TCP where there are many, and tells an unknown usage' {
        $results = 'tlsa-alias', 'many', 'old' | ForEach-Object { "$_.example.test" } | Resolve-TlsaRecord -AsServer @resolver -Ordered -ErrorAction Stop
        $results.Hosts.Status | Should -Be Usable, Usable, Unusable
        $results[0].Hosts.Records | Should -HaveCount 2
        $results[1].Hosts.Records.Count | Should -BeGreaterThan 30
        $results[2].Findings.Id | Should -Contain TlsaUsageUnusable
    }

    It 'fetches and judges an MTA-STS policy' {
        $result = Resolve-MtaStsPolicy example.test @resolver @web -ErrorAction Stop
        $result.IsEnforced | Should -BeTrue
        $result.IsSecure | Should -BeTrue
        "$($result.Hosts)" | Should -Be 'mx.example.test: allowed mx2.example.test: allowed'
        $result.Findings | Should -BeNullOrEmpty
        $https.Requests | Should -Contain mta-sts.example.test/.well-known/mta-sts.txt
    }

    It 'refuses the policy of a host whose certificate is for another' {
        (Resolve-MtaStsPolicy insecure.test @resolver @web -ErrorAction Stop).Findings.Id | Should -Be MtaStsCertificateRejected
    }

    It 'finds where reports go, and that no logo is shown' {
        (Resolve-TlsReportingPolicy example.test @resolver -ErrorAction Stop).ReportUris | Should -Be mailto:tls@reports.test
        (Resolve-BimiRecord example.test @resolver -ErrorAction Stop).Record.IsDeclination | Should -BeTrue
    }

    It 'tells in one object what is there, what is not, and what could not be asked for' {
        $tests = 'example.test', 'bogus.test', 'missing.example.test' | Test-MailDomain @resolver @web -Ordered -ErrorAction SilentlyContinue
        $tests[0].Unknown | Should -BeNullOrEmpty
        "$($tests[0].Zone)" | Should -Be 'example.test: ns.example.test'
        $tests[0].Zone.Start.Refresh | Should -Be ([timespan]::FromHours(1))
        ($tests[0].Parts | Where-Object Name -EQ MTA-STS).State | Should -Be Good
        ($tests[0].Parts | Where-Object Name -EQ DMARC).State | Should -Not -Be Absent
        $tests[1].Unknown | Should -Contain MX
        $tests[1].Verdict | Should -BeLike 'Not known*'
        $tests[2].Findings.Id | Should -Be MxDomainMissing
    }
}
