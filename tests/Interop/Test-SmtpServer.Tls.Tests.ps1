# TLS right and wrong, each on a Postfix of its own, by the findings of Test-SmtpServer; and side by side with testssl.sh and posttls-finger, which
# may tell no fact that it does not tell.
BeforeDiscovery {
    $wrong = @(
        @{ Port = 'Expired'; Finding = 'CertificateExpired' }
        @{ Port = 'Selfsigned'; Finding = 'CertificateSelfSigned' }
        @{ Port = 'Wrongname'; Finding = 'CertificateNameMismatch' }
        @{ Port = 'Incomplete'; Finding = 'CertificateChainIncomplete' }
        @{ Port = 'Smallkey'; Finding = 'CertificateKeyWeak' }
        @{ Port = 'Half'; Finding = 'OtherCertificateFaulty', 'CertificateExpired' }
        @{ Port = 'Rooted'; Finding = 'CertificateRootSent' }
        @{ Port = 'Mixed'; Finding = 'CertificateOrderWrong' }
        @{ Port = 'Old'; Finding = 'TlsOnlyObsolete' }
        @{ Port = 'Weak'; Finding = 'TlsVersionObsolete' }
    )
}

BeforeAll {
    . (Join-Path $PSScriptRoot '..' 'Pester' 'Common.ps1')
    Import-Module $PSScriptRoot/Interop.psm1
    $state = Test-InteropServerAvailable tls
    if ($state.Available) {
        $server = Start-InteropServer tls
        $of = @{
            Security      = 'StartTlsWhenAvailable'
            TlsTargetName = 'mx.example.test'
            TrustedRoot   = [Security.Cryptography.X509Certificates.X509Certificate2]::new((Join-Path $server.Base tls root.crt))
        }
        $default = 'Reachability', 'StartTls', 'TlsVersions', 'Certificate', 'TlsCertificates'
    }

    function Test-Tls([string] $Port, [string[]] $Check = $default) { Test-SmtpServer "127.0.0.1:$($server.Ports[$Port])" @of -Check $Check }

    # The numbers of suites by the names that OpenSSL, and so testssl.sh, has for them.
    function Get-OpenSslName {
        $names = @{}
        openssl ciphers -V 'ALL:eNULL:@SECLEVEL=0' | ForEach-Object {
            if ($_ -match '^\s*0x(..),0x(..) - (\S+)') { $names[$Matches[3]] = "0x$($Matches[1])$($Matches[2])" }
        }

        $names
    }

    # What testssl.sh says, by its ids. It takes its time.
    function Invoke-TestSsl([int] $At, [string[]] $Options) {
        $report = Join-Path $TestDrive "$(New-Guid).json"
        $said = timeout 400 testssl --quiet --color 0 --warnings off --nodns none --starttls smtp --jsonfile $report @Options "127.0.0.1:$At" 2>&1 | Out-String
        if ($LASTEXITCODE -eq 124) { throw "testssl.sh took longer than 400 s: $said" }

        $facts = @{}
        Get-Content $report -Raw | ConvertFrom-Json | ForEach-Object { $facts[$_.id] = $_.finding }
        $facts
    }
}

AfterAll {
    if ($state.Available) { Stop-InteropServer tls }
}

Describe 'Test-SmtpServer and TLS of Postfix' {
    BeforeEach {
        if (-not $state.Available) { Set-ItResult -Skipped -Because $state.Reason }
    }

    It 'finds nothing where nothing is wrong' {
        $test = Test-Tls Good ($default + 'TlsCiphers')
        $test.Findings | Where-Object Severity -NE Information | Should -BeNullOrEmpty
        @($test.TlsVersions.Where({ $_.IsAccepted }).Protocol) | Should -Be 'TLS 1.2', 'TLS 1.3'
        $test.TlsCipherOrder | Should -BeTrue
        $test.IsCertificateTrusted, $test.IsCertificateNameMatched | Should -Be $true, $true
    }

    It 'finds <Finding> on the port <Port>' -ForEach $wrong {
        $test = Test-Tls $Port
        foreach ($id in $Finding) {
            if ($id -in $test.Findings.Id) { $found = $id }
        }

        $found | Should -BeIn $Finding -Because "found was: $($test.Findings -join '; ')"
    }

    It 'reads both certificates, RSA and ECDSA, with their chains' {
        $test = Test-Tls Good
        $test.ServedCertificates.KeyKind | Should -Be 'RSA', 'ECDSA'
        $test.ServedCertificates.Certificate.Subject | Should -Be 'CN=rsa.example.test', 'CN=ecdsa.example.test'
        foreach ($served in $test.ServedCertificates) {
            $served.SentChain | Should -HaveCount 2
            $served.Faults | Should -Be 'None'
        }
    }

    It 'sees sessions taken up, and never takes one up where it looks at certificates' {
        (Test-Tls Good TlsResumption).IsTlsResumed | Should -BeTrue
        # These servers share the keys of their tickets, and so a session of one is good for another.
        (Test-Tls Expired TlsResumption, Certificate).Findings.Id | Should -Contain 'CertificateExpired'
    }

    It 'knows in TLS 1.3 alone that there are both' {
        $test = Test-Tls New
        $test.ServedCertificates.KeyKind | Should -Be 'RSA', 'ECDSA'
        $test.ServedCertificates.Certificate | Should -Be $null, $null
    }

    It 'finds the weak suites of a server that has them' {
        $test = Test-Tls Weak TlsVersions, TlsCiphers
        'CipherSuiteBroken', 'CipherSuiteAnonymous', 'ForwardSecrecyNotRequired', 'DiffieHellmanWeak', 'CipherOrderOfClient' | Should -BeIn $test.Findings.Id
        $test.TlsCipherOrder | Should -BeFalse
        @($test.TlsCipherSuites.Name) | Should -Contain 'TLS_ECDHE_ECDSA_WITH_NULL_SHA'
    }
}

