BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-TestServer

    $dns = [SmtpTools.TestServer.LoopbackDns]::Start(@'
_smtp._tls.good.test    TXT   "v=TLSRPTv1; rua=mailto:tls@good.test,https:" "//good.test/tls"
_smtp._tls.bad.test     TXT   "v=TLSRPTv1; rua=tls@bad.test"
none.test               MX    10 mx.none.test
_smtp._tls.failed.test  TXT   !SERVFAIL
_smtp._tls.silent.test  TXT   !DROP
'@)
    $server = @{ DnsServer = $dns.EndPoint }
}

AfterAll {
    $dns.Dispose()
}

Describe 'Resolve-TlsReportingPolicy' {
    It 'tells where reports go' {
        $result = Resolve-TlsReportingPolicy good.test @server -ErrorAction Stop
        $result | Should -BeOfType SmtpTools.TlsRptResult
        $result.Status | Should -Be Found
        $result.ReportUris | Should -Be 'mailto:tls@good.test', 'https://good.test/tls'
    }

    It 'tells <Status> for <Domain>' -ForEach @(
        @{ Domain = 'bad.test'; Status = 'Invalid'; Finding = 'TlsRptRecordInvalid' }
        @{ Domain = 'none.test'; Status = 'NotFound'; Finding = 'TlsRptMissing' }
        @{ Domain = 'missing.test'; Status = 'NxDomain'; Finding = @() }
    ) {
        $result = Resolve-TlsReportingPolicy $Domain @server -ErrorAction Stop
        $result.Status | Should -Be $Status
        $result.Findings.Id | Should -Be $Finding
    }

    It 'gives a result and the error <Id> for <Domain>' -ForEach @(
        @{ Domain = 'failed.test'; Status = 'ServerFailure'; Id = 'TlsRptLookupFailed' }
        @{ Domain = 'silent.test'; Status = 'Timeout'; Id = 'TlsRptLookupTimeout' }
        @{ Domain = 'a b'; Status = 'InvalidDomain'; Id = 'TlsRptInvalidDomain' }
    ) {
        $result = Resolve-TlsReportingPolicy $Domain @server -Timeout 1 -ErrorVariable failure -ErrorAction SilentlyContinue
        $result.Status | Should -Be $Status
        $failure[0].FullyQualifiedErrorId | Should -Be "$Id,SmtpTools.Commands.ResolveTlsReportingPolicyCommand"
    }

    It 'goes on after a bad domain' {
        $results = 'good.test', 'failed.test', 'a b', 'none.test' | Resolve-TlsReportingPolicy @server -Ordered -ErrorAction SilentlyContinue
        $results.Status | Should -Be 'Found', 'ServerFailure', 'InvalidDomain', 'NotFound'
    }

    It 'keeps its facts through Export-Clixml' {
        $file = Join-Path $TestDrive policy.xml
        Resolve-TlsReportingPolicy good.test @server | Export-Clixml $file
        (Import-Clixml $file).ReportUris | Should -Be 'mailto:tls@good.test', 'https://good.test/tls'
    }

    It 'shows the addresses' {
        (Resolve-TlsReportingPolicy good.test @server | Format-Table | Out-String -Width 160) | Should -BeLike '*good.test*Found*mailto:tls@good.test*'
        (Resolve-TlsReportingPolicy bad.test @server | Format-List | Out-String -Width 160) | Should -BeLike '*bad.test*Invalid*Error: *'
    }
}
