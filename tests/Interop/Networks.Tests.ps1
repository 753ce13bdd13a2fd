# What only a network of one's own can show: a port that is dropped on the way, and servers at addresses that block lists list.
Describe 'Test-SmtpServer in a network of its own' {
    BeforeDiscovery {
        $lack = if (-not $IsLinux -or (id -u) -ne '0') { 'Network namespaces are made as root on Linux.' }
        elseif ($missing = @('unshare', 'ip', 'nft').Where({ -not (Get-Command $_ -CommandType Application -ErrorAction Ignore) })) { "The command $($missing[0]) is missing: tests/Interop/install.sh brings it." }
        elseif ("$(unshare --net nft add table inet probe 2>&1)") { 'This system refuses network namespaces with packet filters.' }
    }

    . (Join-Path $PSScriptRoot 'Needs.ps1') -Server dns
    It 'may make networks' -ForEach @{ Lack = $lack } { if ($Lack) { Set-ItResult -Skipped -Because $Lack } }
    if ($lack) { return }

    BeforeAll {
        . (Join-Path $PSScriptRoot '..' 'Pester' 'Common.ps1')
        $pwsh, $first = [Environment]::ProcessPath, @()
        if ((Split-Path $pwsh -LeafBase) -eq 'dotnet') { $first = @(Join-Path $PSHOME 'pwsh.dll') }

        $result = Join-Path $TestDrive 'found.xml'
        $said = unshare --net $pwsh @first -NoProfile -NonInteractive -File (Join-Path $PSScriptRoot networks.ps1) $ModulePath $result 2>&1 | Out-String
        if (-not (Test-Path $result)) { throw "networks.ps1 failed: $said" }
        $found = Import-Clixml $result
    }

    It 'tells an address that a list has, with its codes and the page that explains it' {
        $listed, $unlisted = $found['bl']
        $listed.BlockLists.Address | Should -Be 2001:4860:4860::8844, 8.8.4.4
        "$($listed.BlockLists.Status)" | Should -Be 'Listed Listed'
        $v4 = $listed.BlockLists | Where-Object Address -EQ 8.8.4.4
        $v4.Codes.Code | Should -Be 127.0.0.2, 127.0.0.10
        $v4.Reason | Should -Be 'Sent spam. See https://bl.example.test/query?ip=8.8.4.4'
        @($listed.Findings.Id) -eq 'AddressListed' | Should -HaveCount 2
        "$($listed.Findings.Evidence)" | Should -BeLike '*https://bl.example.test/query?ip=8.8.4.4*'

        "$($unlisted.BlockLists.Status)" | Should -Be 'NotListed NotListed'
        $unlisted.Findings.Id | Should -Not -Contain AddressListed
        $unlisted.Findings.Id | Should -Not -Contain BlockListNotAnswering
    }

    It 'takes no answer of <List> for a listing' -ForEach @(
        @{ List = 'public-bl'; Status = 'Refused' }, @{ List = 'all-bl'; Status = 'Unusable' }, @{ List = 'sold-bl'; Status = 'Unusable' }
        @{ List = 'empty-bl'; Status = 'Unusable' }, @{ List = 'lame'; Status = 'ServerFailure' }
    ) {
        foreach ($test in $found[$List]) {
            ($test.BlockLists | Where-Object Address -EQ ($test.BlockLists.Address -notlike '*:*')).Status.Value | Should -Be $Status
            $test.BlockLists.IsListed | Should -Not -Contain $true
            $test.Findings.Id | Should -Contain BlockListNotAnswering
            $test.Findings.Id | Should -Not -Contain AddressListed
        }
    }

    It 'finds a port that is blocked near here, and the port beside it that answers' {
        $found['blocked.example'].Server | Should -Be a.blocked.example, b.blocked.example
        foreach ($test in $found['blocked.example']) {
            $test.FailedPhase.Value | Should -Be Connect
            $test.Attempts.Outcome.Value | Should -Be TimedOut
            $test.Findings.Id | Should -Contain PortBlockedFromHere
        }

        $found['blocked.example'][0].Findings.Id | Should -Contain OtherPortAnswers
        ($found['blocked.example'][0].Ports | Where-Object Port -EQ 587).Outcome.Value | Should -Be Connected
        $found['blocked.example'][1].Findings.Id | Should -Not -Contain OtherPortAnswers
    }

    It 'tells a dead server from that' {
        $silent, $dead = $found['half.example'] | Sort-Object Server
        $dead.Server | Should -Be dead.example
        $dead.Attempts.Outcome.Value | Should -Be Refused
        foreach ($test in $silent, $dead) { $test.Findings.Id | Should -Not -Contain PortBlockedFromHere }
        $dead.Findings.Id | Should -Be ServerUnreachable
    }
}
