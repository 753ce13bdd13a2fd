# Real servers against what DNS says of them: Knot and Unbound have the TLSA records, an HTTPS server with its own authority the MTA-STS policy.
BeforeDiscovery {
    $cases = @(
        @{ Name = 'postfix'; Port = 'Smtp' }
        @{ Name = 'exim'; Port = 'Smtp' }
        @{ Name = 'sendmail'; Port = 'Smtp' }
        @{ Name = 'dovecot'; Port = 'Submission' }
        @{ Name = 'aiosmtpd'; Port = 'Smtp' }
    )
    $plain = @(
        @{ Name = 'opensmtpd'; Port = 'Smtp' }
        @{ Name = 'aiosmtpd'; Port = 'Plain' }
    )
}

BeforeAll {
    . (Join-Path $PSScriptRoot '..' 'Pester' 'Common.ps1')
    Import-TestServer
    Import-Module $PSScriptRoot/Interop.psm1
    $names = 'postfix', 'exim', 'opensmtpd', 'sendmail', 'dovecot', 'aiosmtpd'
    $lack = @{}
    foreach ($name in @($names) + 'dns') {
        $state = Test-InteropServerAvailable $name
        if (-not $state.Available) { $lack[$name] = $state.Reason }
    }

    if (-not $lack.ContainsKey('dns')) {
        $servers = @{}
        Start-InteropServer @($names).Where({ -not $lack.ContainsKey($_) }) | ForEach-Object { $servers[$_.Name] = $_ }
        $dns = Start-InteropServer dns

        $authority = [SmtpTools.TestServer.TestCertificates]::Create()
        $https = [SmtpTools.TestServer.LoopbackHttps]::Start($authority.Server([string[]]('mta-sts.server.example.test', 'mta-sts.stale-server.example.test')))
        $null = $https.AddText('/.well-known/mta-sts.txt', "version: STSv1`nmode: enforce`nmx: mx.example.test`nmax_age: 2419200`n")
        $roots = $authority.Root, [Security.Cryptography.X509Certificates.X509Certificate2]::new($dns.CaCertificate)
        $common = @{
            DnsServer     = "127.0.0.1:$($dns.Ports.Dns)"
            PolicyServer  = $https.EndPoint
            TrustedRoot   = $roots
            AddressFamily = 'IPv4'
            Security      = 'StartTlsWhenAvailable'
        }
    }
}

AfterAll {
    if ($https) { $https.Dispose() }
    Stop-InteropServer
}

Describe 'Test-SmtpServer and what DNS says of <Name>' -ForEach $cases {
    BeforeEach {
        $reason = if ($lack.ContainsKey('dns')) { $lack['dns'] } else { $lack[$Name] }
        if ($reason) { Set-ItResult -Skipped -Because $reason }
    }

    It 'finds a server as DANE and MTA-STS promise, and nothing above Information' {
        $test = Test-SmtpServer -Domain server.example.test -Port $servers[$Name].Ports[$Port] @common -Check Reachability, Addresses, Ports, Names, Certificate, Dane, MtaSts
        @($test.Findings | Where-Object Severity -NE Information).Id | Should -BeNullOrEmpty
        $test.Passed | Should -BeTrue
        $test.DeliveryPolicy | Should -Be Dane
        "$($test.Dane)" | Should -Be 'Usable, Matched'
        # That of the server's own key matches always; that of the authority's only where its certificate is sent (RFC 7672 3.1.2), as not all do here.
        @($test.Dane.Records | Where-Object Record -Like '3 1 1*').IsMatched | Should -BeTrue
        $test.Dane.IsMxSecure | Should -BeTrue
        $test.MtaSts.IsFulfilled | Should -BeTrue
    }

    It 'finds TLSA records of another key, a name that the policy lacks and a certificate for another name' {
        $test = Test-SmtpServer -Domain stale-server.example.test -Port $servers[$Name].Ports[$Port] @common -Check Certificate, Dane, MtaSts
        $test.Passed | Should -BeFalse
        foreach ($id in 'DaneMismatch', 'ServerNotInPolicy', 'PolicyCertificateInvalid', 'CertificateNameMismatch') { $test.Findings.Id | Should -Contain $id }
        $test.Dane.IsAuthenticated | Should -BeFalse
        $test.MtaSts.IsFulfilled | Should -BeFalse
    }
}

Describe 'Test-SmtpServer and <Name> without STARTTLS' -ForEach $plain {
    BeforeEach {
        $reason = if ($lack.ContainsKey('dns')) { $lack['dns'] } else { $lack[$Name] }
        if ($reason) { Set-ItResult -Skipped -Because $reason }
    }

    It 'finds that senders with DANE and with MTA-STS deliver nothing' {
        $test = Test-SmtpServer -Domain server.example.test -Port $servers[$Name].Ports[$Port] @common -Check StartTls, Dane, MtaSts
        foreach ($id in 'StartTlsNotOffered', 'DaneWithoutTls', 'PolicyWithoutTls') { $test.Findings.Id | Should -Contain $id }
        $test.Passed | Should -BeFalse
    }
}

Describe 'Test-SmtpServer and the exchanger of a zone that is not signed' {
    BeforeEach {
        $reason = if ($lack.ContainsKey('dns')) { $lack['dns'] } else { $lack['aiosmtpd'] }
        if ($reason) { Set-ItResult -Skipped -Because $reason }
    }

    It 'finds no DANE, and nothing wrong with that' {
        $test = Test-SmtpServer -Domain insecure.test -Port $servers['aiosmtpd'].Ports.Smtp @common -Check Dane | Where-Object Server -EQ mx.insecure.test
        $test.Dane.Status | Should -Be HostNotSecure
        $test.Findings | Should -BeNullOrEmpty
    }
}
