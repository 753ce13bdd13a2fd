BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-TestServer

    $dns = [SmtpTools.TestServer.LoopbackDns]::Start(@'
good.test                                MX    10 mx.good.test
mx.good.test                             A     8.8.8.8
news.good.test                           A     8.8.8.8
_dmarc.good.test                         TXT   "v=DMARC1; p=reject; sp=quarantine; np=reject; " "rua=mailto:r@good.test,mailto:r@service.test"
good.test._report._dmarc.service.test    TXT   "v=DMARC1"
service.test                             MX    10 mx.good.test
alias.test                               MX    10 mx.good.test
_dmarc.alias.test                        CNAME _dmarc.shared.test
_dmarc.shared.test                       TXT   "v=DMARC1; p=quarantine; t=y; rua=mailto:r@alias.test"
two.test                                 MX    10 mx.good.test
_dmarc.two.test                          TXT   "v=DMARC1; p=none"
_dmarc.two.test                          TXT   "v=DMARC1; p=reject"
none.test                                MX    10 mx.good.test
failed.test                              ANY   !SERVFAIL
_dmarc.failed.test                       ANY   !SERVFAIL
silent.test                              ANY   !DROP
_dmarc.silent.test                       ANY   !DROP
'@)
    $server = @{ DnsServer = $dns.EndPoint }

    $list = Join-Path $TestDrive suffixes.dat
    Set-Content $list -Encoding utf8 -Value '// ===BEGIN ICANN DOMAINS===', 'test', 'good.test', '*.bad'
}

AfterAll {
    $dns.Dispose()
}

