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

Describe 'Test-SmtpServer and what <Name> does for strangers' -ForEach @(
    @{ Name = 'exim'; Port = 'Careful'; Finds = @(); FindsNot = 'OpenRelay', 'RelayFormAccepted', 'VrfyAnswers', 'ExpnAnswers', 'PlaintextAuthWithoutTls', 'PostmasterRefused', 'NullSenderRefused' }
    @{ Name = 'exim'; Port = 'Careless'; Finds = 'OpenRelay', 'VrfyAnswers', 'PlaintextAuthWithoutTls'; FindsNot = @() }
    @{ Name = 'sendmail'; Port = 'Smtp'; Finds = 'OpenRelay'; FindsNot = 'PlaintextAuthWithoutTls' }
    @{ Name = 'opensmtpd'; Port = 'Smtp'; Finds = 'OpenRelay', 'StartTlsNotOffered'; FindsNot = 'PlaintextAuthWithoutTls', 'VrfyAnswers' }
    # On its own machine Dovecot offers passwords without TLS too.
    @{ Name = 'dovecot'; Port = 'Submission'; Finds = @(); FindsNot = 'OpenRelay', 'RelayFormAccepted', 'VrfyAnswers', 'ExpnAnswers', 'MailWithoutTls' }
) {
    BeforeEach {
        if ($lack[$Name]) { Set-ItResult -Skipped -Because $lack[$Name] }
    }

    It 'finds the same on the port <Port>' {
        $test = Test-SmtpServer "127.0.0.1:$($servers[$Name].Ports[$Port])" -Security StartTlsWhenAvailable -TlsTargetName mx.example.test -TrustedRoot $roots -Check StartTls, Auth, PlaintextMail, Postmaster, Verify, Relay -Recipient user@mx.example.test
        foreach ($id in $Finds) { $test.Findings.Id | Should -Contain $id }
        foreach ($id in $FindsNot) { $test.Findings.Id | Should -Not -Contain $id }
        $test.Passed | Should -Be ('OpenRelay' -notin $Finds)
        $test.IncompleteChecks | Should -Not -Contain Relay
    }
}

Describe 'Test-SmtpServer and posttls-finger side by side, by DANE' {
    BeforeAll {
        # posttls-finger asks the system's resolver: in a mount namespace of its own that is the Unbound of these tests.
        function Invoke-PostTlsFinger([string] $Exchanger, [int] $Port) {
            $settings = Join-Path $TestDrive resolv.conf
            "nameserver $($dns.Told.RESOLVER)`noptions trust-ad edns0" | Set-Content $settings
            unshare --mount sh -c 'mount --bind "$1" /etc/resolv.conf && exec /usr/sbin/posttls-finger -c -t 10 -l dane "[$2]:$3"' - $settings $Exchanger $Port 2>&1 | Out-String
        }
    }

    BeforeEach {
        $reason = if ($lack.ContainsKey('dns')) { $lack['dns'] } else { $lack['postfix'] }
        if (-not $reason -and -not $dns.Told.ContainsKey('RESOLVER')) { $reason = 'Unbound has port 53 as root alone.' }
        if ($reason) { Set-ItResult -Skipped -Because $reason }
    }

    It 'tells the same of <Exchanger>: <Verdict>' -ForEach @(
        @{ Exchanger = 'mx.example.test'; Verdict = 'Verified'; Finding = $null; IsAuthenticated = $true }
        @{ Exchanger = 'rollover.example.test'; Verdict = 'Verified'; Finding = $null; IsAuthenticated = $true }
        @{ Exchanger = 'stale.example.test'; Verdict = 'Untrusted'; Finding = 'DaneMismatch'; IsAuthenticated = $false }
    ) {
        $port = $servers['postfix'].Ports.Smtp
        $said = Invoke-PostTlsFinger $Exchanger $port
        $test = Test-SmtpServer $Exchanger -Port $port -DnsServer "127.0.0.1:$($dns.Ports.Dns)" -TrustedRoot $roots -AddressFamily IPv4 -Security StartTlsWhenAvailable -Check Dane

        $said -match '(\w+) TLS connection established to .*: TLSv([\d.]+) with cipher (\S+)' | Should -BeTrue -Because $said
        $Matches[1] | Should -Be $Verdict -Because $said
        $test.Dane.IsAuthenticated | Should -Be $IsAuthenticated
        $test.Tls.Protocol, $test.Tls.CipherSuite | Should -Be "TLS $($Matches[2])", $Matches[3]
        @($test.Findings | Where-Object Id -Like 'Dane*').Id | Should -Be $Finding

        # Which of the records the certificate fits, where posttls-finger says so.
        foreach ($record in [regex]::Matches($said, 'using DANE RR: \S+ IN TLSA (\d) (\d) (\d) ([0-9A-F:]+)')) {
            $fields = $record.Groups[1..3].Value + ($record.Groups[4].Value -replace ':')
            $test.Dane.Records.Record | Should -Contain ($fields -join ' ')
        }
    }
}
