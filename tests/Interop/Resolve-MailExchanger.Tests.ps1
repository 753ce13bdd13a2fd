# Knot serves the zones of tests/Interop/dns and Unbound validates them, as a domain's servers and a user's resolver do.
BeforeAll {
    . (Join-Path $PSScriptRoot '..' 'Pester' 'Common.ps1')
    Import-Module $PSScriptRoot/Interop.psm1
    $state = Test-InteropServerAvailable dns
    if ($state.Available) {
        $dns = Start-InteropServer dns
        $resolver = @{ DnsServer = "127.0.0.1:$($dns.Ports.Dns)" }
        $authoritative = @{ DnsServer = "127.0.0.1:$($dns.Ports.Authoritative)" }
    }
}

AfterAll {
    Stop-InteropServer dns
}

Describe 'Resolve-MailExchanger with Knot and Unbound' {
    BeforeEach {
        if (-not $state.Available) {
            Set-ItResult -Skipped -Because $state.Reason
        }
    }

    It 'finds a signed domain''s hosts, and that a validating resolver vouches for them' {
        $result = Resolve-MailExchanger example.test @resolver -ErrorAction Stop
        $result.Status | Should -Be Found
        "$($result.Exchangers)" | Should -Be '10 mx.example.test 20 mx2.example.test'
        $result.Exchangers[0].Addresses.Address | Should -Be '::1', '127.0.0.1'
        $result.IsSecure | Should -BeTrue
        $result.Exchangers.IsSecure | Should -Be $true, $true
    }

    It 'finds an unsigned domain''s hosts, with nobody''s word for them' {
        $result = Resolve-MailExchanger insecure.test @resolver -ErrorAction Stop
        $result.Status | Should -Be Found
        $result.IsAuthentic | Should -BeFalse
        $result.Exchangers.IsSecure | Should -Be $false, $false
    }

    It 'takes a domain whose signatures are bogus for a failure, not for an absence' {
        $result = Resolve-MailExchanger bogus.test, mx.bogus.test @resolver -ErrorVariable failures -ErrorAction SilentlyContinue
        $result.Status | Should -Be ServerFailure, ServerFailure
        $failures.FullyQualifiedErrorId | Should -BeLike 'MailExchangerLookupFailed,*'
        $result[0].Detail | Should -BeLike '*SERVFAIL*'
    }

    It 'tells <Status> for <Name>.example.test' -ForEach @(
        @{ Name = 'nullmx'; Status = 'NullMx' }
        @{ Name = 'implicit'; Status = 'ImplicitMx' }
        @{ Name = 'nodata'; Status = 'NoMailServer' }
        @{ Name = 'missing'; Status = 'NxDomain' }
        @{ Name = 'to-nowhere'; Status = 'NoUsableExchanger'; Faults = 'NoAddress' }
        @{ Name = 'to-address'; Status = 'NoUsableExchanger'; Faults = 'IpLiteral' }
        @{ Name = 'to-alias'; Status = 'Found'; Faults = 'Alias', 'NonGlobalAddress' }
        @{ Name = 'half-null'; Status = 'Found'; Faults = 'MalformedNullMx', 'NonGlobalAddress' }
    ) {
        foreach ($server in $resolver, $authoritative) {
            $result = Resolve-MailExchanger "$Name.example.test" @server -ErrorAction Stop
            $result.Status | Should -Be $Status
            if ($Faults) {
                $result.Exchangers.Faults.Kind | Should -Be $Faults
            }
        }

        # What does not exist, and what a domain says by saying nothing, is proved by DNSSEC, too.
        (Resolve-MailExchanger "$Name.example.test" @resolver).IsSecure | Should -BeTrue
    }

    It 'ends at aliases that lead back to themselves' {
        foreach ($server in $resolver, $authoritative) {
            (Resolve-MailExchanger loop.example.test @server -ErrorAction SilentlyContinue).Status | Should -Be ServerFailure
        }

        # Unbound refuses to follow the loop, and Knot shows it.
        (Resolve-MailExchanger to-loop.example.test @resolver -ErrorAction SilentlyContinue).Exchangers.Faults.Kind | Should -Contain LookupFailed
        (Resolve-MailExchanger to-loop.example.test @authoritative -ErrorAction SilentlyContinue).Exchangers.Faults.Kind | Should -Be AliasLoop
    }

    It 'takes a zone whose server does not know it for a failure' {
        (Resolve-MailExchanger d.lame.test @resolver -ErrorAction SilentlyContinue).Status | Should -Be ServerFailure
        (Resolve-MailExchanger d.lame.test @authoritative -ErrorAction SilentlyContinue).Detail | Should -BeLike '*REFUSED*'
    }

    It 'gets 300 MX records over TCP, and looks at the hundred that are preferred' {
        foreach ($server in $resolver, $authoritative) {
            $result = Resolve-MailExchanger many.example.test @server -ErrorAction Stop
            $result.Exchangers | Should -HaveCount 100
            $result.Exchangers[0].Preference | Should -Be 1060
            $result.Faults.Kind | Should -Be TooMany
        }
    }

    It 'follows a domain that is an alias' {
        $result = Resolve-MailExchanger alias.example.test @resolver
        $result.Aliases | Should -Be equal.example.test
        $result.Exchangers.Host | Should -Be 'mx.example.test', 'mx2.example.test'
    }

    It 'finds an internationalised domain' {
        (Resolve-MailExchanger bücher.example.test @resolver).Exchangers.Host | Should -Be mx.example.test
    }

    It 'resolves a thousand domains, in their order' {
        $domains = 0..999 | ForEach-Object { "d$_.example.test" }
        $results = $domains | Resolve-MailExchanger @resolver -Ordered -ErrorAction Stop
        $results.Domain | Should -Be $domains
        @($results.Status -ne 'Found') | Should -BeNullOrEmpty
    }
}