Describe 'Resolve-DmarcPolicy' {
    It 'gives the policy, and where reports go' {
        $result = Resolve-DmarcPolicy good.test @server -ErrorAction Stop
        $result | Should -BeOfType SmtpTools.DmarcPolicyResult
        $result.Status | Should -Be Found
        $result.Policy | Should -Be Reject
        $result.OrganizationalDomain | Should -Be good.test
        $result.ReportDestinations.Authorization | Should -Be NotNeeded, Authorized
        $result.TreeWalk.Domain | Should -Be good.test, test
        $result.Findings.Id | Should -Be DmarcSubdomainsUnprotected
    }

    It 'gives <Tag>=<Policy> for <Domain>' -ForEach @(
        @{ Domain = 'news.good.test'; Tag = 'sp'; Policy = 'Quarantine'; Effective = 'Quarantine' }
        @{ Domain = 'made-up.good.test'; Tag = 'np'; Policy = 'Reject'; Effective = 'Reject' }
        @{ Domain = 'alias.test'; Tag = 'p'; Policy = 'Quarantine'; Effective = 'None' }
        @{ Domain = 'user@news.good.test'; Tag = 'sp'; Policy = 'Quarantine'; Effective = 'Quarantine' }
    ) {
        $result = Resolve-DmarcPolicy $Domain @server -ErrorAction Stop
        $result.PolicyTag | Should -Be $Tag
        $result.Policy | Should -Be $Policy
        $result.EffectivePolicy | Should -Be $Effective
    }

    It 'tells <Status> for <Domain>' -ForEach @(
        @{ Domain = 'two.test'; Status = 'Invalid'; Finding = 'DmarcMultiple' }
        @{ Domain = 'none.test'; Status = 'NotFound'; Finding = 'DmarcMissing' }
        @{ Domain = 'missing.test'; Status = 'NxDomain'; Finding = @() }
    ) {
        $result = Resolve-DmarcPolicy $Domain @server -ErrorAction Stop
        $result.Status | Should -Be $Status
        $result.Detail | Should -Not -BeNullOrEmpty
        $result.Findings.Id | Should -Be $Finding
    }

    It 'gives a result and the error <Id> for <Domain>' -ForEach @(
        @{ Domain = 'failed.test'; Status = 'ServerFailure'; Id = 'DmarcLookupFailed'; Category = 'ResourceUnavailable' }
        @{ Domain = 'silent.test'; Status = 'Timeout'; Id = 'DmarcLookupTimeout'; Category = 'OperationTimeout' }
        @{ Domain = 'a b'; Status = 'InvalidDomain'; Id = 'DmarcInvalidDomain'; Category = 'InvalidArgument' }
        @{ Domain = ''; Status = 'InvalidDomain'; Id = 'DmarcInvalidDomain'; Category = 'InvalidArgument' }
    ) {
        $result = Resolve-DmarcPolicy $Domain @server -Timeout 1 -ErrorVariable failure -ErrorAction SilentlyContinue
        $result.Status | Should -Be $Status
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be "$Id,SmtpTools.Commands.ResolveDmarcPolicyCommand"
        $failure[0].CategoryInfo.Category | Should -Be $Category
        $failure[0].TargetObject | Should -Be $Domain
        $failure[0].Exception.Result | Should -Be $result
        $failure[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'tells what receivers find that follow RFC 7489, by a list' {
        $result = Resolve-DmarcPolicy news.good.test -PublicSuffixList $list @server -ErrorAction Stop
        $result.Rfc7489.PublicSuffix.Rule | Should -Be good.test
        $result.Rfc7489.OrganizationalDomain | Should -Be news.good.test
        $result.Rfc7489.Status | Should -Be NotFound
        $result.Rfc7489.Differs | Should -BeTrue
        $result.Rfc7489Differences | Should -HaveCount 2
        ($result | Format-List | Out-String -Width 200) | Should -BeLike '*Rfc7489*: NotFound, organizational domain news.good.test*'
        ($result.Rfc7489 | Out-String -Width 120) | Should -BeLike '*OrganizationalDomain*news.good.test*good.test*NotFound*True*'
        ($result.Rfc7489 | Format-List | Out-String -Width 120) | Should -BeLike '*by the rule good.test*'

        $same = 'alias.test' | Resolve-DmarcPolicy -PublicSuffixList $list @server -ErrorAction Stop
        $same.Rfc7489.OrganizationalDomain | Should -Be alias.test
        ($same.Rfc7489 | Format-Table | Out-String -Width 120) | Should -BeLike '*p=quarantine of alias.test*'
        (Resolve-DmarcPolicy news.good.test @server).Rfc7489 | Should -BeNullOrEmpty
    }

    It 'refuses <What> as a list with the error <Id>' -ForEach @(
        @{ What = 'a file that is not there'; Content = $null; Id = 'FileNotFound' }
        @{ What = 'a page of HTML'; Content = '<!DOCTYPE html>'; Id = 'PublicSuffixListUnusable' }
        @{ What = 'an empty file'; Content = ''; Id = 'PublicSuffixListUnusable' }
    ) {
        $file = Join-Path $TestDrive "$Id.dat"
        if ($null -ne $Content) { Set-Content $file $Content }
        $failure = { Resolve-DmarcPolicy good.test -PublicSuffixList $file @server } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -Be "$Id,SmtpTools.Commands.ResolveDmarcPolicyCommand"
    }

    It 'goes on after a bad domain' {
        $results = 'good.test', 'failed.test', 'a b', 'missing.test' | Resolve-DmarcPolicy @server -Ordered -ErrorAction SilentlyContinue
        $results.Status | Should -Be 'Found', 'ServerFailure', 'InvalidDomain', 'NxDomain'
    }

    It 'shows policy and reports' {
        (Resolve-DmarcPolicy alias.test @server | Format-Table | Out-String -Width 160) | Should -BeLike '*alias.test*Found*p=quarantine (tested)*'
        (Resolve-DmarcPolicy news.good.test @server | Out-String -Width 80) | Should -BeLike '*news.good.test*Found*sp=quarantine*DmarcSubdomains*from good.test*'
        (Resolve-DmarcPolicy good.test @server | Format-List | Out-String -Width 160) | Should -BeLike '*rua mailto:r@service.test: Authorized*'
    }

    It 'keeps its facts through Export-Clixml' {
        $file = Join-Path $TestDrive policy.xml
        Resolve-DmarcPolicy good.test @server | Export-Clixml $file
        $back = Import-Clixml $file
        $back.ReportDestinations[1].Uri.Host | Should -Be service.test
        $back.TreeWalk[0].Record.Policy.Value | Should -Be Reject
    }
}
