# Records about senders, served by Knot and validated by Unbound: in several strings, behind aliases, by wildcards.
BeforeAll {
    . (Join-Path $PSScriptRoot '..' 'Pester' 'Common.ps1')
    Import-Module $PSScriptRoot/Interop.psm1
    $state = Test-InteropServerAvailable dns
    if ($state.Available) {
        $dns = Start-InteropServer dns
        $resolver = @{ DnsServer = "127.0.0.1:$($dns.Ports.Dns)" }
    }

    $suffixes = '/usr/share/publicsuffix/public_suffix_list.dat' | Where-Object { Test-Path $_ }
}

AfterAll {
    Stop-InteropServer dns
}

Describe 'SPF, DKIM and DMARC with Knot and Unbound' {
    BeforeEach {
        if (-not $state.Available) {
            Set-ItResult -Skipped -Because $state.Reason
        }
    }

    It 'reads an SPF record of several strings, and one behind an alias' {
        $result = Resolve-SpfRecord sender.example.test @resolver -ErrorAction Stop
        $result.Status | Should -Be Found
        $result.IsSecure | Should -BeTrue
        $result.LookupCount | Should -Be 2
        (Test-SpfSender 192.0.2.9 user@sender.example.test @resolver -ErrorAction Stop).Result | Should -Be Pass
        (Test-SpfSender 127.0.0.1 user@sender.example.test @resolver -ErrorAction Stop).Path.Domain | Should -Be sender.example.test, _spf.sender.example.test
        (Test-SpfSender ::1 user@sender.example.test @resolver -ErrorAction Stop).Result | Should -Be Pass
        (Test-SpfSender 203.0.113.1 user@sender.example.test @resolver -ErrorAction Stop).Result | Should -Be Fail
    }

    It 'reads an SPF record of a wildcard, and refuses two' {
        (Resolve-SpfRecord any.wild.example.test @resolver -ErrorAction Stop).Status | Should -Be Found
        (Resolve-SpfRecord two-spf.example.test @resolver -ErrorAction Stop).Status | Should -Be Invalid
        (Test-SpfSender 192.0.2.1 two-spf.example.test @resolver -ErrorAction Stop).Result | Should -Be PermError
    }

    It 'reads DKIM keys of several strings and behind an alias, and knows what is not there' {
        $result = Resolve-DkimKey sender.example.test -Selector a, b @resolver -ErrorAction Stop
        $result.Keys.IsUsable | Should -Be $true, $true
        $result.Keys[1].Aliases | Should -Be shared-key.example.test
        $result.IsSecure | Should -BeTrue
        (Resolve-DkimKey sender.example.test @resolver -ErrorAction Stop).Status | Should -Be NotFoundAmongTried
        (Resolve-DkimKey implicit.example.test @resolver -ErrorAction Stop).Status | Should -Be NotFound
    }

    It 'finds a DMARC policy, and who has agreed to its reports' {
        $result = Resolve-DmarcPolicy sub.sender.example.test @resolver -ErrorAction Stop
        $result.PolicyDomain | Should -Be sender.example.test
        $result.PolicyTag | Should -Be p
        $result.OrganizationalDomain | Should -Be sender.example.test
        $result.ReportDestinations.Authorization | Should -Be NotNeeded, Authorized
        $result.ReportDestinations.AcceptsMail | Should -Be $true, $true
        (Resolve-DmarcPolicy gone.sender.example.test @resolver -ErrorAction Stop).PolicyTag | Should -Be np
        $plain = Resolve-DmarcPolicy insecure.test @resolver -ErrorAction Stop
        $plain.Policy | Should -Be Reject
        $plain.OrganizationalDomain | Should -Be insecure.test
    }

    It 'finds by the public suffix list of Debian what RFC 7489 gives' {
        if (-not $suffixes) {
            Set-ItResult -Skipped -Because 'Debian''s package publicsuffix is not installed'
        }

        $result = Resolve-DmarcPolicy sub.sender.example.test -PublicSuffixList $suffixes @resolver -ErrorAction Stop
        $result.Rfc7489.PublicSuffix.Rule | Should -BeNullOrEmpty
        $result.Rfc7489.OrganizationalDomain | Should -Be example.test
        $result.Rfc7489.PolicyDomain | Should -Be example.test
        $result.PolicyDomain | Should -Be sender.example.test
        $result.Rfc7489.Differs | Should -BeTrue
        $same = Resolve-DmarcPolicy insecure.test -PublicSuffixList $suffixes @resolver -ErrorAction Stop
        $same.Rfc7489.Differs | Should -BeFalse
        $same.Rfc7489Differences | Should -BeNullOrEmpty
    }

    It 'takes bogus signatures for a failure, not for an absence' {
        (Resolve-SpfRecord bogus.test @resolver -ErrorAction SilentlyContinue).Status | Should -Be ServerFailure
        (Resolve-DkimKey bogus.test -Selector a @resolver -ErrorAction SilentlyContinue).Status | Should -Be ServerFailure
        (Resolve-DmarcPolicy bogus.test @resolver -ErrorAction SilentlyContinue).Status | Should -Be ServerFailure
        (Test-SpfSender 192.0.2.1 bogus.test @resolver -ErrorAction SilentlyContinue).Result | Should -Be TempError
    }
}

Describe 'The public suffix list of Debian' {
    BeforeAll {
        $list = if ($suffixes) { [SmtpTools.PublicSuffixList]::Load($suffixes) }
    }

    It 'is read whole' {
        if (-not $list) {
            Set-ItResult -Skipped -Because 'Debian''s package publicsuffix is not installed'
        }

        $list.RuleCount | Should -Be @(Get-Content $suffixes | Where-Object { $_ -match '^[^/\s]' }).Count
    }

    It 'gives <Organization> for <Domain>' -ForEach @(
        @{ Domain = 'mail.example.com'; Organization = 'example.com' }
        @{ Domain = 'a.b.example.co.uk'; Organization = 'example.co.uk' }
        @{ Domain = 'co.uk'; Organization = 'co.uk' }
        @{ Domain = 'a.b.c.d.ck'; Organization = 'c.d.ck' }
        @{ Domain = 'mail.www.ck'; Organization = 'www.ck' }
        @{ Domain = 'a.b.c.kobe.jp'; Organization = 'b.c.kobe.jp' }
        @{ Domain = 'a.city.kobe.jp'; Organization = 'city.kobe.jp' }
        @{ Domain = 'mail.食狮.公司.cn'; Organization = 'xn--85x722f.xn--55qx5d.cn' }
        @{ Domain = 'a.me.github.io'; Organization = 'me.github.io' }
        @{ Domain = 'a.b.unlisted-tld'; Organization = 'b.unlisted-tld' }
    ) {
        if (-not $list) {
            Set-ItResult -Skipped -Because 'Debian''s package publicsuffix is not installed'
        }

        $list.OrganizationalDomainOf($Domain) | Should -Be $Organization
    }
}