Describe 'Test-SmtpServer side by side' {
    BeforeEach {
        if (-not $state.Available) { Set-ItResult -Skipped -Because $state.Reason }
    }

    It 'tells the same as testssl.sh of versions' -Tag Slow {
        if (-not (Get-Command testssl -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'testssl.sh is missing: tests/Interop/install.sh brings it.'; return }

        $theirs = Invoke-TestSsl $server.Ports['Old'] '--protocols'
        $test = Test-Tls Old TlsVersions

        $versions = @{ SSLv3 = 'SSL 3.0'; TLS1 = 'TLS 1.0'; TLS1_1 = 'TLS 1.1'; TLS1_2 = 'TLS 1.2'; TLS1_3 = 'TLS 1.3' }
        foreach ($id in $versions.Keys) {
            $ours = $test.TlsVersions.Where({ $_.Protocol -eq $versions[$id] }).IsAccepted
            $ours | Should -Be ($theirs[$id] -match '^offered') -Because "$id is '$($theirs[$id])'"
        }
    }

    It 'tells the same as testssl.sh of cipher suites, their order and certificates' -Tag Slow {
        if (-not (Get-Command testssl -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'testssl.sh is missing: tests/Interop/install.sh brings it.'; return }

        $theirs = Invoke-TestSsl $server.Ports['Good'] '--server-preference', '--server-defaults'
        $test = Test-Tls Good ($default + 'TlsCiphers')

        $names = Get-OpenSslName
        $orders = @($theirs.Keys -match '^cipherorder_')
        $orders | Should -HaveCount 2
        foreach ($id in $orders) {
            $version = $id -replace '^cipherorder_TLSv1_', 'TLS 1.'
            $ours = $test.TlsCipherSuites.Where({ $_.Protocol -eq $version }).Code
            $ours | Should -Be @($theirs[$id] -split ' ' | ForEach-Object { $names[$_] }) -Because "$id is '$($theirs[$id])'"
        }

        $test.TlsCipherOrder | Should -Be ($theirs['cipher_order'] -match '^server')

        $fingerprints = @($theirs.Keys -match '^cert_fingerprintSHA256' | ForEach-Object { $theirs[$_] -replace '\W' } | Sort-Object)
        @($test.ServedCertificates.Certificate.Fingerprint | Sort-Object) | Should -Be $fingerprints
    }

    It 'tells the same as posttls-finger of the handshake and the certificate: <Port>' -ForEach @(
        @{ Port = 'Good'; Verified = $true }, @{ Port = 'Expired'; Verified = $false }, @{ Port = 'Wrongname'; Verified = $false }
        @{ Port = 'Selfsigned'; Verified = $false }, @{ Port = 'Incomplete'; Verified = $false }
    ) {
        $said = & /usr/sbin/posttls-finger -c -t 10 -l secure -F (Join-Path $server.Base tls root.crt) "[127.0.0.1]:$($server.Ports[$Port])" mx.example.test 2>&1 | Out-String
        $test = Test-Tls $Port
        ($said -match 'Verified TLS connection established') | Should -Be $Verified -Because $said
        $test.Tls.IsVerified | Should -Be $Verified

        $said -match 'subject_CN=([^,]+), issuer_CN=([^,]+), fingerprint=([^,\s]+), pkey_fingerprint=([^,\s]+)' | Should -BeTrue -Because $said
        $test.Certificate.Subject | Should -Be "CN=$($Matches[1])"
        $test.Certificate.Issuer | Should -Be "CN=$($Matches[2])"
        $test.Certificate.Fingerprint | Should -Be ($Matches[3] -replace ':')
        $test.Certificate.PublicKeyFingerprint | Should -Be ($Matches[4] -replace ':')

        $said -match 'established to .*: TLSv([\d.]+) with cipher (\S+)' | Should -BeTrue -Because $said
        $test.Tls.Protocol, $test.Tls.CipherSuite | Should -Be "TLS $($Matches[1])", $Matches[2]
    }
}
