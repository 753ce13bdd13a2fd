Describe 'Dovecot submission' {
    . (Join-Path $PSScriptRoot 'SendCases.ps1') -Name dovecot -MailboxOf postfix -Mechanism PLAIN, LOGIN, CRAM-MD5, SCRAM-SHA-1, SCRAM-SHA-256 `
        -Offers PIPELINING, CHUNKING -Answers @{ 'VRFY user' = 252; 'HELP' = 500 } -Way @(
        @{ Way = 'STARTTLS with a login'; Port = 'Submission'; Security = 'StartTls'; Login = $true; Seen = 'by mx\.example\.test with ESMTPSA' }
        @{ Way = 'implicit TLS with a login'; Port = 'Submissions'; Security = 'Tls'; Login = $true; Seen = 'by mx\.example\.test with ESMTPSA' }
    )
    if ($lack) { return }

    Context 'that asks for a client certificate' {
        BeforeAll {
            $server = Start-InteropServer dovecot
            $mailbox = Start-InteropServer postfix
            $connection = Get-Connection $server Submission StartTls
            $message = @{ From = 'sender@example.test'; Subject = 'x'; Body = 'x' }
        }

        It 'lets its owner sign in by EXTERNAL' {
            $result = Send-SmtpMessage @connection @message -To 'external@example.test' -AuthMechanism EXTERNAL -ClientCertificate $server.ClientCertificate
            $result.State | Should -Be 'Sent'
            $result.Tls.ClientCertificateSent | Should -BeTrue
            (Wait-InteropMail $mailbox 'external@example.test').Trace -join "`n" | Should -Match 'by mx\.example\.test with ESMTPSA'
            Get-Content (Join-Path $server.Base 'log') -Raw | Should -Match 'Login: user=<user>, method=EXTERNAL'
        }

        It 'refuses who has none' {
            $result = Send-SmtpMessage @connection @message -To 'x@example.test' -AuthMechanism EXTERNAL -ErrorAction SilentlyContinue -ErrorVariable failure
            $result.State | Should -Be 'NotSent'
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpAuthFailed,*'
            "$($result.Reply)" | Should -Match '^5'
        }
    }

    Context 'that knows a Kerberos realm' {
        BeforeAll {
            . (Join-Path $PSScriptRoot '..' 'Pester' 'Common.ps1')
            $server = Start-InteropServer dovecot
            $mailbox = Start-InteropServer postfix
            $realm = Start-InteropServer kerberos
            # The libraries of Kerberos read them, in the process that begins with them.
            $kept = $env:KRB5_CONFIG, $env:KRB5CCNAME
            $env:KRB5_CONFIG = $realm.Told.KRB5_CONFIG
            $env:KRB5CCNAME = "FILE:$(Join-Path $TestDrive 'tickets')"

            function Send-ByGssapi([hashtable] $Parameters) {
                Invoke-FreshPwsh {
                    param($module, $port, $authority, $recipient, $parameters)
                    Import-Module $module
                    $parameters = $parameters | ConvertFrom-Json -AsHashtable
                    if ($parameters.UserName) {
                        $parameters.Credential = [pscredential]::new($parameters.UserName, (ConvertTo-SecureString $parameters.Password -AsPlainText -Force))
                        'UserName', 'Password' | ForEach-Object { $parameters.Remove($_) }
                    }

                    $sent = Send-SmtpMessage -SmtpServer localhost -Port $port -Security StartTls -AuthMechanism GSSAPI -From sender@example.test -To $recipient `
                        -Subject x -Body x @parameters -TrustedRoot ([Security.Cryptography.X509Certificates.X509Certificate2]::new($authority)) -ErrorAction Continue
                    $sent.State
                    $sent.Transcript.Text
                } $server.Ports.Submission, $server.CaCertificate, "gssapi$($Parameters.Count)@example.test", ($Parameters | ConvertTo-Json -Compress) | Out-String
            }
        }

        AfterAll {
            $env:KRB5_CONFIG, $env:KRB5CCNAME = $kept
        }

        It 'takes the ticket of the current user by GSSAPI' {
            $said = 'secret' | & kinit user 2>&1
            $LASTEXITCODE | Should -Be 0 -Because "$said"
            Send-ByGssapi @{ UseDefaultCredentials = $true } | Should -Match '(?s)^Sent.*AUTH GSSAPI.*235 '
            (Wait-InteropMail $mailbox 'gssapi1@example.test').Trace -join "`n" | Should -Match 'by mx\.example\.test with ESMTPSA'
            Get-Content (Join-Path $server.Base 'log') -Raw | Should -Match 'Login: user=<user@example\.test>, method=GSSAPI'
        }

        It 'takes a password by GSSAPI, which the realm alone is told' {
            Send-ByGssapi @{ UserName = 'user@EXAMPLE.TEST'; Password = 'secret' } | Should -Match '(?s)^Sent.*AUTH GSSAPI.*235 '
            Send-ByGssapi @{ UserName = 'user@EXAMPLE.TEST'; Password = 'wrong'; Lmtp = $false } | Should -Match '(?s)NotSent(?!.*AUTH GSSAPI)'
        }
    }

    Context 'that checks tokens' {
        BeforeAll {
            $server = Start-InteropServer dovecot
            $mailbox = Start-InteropServer postfix
            $connection = Get-Connection $server Submission StartTls
            $connection.Credential = [pscredential]::new('user', [securestring]::new())
            $message = @{ From = 'sender@example.test'; Subject = 'x'; Body = 'x' }

            # A JSON Web Token (RFC 7519) under a key by HMAC with SHA-256.
            function New-Token([string] $Key, [string] $User, [TimeSpan] $Lifetime) {
                $claims = @{ sub = $User; exp = [DateTimeOffset]::UtcNow.Add($Lifetime).ToUnixTimeSeconds() }
                $signed = (@{ typ = 'JWT'; alg = 'HS256' }, $claims | ForEach-Object { ConvertTo-Base64Url ([Text.Encoding]::UTF8.GetBytes(($_ | ConvertTo-Json -Compress))) }) -join '.'
                $hash = [Security.Cryptography.HMACSHA256]::HashData([Text.Encoding]::UTF8.GetBytes($Key), [Text.Encoding]::UTF8.GetBytes($signed))
                ConvertTo-SecureString "$signed.$(ConvertTo-Base64Url $hash)" -AsPlainText -Force
            }

            function ConvertTo-Base64Url([byte[]] $Value) {
                [Convert]::ToBase64String($Value).TrimEnd('=').Replace('+', '-').Replace('/', '_')
            }
        }

        It 'takes a token by <_>' -ForEach 'XOAUTH2', 'OAUTHBEARER' {
            $token = New-Token $server.Told.TOKEN_KEY user (New-TimeSpan -Hours 1)
            $result = Send-SmtpMessage @connection @message -To "$_@example.test" -AuthMechanism $_ -AccessToken $token
            $result.State | Should -Be 'Sent'
            (Wait-InteropMail $mailbox "$_@example.test").Trace -join "`n" | Should -Match 'by mx\.example\.test with ESMTPSA'
            Get-Content (Join-Path $server.Base 'log') -Raw | Should -Match "Login: user=<user>, method=$_"
        }

        It 'says by <Mechanism> why it refuses a token <That>' -ForEach @(
            @{ Mechanism = 'XOAUTH2'; That = 'under another key'; Status = '401, schemes bearer'; Make = { New-Token 'another key' user (New-TimeSpan -Hours 1) } }
            @{ Mechanism = 'OAUTHBEARER'; That = 'of yesterday'; Status = 'invalid_token'; Make = { New-Token $server.Told.TOKEN_KEY user (New-TimeSpan -Days -1) } }
        ) {
            $result = Send-SmtpMessage @connection @message -To 'x@example.test' -AuthMechanism $Mechanism -AccessToken (& $Make) -ErrorAction SilentlyContinue -ErrorVariable failure
            $result.State | Should -Be 'NotSent'
            $result.Reply.Code | Should -Be 535
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpAuthFailed,*'
            "$failure" | Should -Match "${Mechanism}: 535 .*\(status $Status\b"
        }
    }

    Context 'behind a load balancer' {
        It 'takes the client from the PROXY protocol header' {
            $server = Start-InteropServer dovecot
            $connection = Get-Connection $server Proxied StartTls -Login
            $result = Send-SmtpMessage @connection -ProxyProtocol V2 -ProxyProtocolAddress 192.0.2.7:4711 -From 'sender@example.test' -To 'balanced@example.test' -Subject x -Body x
            $result.State | Should -Be 'Sent'
            Get-Content (Join-Path $server.Base 'log') -Raw | Should -Match 'Login: user=<user>, .*rip=192\.0\.2\.7'
        }
    }

    Context 'by LMTP over <Way>' -ForEach @(
        @{ Way = 'TCP'; Tag = 'tcp'; Where = { @{ SmtpServer = $server.HostName; Port = $server.Ports.Lmtp } } }
        @{ Way = 'a Unix domain socket'; Tag = 'unix'; Where = { @{ SmtpServer = $server.Told.LMTP_SOCKET } } }
        @{ Way = 'unix:, and TLS'; Tag = 'tls'; Where = { @{ SmtpServer = "unix:$($server.Told.LMTP_SOCKET)"; Security = 'StartTls'; TrustedRoot = (Get-Connection $server Lmtp StartTls).TrustedRoot } } }
    ) {
        BeforeAll {
            $server = Start-InteropServer dovecot
            $to = & $Where
        }

        It 'delivers every sample octet for octet' {
            $sent = New-SampleMessage (Join-Path $TestDrive "lmtp-$Tag") "lmtp-$Tag" -Name @($SampleBodies.Keys).Where({ $_ -notin $LargeSamples })
            $results = @($sent.Path | Get-Item | Send-SmtpMessage @to -Lmtp)
            $results.State | Select-Object -Unique | Should -Be 'Sent'
            foreach ($sample in $sent) {
                $mail = Wait-InteropMail $server $sample.Recipient
                $mail.Sender | Should -Be 'sender@example.test'
                Assert-SameOctet $mail $sample
            }
        }

        It 'answers for each recipient' {
            $result = Send-SmtpMessage @to -Lmtp -From 'sender@example.test' -To "a.$Tag@example.test", "b.$Tag@example.test" -Subject x -Body x
            $result.Recipients.State | Should -Be @('Accepted', 'Accepted')
            $result.Recipients[0].Reply.ToString() | Should -Match "a\.$Tag@example\.test"
            $result.Recipients[1].Reply.ToString() | Should -Match "b\.$Tag@example\.test"
        }
    }

    # RFC 2033 4.2: after the content comes a reply for each recipient.
    Context 'by LMTP, handing over <Handing>' -ForEach @(
        @{ Handing = 'with all that the server offers'; Ignored = @(); Dialogue = 'MAIL RCPT RCPT BDAT content 250 250 250 250 250' }
        @{ Handing = 'without PIPELINING'; Ignored = @('PIPELINING'); Dialogue = 'MAIL 250 RCPT 250 RCPT 250 BDAT content 250 250' }
        @{ Handing = 'without CHUNKING'; Ignored = @('CHUNKING'); Dialogue = 'MAIL RCPT RCPT DATA 250 250 250 354 content 250 250' }
        @{ Handing = 'without both'; Ignored = @('PIPELINING', 'CHUNKING'); Dialogue = 'MAIL 250 RCPT 250 RCPT 250 DATA 354 content 250 250' }
    ) {
        It 'delivers one message to each of two recipients' {
            $server = Start-InteropServer dovecot
            $to = @{ SmtpServer = $server.HostName; Port = $server.Ports.Lmtp; Lmtp = $true; Subject = "LMTP $Handing" }
            if ($Ignored) { $to.IgnoreExtension = $Ignored }
            $result = Send-SmtpMessage @to -From 'sender@example.test' -To 'a@example.test', 'b@example.test' -Body "before`r`n.`r`nafter"
            $result.Recipients.State | Should -Be 'Accepted', 'Accepted'
            Get-Dialogue $result | Should -Be $Dialogue
            # Dovecot names no recipient in a message for several.
            $copies = @(Get-ChildItem (Join-Path $server.Mailbox 'new') -File | Where-Object { Select-String "^Subject: LMTP $Handing$" $_ -Quiet })
            $copies | Should -HaveCount 2
            $copies | ForEach-Object { (Get-Content $_ -Tail 3) -join '|' | Should -Be 'before|.|after' }
        }
    }
}
