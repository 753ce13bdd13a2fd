BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-TestServer

    $dns = [SmtpTools.TestServer.LoopbackDns]::Start(@'
good.test               MX    10 mx.good.test
mx.good.test            A     8.8.4.4
_mta-sts.good.test      TXT   "v=STSv1; id=20160831085700Z;"
moved.test              MX    10 mx.good.test
_mta-sts.moved.test     TXT   "v=STSv1; id=1;"
twice.test              MX    10 mx.good.test
_mta-sts.twice.test     TXT   "v=STSv1; id=1;"
_mta-sts.twice.test     TXT   "v=STSv1; id=2;"
other.test              MX    10 mx.good.test
_mta-sts.other.test     TXT   "v=STSv1; id=1;"
nowhere.test            MX    10 mx.good.test
_mta-sts.nowhere.test   TXT   "v=STSv1; id=1;"
none.test               MX    10 mx.good.test
_mta-sts.failed.test    TXT   !SERVFAIL
'@)
    $authority = [SmtpTools.TestServer.TestCertificates]::Create()
    $https = [SmtpTools.TestServer.LoopbackHttps]::Start($authority.Server('mta-sts.good.test', 'mta-sts.moved.test'))
    $policy = "version: STSv1`nmode: enforce`nmx: mx.good.test`nmax_age: 2419200`n"
    $null = $https.AddText('mta-sts.good.test/.well-known/mta-sts.txt', $policy)
    $null = $https.Add('mta-sts.moved.test/.well-known/mta-sts.txt', [byte[]]::new(0), 'text/html', '302 Found', 'Location: https://www.moved.test/')
    $server = @{ DnsServer = $dns.EndPoint; ConnectTo = $https.EndPoint; TrustedRoot = $authority.Root }
}

AfterAll {
    $https.Dispose()
    $dns.Dispose()
}

Describe 'Resolve-MtaStsPolicy' {
    It 'fetches a policy and holds the mail exchangers against it' {
        $result = Resolve-MtaStsPolicy good.test @server -ErrorAction Stop
        $result | Should -BeOfType SmtpTools.MtaStsResult
        $result.Status | Should -Be Found
        $result.IsEnforced | Should -BeTrue
        $result.Record.Id | Should -Be 20160831085700Z
        $result.Policy.MaxAge | Should -Be ([timespan]::FromDays(28))
        "$($result.Hosts)" | Should -Be 'mx.good.test: allowed'
        $result.Fetch.Tls.Certificate.Names | Should -Contain mta-sts.good.test
        $result.Findings | Should -BeNullOrEmpty
    }

    It 'tells <Status> with <Finding> for <Domain>' -ForEach @(
        @{ Domain = 'moved.test'; Status = 'Invalid'; Finding = 'MtaStsPolicyNotOk' }
        @{ Domain = 'twice.test'; Status = 'Invalid'; Finding = 'MtaStsRecordsMultiple' }
        @{ Domain = 'other.test'; Status = 'Invalid'; Finding = 'MtaStsCertificateRejected' }
        @{ Domain = 'none.test'; Status = 'NotFound'; Finding = 'MtaStsMissing' }
        @{ Domain = 'missing.test'; Status = 'NxDomain'; Finding = @() }
    ) {
        $result = Resolve-MtaStsPolicy $Domain @server -ErrorAction Stop
        $result.Status | Should -Be $Status
        $result.Findings.Id | Should -Be $Finding
        $result.Detail | Should -Not -BeNullOrEmpty
    }

    It 'looks for the policy''s host in the same DNS' {
        $result = Resolve-MtaStsPolicy nowhere.test -DnsServer $dns.EndPoint -ErrorAction Stop
        $result.Status | Should -Be Invalid
        $result.Detail | Should -Be 'mta-sts.nowhere.test does not exist.'
        $dns.Questions.Name | Should -Contain mta-sts.nowhere.test
    }

    It 'does not trust a root that nobody named' {
        $result = Resolve-MtaStsPolicy good.test -DnsServer $dns.EndPoint -ConnectTo $https.EndPoint -ErrorAction Stop
        $result.Findings.Id | Should -Be MtaStsCertificateRejected
    }

    It 'gives a result and an error where DNS fails' {
        $result = Resolve-MtaStsPolicy failed.test @server -ErrorVariable failure -ErrorAction SilentlyContinue
        $result.Status | Should -Be ServerFailure
        $failure[0].FullyQualifiedErrorId | Should -Be 'MtaStsLookupFailed,SmtpTools.Commands.ResolveMtaStsPolicyCommand'
    }

    It 'gives a result and an error where the policy''s server takes no connection' {
        $result = Resolve-MtaStsPolicy good.test -DnsServer $dns.EndPoint -ConnectTo 127.0.0.1:1 -ErrorVariable failure -ErrorAction SilentlyContinue
        $result.Status | Should -Be ServerFailure
        $result.Findings.Id | Should -Be MtaStsPolicyUnreachable
        $failure[0].FullyQualifiedErrorId | Should -Be 'MtaStsFetchFailed,SmtpTools.Commands.ResolveMtaStsPolicyCommand'
        $failure[0].ErrorDetails.RecommendedAction | Should -BeLike '*port 443*'
    }

    It 'goes on after a bad domain' {
        $results = 'good.test', 'failed.test', 'a b', 'none.test' | Resolve-MtaStsPolicy @server -Ordered -ErrorAction SilentlyContinue
        $results.Status | Should -Be 'Found', 'ServerFailure', 'InvalidDomain', 'NotFound'
    }

    It 'keeps its facts through Export-Clixml and ConvertTo-Json' {
        $file = Join-Path $TestDrive policy.xml
        $result = Resolve-MtaStsPolicy good.test @server
        $result | Export-Clixml $file
        $back = Import-Clixml $file
        $back.Policy.Mx | Should -Be mx.good.test
        $back.Hosts[0].IsAllowed | Should -BeTrue
        ($result | ConvertTo-Json -Depth 4 -WarningAction SilentlyContinue | ConvertFrom-Json).Policy.Mode | Should -Be $result.Policy.Mode.value__
    }

    It 'takes an address as text' {
        (Resolve-MtaStsPolicy good.test -DnsServer $dns.Address -ConnectTo "$($https.EndPoint)" -TrustedRoot $authority.Root).Status | Should -Be Found
    }

    It 'shows mode, age and patterns' {
        $result = Resolve-MtaStsPolicy good.test @server
        ($result | Format-Table | Out-String -Width 160) | Should -BeLike '*good.test*Found*Enforce*28 days*mx.good.test*'
        ($result | Format-List | Out-String -Width 160) | Should -BeLike '*v=STSv1; id=20160831085700Z;*mx.good.test: allowed*mta-sts.txt: 200*'
        (Resolve-MtaStsPolicy twice.test @server | Format-List | Out-String -Width 200) | Should -BeLike '*Error: More than one TXT record*'
    }
}
