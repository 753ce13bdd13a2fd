# TLS as few servers have it, by stunnel, openssl s_server and a server that closes as none should.
Describe 'Test-SmtpServer and odd TLS' {
    . (Join-Path $PSScriptRoot 'Needs.ps1') -Server odd
    if ($lack) { return }

    BeforeAll {
        . (Join-Path $PSScriptRoot '..' 'Pester' 'Common.ps1')
        Import-Module (Join-Path $PSScriptRoot 'Interop.psm1')
        $server = Start-InteropServer odd
        $common = @{
            Security      = 'Tls'
            TlsTargetName = 'mx.example.test'
            TrustedRoot   = [Security.Cryptography.X509Certificates.X509Certificate2]::new((Join-Path $server.Base tls root.crt))
        }

        function Test-Odd([string] $Port, [string[]] $Check = @('Reachability', 'StartTls', 'TlsVersions', 'Certificate', 'TlsCertificates'), [hashtable] $More = @{}) {
            Test-SmtpServer "127.0.0.1:$($server.Ports[$Port])" @common -Check $Check @More
        }
    }

    AfterAll { Stop-InteropServer odd, aiosmtpd }

    It 'finds nothing wrong with a plain server behind stunnel' {
        $test = Test-Odd Front
        $test.Findings | Where-Object Severity -NE Information | Should -BeNullOrEmpty
        $test.Passed, $test.IsEncrypted | Should -Be $true, $true
        $test.ExtensionsBeforeTls | Should -BeNullOrEmpty
    }

    It 'lists the one cipher suite of a server that has no other' {
        $test = Test-Odd Onecipher TlsVersions, TlsCiphers
        $test.TlsCipherSuites.Name | Should -Be TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
        $test.TlsCipherOrder | Should -BeNullOrEmpty
        $test.Findings.Id | Should -Be Tls13Missing
    }

    It 'knows a curve that this computer''s TLS library does not offer' {
        $test = Test-Odd Onecurve Reachability, StartTls, TlsVersions, TlsCiphers
        $test.Findings.Id | Should -Contain TlsHandshakeFailed
        $test.TlsGroups | Should -Be brainpoolP512r1
        ($test.TlsVersions | Where-Object Protocol -EQ 'TLS 1.2').IsAccepted | Should -BeTrue
        $test.Passed | Should -BeFalse
    }

    It 'tells that a client certificate is demanded: <_>' -ForEach Certified, Certified12 {
        $test = Test-Odd $_ Reachability, StartTls
        $test.Passed | Should -BeFalse
        $test.Findings.Id | Should -BeIn TlsHandshakeFailed, ConnectionLost
        $test.Error | Should -Match 'certificate'

        $test = Test-Odd $_ Reachability, StartTls @{ ClientCertificate = $server.ClientCertificate }
        $test.Passed | Should -BeTrue -Because $test.Error
        $test.Tls.ClientCertificateSent | Should -BeTrue
    }

    It 'finds a signature with SHA-1' {
        (Test-Odd Weak).Findings.Id | Should -Contain CertificateSignatureWeak
    }

    It 'knows that TLS 1.2 may be negotiated anew, and that securely' {
        $test = Test-Odd Renegotiation TlsVersions
        ($test.TlsVersions | Where-Object IsAccepted).Protocol | Should -Be 'TLS 1.2'
        ($test.TlsVersions | Where-Object IsAccepted).SecureRenegotiation | Should -BeTrue
        $test.Findings.Id | Should -Be Tls13Missing
    }

    It 'follows a chain of eleven authorities' {
        $test = Test-Odd Long
        $test.Tls.SentChain | Should -HaveCount 12
        $test.Tls.BuiltChain | Should -HaveCount 13
        $test.Findings | Where-Object Severity -NE Information | Should -BeNullOrEmpty
    }

    It 'takes an end without close_notify after the last reply for an end' {
        $test = Test-Odd Unclosed Reachability, StartTls, Replies, Hello
        ($test.Phases | Where-Object Phase -EQ Quit).Status | Should -Be Passed
        $test.Findings | Where-Object Severity -NE Information | Should -BeNullOrEmpty
    }

    It 'waits for a server that is silent under TLS no longer than it is told' {
        $test = Test-Odd Silent Reachability, StartTls @{ Timeout = 2 }
        $test.FailedPhase | Should -Be Greeting
        $test.Findings.Id | Should -Be GreetingMissing
        $test.Tls.Protocol | Should -Be 'TLS 1.3'
    }
}
