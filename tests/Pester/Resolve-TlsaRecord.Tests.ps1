BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-TestServer

    $digest = '8cb0fc6c527506a053f4f14c8464bebbd6dede2738d11468dd953d7d6a3021f1'
    $dns = [SmtpTools.TestServer.LoopbackDns]::Start(@"
good.test                MX    10 mx.good.test
mx.good.test             A     8.8.4.4
_25._tcp.mx.good.test    TLSA  3 1 1 $digest
_25._tcp.mx.good.test    TLSA  2 1 1 $digest
_465._tcp.mx.good.test   TLSA  3 1 1 $digest
*.good.test              ANY   !AUTHENTIC
good.test                ANY   !AUTHENTIC
plain.test               MX    10 mx.plain.test
mx.plain.test            A     8.8.4.4
_25._tcp.mx.plain.test   TLSA  3 1 1 $digest
lame.test                MX    10 mx.lame.test
lame.test                ANY   !AUTHENTIC
mx.lame.test             A     8.8.4.4
*.lame.test              ANY   !AUTHENTIC
_25._tcp.mx.lame.test    TLSA  !SERVFAIL
"@)
    $server = @{ DnsServer = $dns.EndPoint }
}

AfterAll {
    $dns.Dispose()
}

Describe 'Resolve-TlsaRecord' {
    It 'gives the records of a domain''s mail servers' {
        $result = Resolve-TlsaRecord good.test @server -ErrorAction Stop
        $result | Should -BeOfType SmtpTools.DaneResult
        $result.Status | Should -Be Found
        $result.IsProtected | Should -BeTrue
        "$($result.Hosts)" | Should -Be 'mx.good.test:25 Usable'
        $result.Hosts[0].Records.Names | Should -Be 'DANE-EE SPKI SHA2-256', 'DANE-TA SPKI SHA2-256'
        $result.Findings | Should -BeNullOrEmpty
    }

    It 'gives the records of one server and port' {
        $result = Resolve-TlsaRecord mx.good.test @server -AsServer -Port 465 -ErrorAction Stop
        $result.Hosts.TlsaName | Should -Be _465._tcp.mx.good.test
        $result.Hosts.Records | Should -HaveCount 1
        $result.IsMxSecure | Should -BeNullOrEmpty
        $result.IsProtected | Should -BeTrue
    }

    It 'does not count what DNSSEC does not secure' {
        $result = Resolve-TlsaRecord plain.test @server -ErrorAction Stop
        $result.Status | Should -Be NotFound
        $result.Hosts.Status | Should -Be HostNotSecure
    }

    It 'gives a result and an error where the servers fail' {
        $result = Resolve-TlsaRecord lame.test @server -ErrorVariable failure -ErrorAction SilentlyContinue
        $result.Status | Should -Be ServerFailure
        $result.Hosts.Status | Should -Be ServerFailure
        $failure[0].FullyQualifiedErrorId | Should -Be 'DaneLookupFailed,SmtpTools.Commands.ResolveTlsaRecordCommand'
        $failure[0].Exception | Should -BeOfType SmtpTools.DomainRecordException
        $failure[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'works on many domains, each with its own result' {
        $results = 'good.test', 'a b', 'lame.test', 'plain.test', 'user@good.test' | Resolve-TlsaRecord @server -Ordered -ErrorAction SilentlyContinue
        $results.Status | Should -Be Found, InvalidDomain, ServerFailure, NotFound, Found
    }

    It 'shows the hosts, and each record in the list' {
        $result = Resolve-TlsaRecord good.test @server
        ($result | Format-Table | Out-String -Width 160) | Should -BeLike '*good.test*Found*True*mx.good.test:25 Usable*'
        ($result | Format-List | Out-String -Width 160) | Should -BeLike "*mx.good.test:25 Usable, _25._tcp.mx.good.test*3 1 1 $digest*authentic according to 127.0.0.1*"
        ($result.Hosts.Records | Out-String -Width 200) | Should -BeLike "*DANE-EE SPKI SHA2-256*True*$digest*"
    }

    It 'survives serialisation with its facts' {
        $result = Resolve-TlsaRecord good.test @server
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($result, 5))
        $copy.Hosts[0].Records[0].Data | Should -Be $digest
        ($copy | Format-Table | Out-String) | Should -BeLike '*Usable*'
        ($result | ConvertTo-Json -Depth 5 | ConvertFrom-Json).Hosts[0].Records[0].Data | Should -Be $digest
    }
}
