BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-TestServer

    $dns = [SmtpTools.TestServer.LoopbackDns]::Start(@'
good.test               TXT   "v=spf1 ip4:8.8.8.0/24 include:_spf.good" ".test mx ~all"
good.test               TXT   "other=record"
good.test               MX    10 mx.good.test
_spf.good.test          TXT   "v=spf1 a:mx.good.test -all"
mx.good.test            A     8.8.4.4
two.test                TXT   "v=spf1 a -all"
two.test                TXT   "v=spf1 mx -all"
bad.test                TXT   "v=spf1 ipv4:8.8.8.8 -all"
none.test               TXT   x
alias.test              CNAME good.test
*.wild.test             TXT   "v=spf1 -all"
failed.test             ANY   !SERVFAIL
silent.test             ANY   !DROP
long.test               TXT   !TRUNCATE
long.test               TXT   "v=spf1 ip4:8.8.8.8 -all"
xn--bcher-kva.example   TXT   "v=spf1 -all"
'@)
    $server = @{ DnsServer = $dns.EndPoint }
}

AfterAll {
    $dns.Dispose()
}

Describe 'Resolve-SpfRecord' {
    It 'gives the record with all that it leads to' {
        $result = Resolve-SpfRecord good.test @server -ErrorAction Stop
        $result | Should -BeOfType SmtpTools.SpfRecordResult
        $result.Status | Should -Be Found
        $result.Record.Text | Should -Be 'v=spf1 ip4:8.8.8.0/24 include:_spf.good.test mx ~all'
        $result.Record.Terms.Kind | Should -Be Ip4, Include, Mx, All
        $result.LookupCount | Should -Be 3
        $result.VoidLookupCount, $result.Tree.Ipv4VoidLookupCount, $result.Tree.Ipv6VoidLookupCount | Should -Be 1, 0, 1
        $result.Tree.Children.Term | Should -Be 'include:_spf.good.test', 'mx'
        $result.Findings | Should -BeNullOrEmpty
    }

    It 'tells <Status> for <Domain>' -ForEach @(
        @{ Domain = 'two.test'; Status = 'Invalid'; Finding = 'SpfMultiple' }
        @{ Domain = 'bad.test'; Status = 'Invalid'; Finding = 'SpfSyntaxError' }
        @{ Domain = 'none.test'; Status = 'NotFound'; Finding = 'SpfMissing' }
        @{ Domain = 'missing.test'; Status = 'NxDomain'; Finding = @() }
    ) {
        $result = Resolve-SpfRecord $Domain @server -ErrorAction Stop
        $result.Status | Should -Be $Status
        $result.Detail | Should -Not -BeNullOrEmpty
        $result.Findings.Id | Should -Be $Finding
    }

    It 'finds the record of <_>' -ForEach 'user@good.test', 'Good.Test.', 'alias.test', '_spf.good.test', 'any.wild.test', 'long.test', 'bücher.example' {
        (Resolve-SpfRecord $_ @server -ErrorAction Stop).Status | Should -Be Found
    }

    It 'gives a result and the error <Id> for <Domain>' -ForEach @(
        @{ Domain = 'failed.test'; Status = 'ServerFailure'; Id = 'SpfLookupFailed'; Category = 'ResourceUnavailable' }
        @{ Domain = 'silent.test'; Status = 'Timeout'; Id = 'SpfLookupTimeout'; Category = 'OperationTimeout' }
        @{ Domain = 'a b'; Status = 'InvalidDomain'; Id = 'SpfInvalidDomain'; Category = 'InvalidArgument' }
        @{ Domain = ''; Status = 'InvalidDomain'; Id = 'SpfInvalidDomain'; Category = 'InvalidArgument' }
    ) {
        $result = Resolve-SpfRecord $Domain @server -Timeout 1 -ErrorVariable failure -ErrorAction SilentlyContinue
        $result.Status | Should -Be $Status
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be "$Id,SmtpTools.Commands.ResolveSpfRecordCommand"
        $failure[0].CategoryInfo.Category | Should -Be $Category
        $failure[0].TargetObject | Should -Be $Domain
        $failure[0].Exception.Result | Should -Be $result
        $failure[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'goes on after a bad domain' {
        $results = 'good.test', 'failed.test', 'a b', 'missing.test' | Resolve-SpfRecord @server -Ordered -ErrorAction SilentlyContinue
        $results.Status | Should -Be 'Found', 'ServerFailure', 'InvalidDomain', 'NxDomain'
    }

    It 'shows the tree' {
        $result = Resolve-SpfRecord good.test @server
        ($result.Tree | Out-String).Trim() -split '\r?\n' | Should -Be @(
            'good.test (3, 1 empty over IPv6)  v=spf1 ip4:8.8.8.0/24 include:_spf.good.test mx ~all'
            '├─ include:_spf.good.test (2, 1 empty over IPv6)  v=spf1 a:mx.good.test -all'
            '│  └─ a:mx.good.test (1, 1 empty over IPv6)  8.8.4.4'
            '└─ mx (1)  mx.good.test'
        )
        ($result | Format-List | Out-String) | Should -BeLike '*└─ mx (1)*'
        ($result | Format-Table | Out-String -Width 200) | Should -BeLike '*good.test*Found*3/10*v=spf1*'
    }

    It 'keeps its facts through Export-Clixml and ConvertTo-Json' {
        $result = Resolve-SpfRecord good.test @server
        $file = Join-Path $TestDrive result.xml
        $result | Export-Clixml $file
        $back = Import-Clixml $file
        $back.Tree.Children[0].Children[0].Detail | Should -Be 8.8.4.4
        $back.Tree.VoidLookupCount | Should -Be 1
        ($back.Tree | Out-String) | Should -BeLike '*└─ mx (1)*'
        ($result | ConvertTo-Json -Depth 10 | ConvertFrom-Json).Tree.Children[0].Term | Should -Be 'include:_spf.good.test'
    }
}
