BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-TestServer

    $dns = [SmtpTools.TestServer.LoopbackDns]::Start(@'
good.test                      MX    10 mx.good.test
a._domainkey.good.test         TXT   "v=DKIM1; k=ed25519; " "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
old._domainkey.good.test       TXT   "v=DKIM1; p="
default._domainkey.good.test   CNAME key.service.test
key.service.test               TXT   "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
other.test                     MX    10 mx.other.test
z9._domainkey.other.test       TXT   "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
plain.test                     MX    10 mx.plain.test
bad.test                       MX    10 mx.bad.test
a._domainkey.bad.test          TXT   "v=DKIM1; p=AAAA"
*._domainkey.parked.test       TXT   "v=DKIM1; p="
failed.test                    ANY   !SERVFAIL
_domainkey.failed.test         ANY   !SERVFAIL
silent.test                    ANY   !DROP
_domainkey.silent.test         ANY   !DROP
'@)
    $server = @{ DnsServer = $dns.EndPoint }
}

AfterAll {
    $dns.Dispose()
}

Describe 'Resolve-DkimKey' {
    It 'gives the keys of named selectors' {
        $result = Resolve-DkimKey good.test -Selector a, old, b @server -ErrorAction Stop
        $result | Should -BeOfType SmtpTools.DkimKeyResult
        $result.Status | Should -Be Found
        $result.Keys.Status | Should -Be Found, Found, NotFound
        $result.Keys.IsUsable | Should -Be $true, $false, $false
        $result.Keys[0].KeyType | Should -Be ed25519
        $result.Keys[0].KeyBits | Should -Be 256
        $result.Keys[1].Record.IsRevoked | Should -BeTrue
        $result.Findings.Id | Should -Be DkimSelectorMissing, DkimKeyRevoked, DkimOnlyEd25519
    }

    It 'tries common selectors, and tells the service behind an alias' {
        $result = Resolve-DkimKey good.test @server -ErrorAction Stop
        $result.IsGuess | Should -BeTrue
        $result.Keys.Selector | Should -Be default
        $result.Keys.Aliases | Should -Be key.service.test
    }

    It 'tells <Status> for <Domain> with <Selector>' -ForEach @(
        @{ Domain = 'other.test'; Selector = @(); Status = 'NotFoundAmongTried' }
        @{ Domain = 'plain.test'; Selector = @(); Status = 'NotFound' }
        @{ Domain = 'plain.test'; Selector = 'a'; Status = 'NotFound' }
        @{ Domain = 'bad.test'; Selector = 'a'; Status = 'Invalid' }
        @{ Domain = 'bad.test'; Selector = 'a b'; Status = 'Invalid' }
        @{ Domain = 'missing.test'; Selector = @(); Status = 'NxDomain' }
        @{ Domain = 'missing.test'; Selector = 'a'; Status = 'NxDomain' }
    ) {
        $selectors = if ($Selector) { @{ Selector = $Selector } } else { @{} }
        $result = Resolve-DkimKey $Domain @selectors @server -ErrorAction Stop
        $result.Status | Should -Be $Status
        $result.Detail | Should -Not -BeNullOrEmpty
    }

    It 'tells a wildcard that revokes' {
        $result = Resolve-DkimKey parked.test @server
        $result.Keys | Should -HaveCount 1
        $result.Keys.IsWildcard | Should -BeTrue
    }

    It 'asks for the keys of a message''s signatures' {
        $file = Join-Path $TestDrive signed.eml
        "From: a@good.test`r`nDKIM-Signature: v=1; a=ed25519-sha256; d=good.test; s=a;`r`n bh=; b=`r`nDKIM-Signature: v=1; d=other.test;`r`n`ts=z9; b=`r`nSubject: x`r`n`r`nBody`r`n" |
            Set-Content $file -NoNewline
        $results = Import-SmtpMessage $file | Resolve-DkimKey @server -Ordered -ErrorAction Stop
        $results.Domain | Should -Be good.test, other.test
        $results.Keys.Selector | Should -Be a, z9
        $results.Status | Should -Be Found, Found

        $null = New-SmtpMessage -From a@good.test -To b@good.test -Subject x -Body y | Resolve-DkimKey @server -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -Be 'DkimSignatureMissing,SmtpTools.Commands.ResolveDkimKeyCommand'
    }

    It 'takes domains and selectors by property' {
        ([pscustomobject]@{ Domain = 'good.test'; Selector = 'old' } | Resolve-DkimKey @server).Keys.Selector | Should -Be old
    }

    It 'gives a result and the error <Id> for <Domain>' -ForEach @(
        @{ Domain = 'failed.test'; Status = 'ServerFailure'; Id = 'DkimLookupFailed'; Category = 'ResourceUnavailable' }
        @{ Domain = 'silent.test'; Status = 'Timeout'; Id = 'DkimLookupTimeout'; Category = 'OperationTimeout' }
        @{ Domain = 'a b'; Status = 'InvalidDomain'; Id = 'DkimInvalidDomain'; Category = 'InvalidArgument' }
        @{ Domain = ''; Status = 'InvalidDomain'; Id = 'DkimInvalidDomain'; Category = 'InvalidArgument' }
    ) {
        $result = Resolve-DkimKey $Domain @server -Timeout 1 -ErrorVariable failure -ErrorAction SilentlyContinue
        $result.Status | Should -Be $Status
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be "$Id,SmtpTools.Commands.ResolveDkimKeyCommand"
        $failure[0].CategoryInfo.Category | Should -Be $Category
        $failure[0].TargetObject | Should -Be $Domain
        $failure[0].Exception.Result | Should -Be $result
        $failure[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'goes on after a bad domain' {
        $results = 'good.test', 'failed.test', 'a b', 'missing.test' | Resolve-DkimKey @server -Ordered -ErrorAction SilentlyContinue
        $results.Status | Should -Be 'Found', 'ServerFailure', 'InvalidDomain', 'NxDomain'
    }

    It 'shows the keys' {
        (Resolve-DkimKey good.test -Selector a, old @server | Format-Table | Out-String -Width 160) | Should -BeLike '*good.test*Found*a: ed25519 256*old: revoked*'
        ((Resolve-DkimKey good.test -Selector a @server).Keys | Out-String -Width 160) | Should -BeLike '*ed25519*256*True*'
        (Resolve-DkimKey good.test @server | Format-List | Out-String -Width 160) | Should -BeLike '*key.service.test*'
    }

    It 'keeps its facts through Export-Clixml' {
        $file = Join-Path $TestDrive keys.xml
        Resolve-DkimKey good.test -Selector a @server | Export-Clixml $file
        (Import-Clixml $file).Keys[0].Record.PublicKey | Should -BeLike '11qYAYK*'
    }
}
