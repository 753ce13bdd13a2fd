Describe 'Connect-SmtpServer with choices of TLS' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        . $PSScriptRoot/ScriptedServer.ps1
        $authority = [SmtpTools.TestServer.TestCertificates]::Create()
        $certificate = $authority.Server('localhost', '127.0.0.1')
        $client = $authority.Client('ann@client.example')
        $identity = [Security.Cryptography.X509Certificates.X509Certificate2]$client.Leaf
        $password = ConvertTo-SecureString 'p4ss' -AsPlainText -Force

        # A server that asks for a client certificate and takes EXTERNAL.
        function Start-AskingServer {
            Start-ScriptedServer {
                param($script)
                $null = $script.Send('220 mx.example.com ESMTP').Answer('EHLO *', [string[]]('250-mx.example.com', '250 STARTTLS')).Answer('STARTTLS', '220 Go').
                    StartTls($certificate, [Action[Net.Security.SslServerAuthenticationOptions]][SmtpTools.TestServer.Script]::AskForCertificate).
                    Answer('EHLO *', [string[]]('250-mx.example.com', '250 AUTH EXTERNAL')).Answer('AUTH EXTERNAL =', '235 2.7.0 Ok').Quit()
            }
        }

        # Opens a session with it, ends it, and tells whose certificate came.
        function Test-ClientCertificate([hashtable] $Parameters) {
            $server = Start-AskingServer
            try {
                $session = Connect-SmtpServer 127.0.0.1 -Port $server.Port -Security StartTls -TrustedRoot $authority.Root -AuthMechanism EXTERNAL @Parameters -ErrorAction Stop
                Disconnect-SmtpServer $session
                $server.Verify()
                $session.AuthMechanism | Should -Be EXTERNAL
                $session.Tls.ClientCertificateSent | Should -BeTrue
                $server.Connection.ClientCertificate.Subject | Should -Be 'CN=ann@client.example'
            }
            finally { $server.Dispose() }
        }

        $pem = Join-Path $TestDrive 'client.pem'
        $key = Join-Path $TestDrive 'client.key'
        $both = Join-Path $TestDrive 'both.pem'
        $pfx = Join-Path $TestDrive 'client.pfx'
        $secretKey = [Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::GetECDsaPrivateKey($identity)
        $identity.ExportCertificatePem() | Set-Content $pem
        $secretKey.ExportPkcs8PrivateKeyPem() | Set-Content $key
        Get-Content $pem, $key | Set-Content $both
        [IO.File]::WriteAllBytes($pfx, $identity.Export('Pfx', 'p4ss'))
        $stranger = [Security.Cryptography.X509Certificates.X509Certificate2]::new($identity.RawData)
    }

    AfterAll {
        $client.Dispose()
        $certificate.Dispose()
        $authority.Dispose()
    }

    Context 'and a client certificate' {
        It 'takes a certificate object' { Test-ClientCertificate @{ ClientCertificate = $identity } }

        It 'takes a certificate and those of its chain' { Test-ClientCertificate @{ ClientCertificate = @($identity, $authority.Root) } }

        It 'takes a PFX file and its password' { Test-ClientCertificate @{ ClientCertificate = $pfx; ClientCertificatePassword = $password } }

        It 'takes a PEM file with the key' { Test-ClientCertificate @{ ClientCertificate = $both } }

        It 'takes a file object' { Test-ClientCertificate @{ ClientCertificate = Get-Item $both } }

        It 'takes a PEM file whose key is in another' { Test-ClientCertificate @{ ClientCertificate = $pem; ClientCertificateKey = $key } }

        It 'takes a path relative to where PowerShell is' {
            Push-Location $TestDrive
            try { Test-ClientCertificate @{ ClientCertificate = './both.pem' } } finally { Pop-Location }
        }

        It 'takes a thumbprint of the user''s store' {
            $store = [Security.Cryptography.X509Certificates.X509Store]::new('My', 'CurrentUser')
            $store.Open('ReadWrite')
            $store.Add($identity)
            try {
                Test-ClientCertificate @{ ClientCertificate = $identity.Thumbprint }
                (TabExpansion2 "Connect-SmtpServer x -ClientCertificate $($identity.Thumbprint.Substring(0, 6))").CompletionMatches.ToolTip | Should -Contain 'CN=ann@client.example'
            }
            finally {
                $store.Remove($identity)
                $store.Dispose()
            }
        }

        It 'completes files' {
            Push-Location $TestDrive
            try { (TabExpansion2 'Connect-SmtpServer x -ClientCertificate bo').CompletionMatches.CompletionText | Should -Match 'both\.pem' } finally { Pop-Location }
        }

        It 'refuses <What> before it connects' -ForEach @(
            @{ What = 'a file without its password'; Parameters = { @{ ClientCertificate = $pfx } }; Id = 'ClientCertificateUnusable'; Says = 'without a password' }
            @{ What = 'a file that is not there'; Parameters = { @{ ClientCertificate = Join-Path $TestDrive 'no.pem' } }; Id = 'ClientCertificateUnusable'; Says = 'no\.pem' }
            @{ What = 'a PEM file without key'; Parameters = { @{ ClientCertificate = $pem } }; Id = 'ClientCertificateUnusable'; Says = 'key' }
            @{ What = 'a certificate without key'; Parameters = { @{ ClientCertificate = $stranger } }; Id = 'ClientCertificateUnusable'; Says = 'no private key' }
            @{ What = 'an unknown thumbprint'; Parameters = { @{ ClientCertificate = '0' * 40 } }; Id = 'ClientCertificateUnusable'; Says = 'LocalMachine' }
            @{ What = 'a number'; Parameters = { @{ ClientCertificate = 5 } }; Id = 'InvalidArgument'; Says = 'not a Int32' }
            @{ What = 'a key alone'; Parameters = { @{ ClientCertificateKey = $key } }; Id = 'InvalidArgument'; Says = 'go with a file' }
            @{ What = 'a cipher suite that is none'; Parameters = { @{ CipherSuite = 'AES256-SHA' } }; Id = 'InvalidArgument'; Says = 'no cipher suite' }
            @{ What = 'a gap in the versions'; Parameters = { @{ TlsVersion = 'Tls', 'Tls12' } }; Id = 'InvalidArgument'; Says = 'gap' }
            @{ What = 'a fingerprint that is none'; Parameters = { @{ PinnedCertificate = 'AB:CD' } }; Id = 'InvalidArgument'; Says = 'no SHA-256' }
        ) {
            $wrong = & $Parameters
            $failure = { Connect-SmtpServer 127.0.0.1 -Port 1 @wrong } | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $failure.Exception.Message | Should -Match $Says
            $failure.Exception.Message | Should -Not -Match 'p4ss'
        }
    }

    Context 'and a listener' {
        BeforeAll {
            $listener = Start-SmtpListener -ImplicitTls
            $to = @{ SmtpServer = 'localhost'; Port = $listener.Port; Security = 'Tls'; TrustedRoot = $listener.Certificate; AddressFamily = 'IPv4' }

            function Get-Tls([hashtable] $Parameters = @{}) {
                $session = Connect-SmtpServer @to @Parameters -ErrorAction Stop
                Disconnect-SmtpServer $session
                $session.Tls
            }
        }

        AfterAll {
            Stop-SmtpListener $listener
        }

        It 'keeps to the version named' {
            (Get-Tls).Protocol | Should -Be 'TLS 1.3'
            (Get-Tls @{ TlsVersion = 'Tls12' }).Protocol | Should -Be 'TLS 1.2'
            (Get-Tls @{ TlsVersion = 'Tls12', 'Tls13' }).Protocol | Should -Be 'TLS 1.3'
            { Connect-SmtpServer @to -TlsVersion Ssl3 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
            (TabExpansion2 'Connect-SmtpServer x -TlsVersion Tls1').CompletionMatches.CompletionText | Should -Be Tls11, Tls12, Tls13
        }

        It 'keeps to the cipher suites named' -Skip:$IsWindows {
            (Get-Tls @{ CipherSuite = 'TLS_CHACHA20_POLY1305_SHA256' }).CipherSuite | Should -Be 'TLS_CHACHA20_POLY1305_SHA256'
            (Get-Tls @{ CipherSuite = 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256' }).CipherSuite | Should -Be 'TLS_AES_128_GCM_SHA256'
            (TabExpansion2 'Connect-SmtpServer x -CipherSuite chacha').CompletionMatches[0].CompletionText | Should -Be 'TLS_CHACHA20_POLY1305_SHA256'
        }

        It 'resumes sessions unless told not to' -Skip:$IsMacOS {
            $null = Get-Tls
            $again = Get-Tls
            $again.IsResumed | Should -BeTrue
            "$again" | Should -Match 'resumed'
            (Get-Tls @{ NoTlsResumption = $true }).IsResumed | Should -BeFalse
        }

        It 'does the same for Send-SmtpMessage and Test-SmtpServer' {
            $sent = Send-SmtpMessage @to -TlsVersion Tls12 -From a@example.org -To b@example.com -Subject x -Body y
            $sent.Tls.Protocol | Should -Be 'TLS 1.2'
            $test = Test-SmtpServer "127.0.0.1:$($listener.Port)" -Security Tls -TlsVersion Tls12 -TrustedRoot $listener.Certificate -Check Reachability, Certificate
            $test.Tls.Protocol | Should -Be 'TLS 1.2'
        }
    }
}
