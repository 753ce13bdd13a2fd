Describe 'Postfix' {
    . (Join-Path $PSScriptRoot 'SendCases.ps1') -Name postfix -SmtpUtf8 -LargeFile -Mechanism PLAIN, LOGIN, CRAM-MD5, SCRAM-SHA-1, SCRAM-SHA-256 `
        -Offers PIPELINING, CHUNKING -Dsn -Answers @{ 'VRFY user@example.test' = 252; 'EXPN list' = 500; 'ETRN example.test' = 250; 'HELP' = 500 } -Way @(
        @{ Way = 'a plain connection'; Port = 'Smtp'; Security = 'None'; Login = $false; Seen = '^(?!.*(using TLS|Authenticated)).*with ESMTP id' }
        @{ Way = 'STARTTLS'; Port = 'Smtp'; Security = 'StartTls'; Login = $false; Seen = 'using TLSv1\.[23].*with ESMTPS id' }
        @{ Way = 'implicit TLS with a login'; Port = 'Smtps'; Security = 'Tls'; Login = $true; Seen = 'using TLSv1\.[23].*Authenticated sender: user.*with ESMTPSA id' }
        @{ Way = 'submission'; Port = 'Submission'; Security = 'StartTls'; Login = $true; Seen = 'using TLSv1\.[23].*Authenticated sender: user.*with ESMTPSA id' }
    )
    if ($lack) { return }

    Context 'that refuses' {
        BeforeAll {
            $server = Start-InteropServer postfix
            $connection = Get-Connection $server Smtp None
            $message = @{ From = 'sender@example.test'; Subject = 'x'; Body = 'x'; ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failure' }
        }

        It 'some recipients gets the message for the others' {
            $result = Send-SmtpMessage @connection @message -To 'good.some@example.test', 'nobody@refused.test', 'somebody@later.test'
            $result.State | Should -Be 'PartlySent'
            $result.Recipients.State | Should -Be @('Accepted', 'Rejected', 'Deferred')
            $result.Recipients.EnhancedStatus | Select-Object -Skip 1 | Should -Be @('5.1.1', '4.2.0')
            $failure.TargetObject | Should -Be @('nobody@refused.test', 'somebody@later.test')
            Wait-InteropMail $server 'good.some@example.test' | Should -HaveCount 1
        }

        It 'one recipient gets nothing at all where all are required' {
            $result = Send-SmtpMessage @connection @message -To 'good.all@example.test', 'nobody@refused.test' -RequireAllRecipients
            $result.State | Should -Be 'Refused'
            # A message sent after it is delivered, and it is not.
            $null = Send-SmtpMessage @connection @message -To 'good.after@example.test'
            Wait-InteropMail $server 'good.after@example.test' | Should -HaveCount 1
            Wait-InteropMail $server 'good.all@example.test' -Count 0 | Should -HaveCount 0
        }

        It 'every recipient delivers nothing, and the session goes on' {
            $results = 'nobody@refused.test', 'good.next@example.test' | ForEach-Object { [pscustomobject]@{ To = $_ } } | Send-SmtpMessage @connection @message
            $results.State | Should -Be @('Refused', 'Sent')
            Wait-InteropMail $server 'good.next@example.test' | Should -HaveCount 1
        }

        It 'nobody is still not told a password without TLS' {
            $result = Send-SmtpMessage @connection @message -To 'x@example.test' -Credential $server.Credential -AuthMechanism PLAIN
            $result.State | Should -Be 'NotSent'
            $failure[0].CategoryInfo.Category | Should -Be 'AuthenticationError'
            $result.Transcript -join "`n" | Should -Match 'AUTH PLAIN LOGIN'
            $result.Transcript -join "`n" | Should -Not -Match 'C: AUTH'
        }

        It 'mail without a login on the submission port' {
            $submission = Get-Connection $server Submission StartTls
            $result = Send-SmtpMessage @submission @message -To 'x@example.test'
            $result.State | Should -Be 'Refused'
            $result.Reply.Code | Should -Be 554
        }
    }

    Context 'that trusts this computer' {
        It 'takes a message as from the client that XCLIENT names' {
            $server = Start-InteropServer postfix
            $connection = Get-Connection $server Smtp StartTls
            $client = @{ Address = '192.0.2.1'; Name = 'other.example'; Helo = 'helo.example'; Login = 'user' }
            (Send-SmtpMessage @connection -XClient $client -From 'sender@example.test' -To 'xclient@example.test' -Subject x -Body x).State | Should -Be Sent
            (Wait-InteropMail $server 'xclient@example.test').Trace -join "`n" | Should -Match 'other\.example \[192\.0\.2\.1\].*Authenticated sender: user'
        }

        It 'logs for one message where XFORWARD says that it came from' {
            $server = Start-InteropServer postfix
            $connection = Get-Connection $server Smtp StartTls
            $session = Connect-SmtpServer @connection -ErrorAction Stop
            try {
                $origin = [SmtpTools.XForwardAttributes]@{
                    Name = 'origin.example'; Address = '192.0.2.9'; Port = '4711'; Protocol = 'ESMTP'; Helo = 'helo origin'; QueueId = '4F+A'; Source = 'REMOTE'
                }
                $session.XForward($origin).Code | Should -Be 250
                $results = 'xforward@example.test', 'unforwarded@example.test' | ForEach-Object { Send-SmtpMessage -Session $session -From 'sender@example.test' -To $_ -Subject x -Body x }
            }
            finally {
                Disconnect-SmtpServer $session
            }

            $results.State | Should -Be 'Sent', 'Sent'
            $null = Wait-InteropMail $server 'unforwarded@example.test'
            $log = Get-Content (Join-Path $server.Base 'maillog') -Raw
            $log | Should -Match "$($results[0].QueueId): client=unknown\[127\.0\.0\.1\], orig_queue_id=4F\+A, orig_client=origin\.example\[192\.0\.2\.9\]"
            $log | Should -Match "(?m)$($results[1].QueueId): client=unknown\[127\.0\.0\.1\]$"
        }

        It 'logs who -Submitter says submitted the message first' {
            $server = Start-InteropServer postfix
            $connection = Get-Connection $server Smtps Tls -Login
            $result = Send-SmtpMessage @connection -Submitter 'first+one@example.org' -From 'sender@example.test' -To 'submitter@example.test' -Subject x -Body x
            $result.State | Should -Be 'Sent'
            $null = Wait-InteropMail $server 'submitter@example.test'
            Get-Content (Join-Path $server.Base 'maillog') -Raw | Should -Match "$($result.QueueId): client=.*, sasl_username=user, sasl_sender=first\+2Bone@example\.org"
        }
    }

    Context 'and TLS' {
        BeforeAll {
            $server = Start-InteropServer postfix
            $message = @{ From = 'sender@example.test'; Subject = 'x'; Body = 'x' }
        }

        It 'that wants a client certificate sees whose it is' {
            $connection = Get-Connection $server Certified StartTls
            $result = Send-SmtpMessage @connection @message -To 'certified@example.test' -ClientCertificate $server.ClientCertificate
            $result.State | Should -Be 'Sent'
            $result.Tls.ClientCertificateSent | Should -BeTrue
            (Wait-InteropMail $server 'certified@example.test').Trace -join "`n" | Should -Match 'Client CN "user", Issuer "SmtpTools interop test CA" \(verified OK\)'
        }

        It 'that wants a client certificate takes nobody without' {
            $connection = Get-Connection $server Certified StartTls
            $result = Send-SmtpMessage @connection @message -To 'x@example.test' -ErrorAction SilentlyContinue -ErrorVariable failure
            $result.State | Should -Be 'NotSent'
            "$failure" | Should -Match 'No client certificate presented'
        }

        It 'negotiates the version and the cipher suite that were named' {
            $connection = Get-Connection $server Smtp StartTls
            $null = Send-SmtpMessage @connection @message -To 'version@example.test' -TlsVersion Tls12 -CipherSuite TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
            (Wait-InteropMail $server 'version@example.test').Trace -join "`n" | Should -Match 'using TLSv1\.2 with cipher ECDHE-ECDSA-CHACHA20-POLY1305'
        }

        It 'takes up the session of <_> that it had before' -ForEach 'Tls12', 'Tls13' {
            $connection = Get-Connection $server Smtps Tls
            $facts = foreach ($i in 1..2) {
                $session = Connect-SmtpServer @connection -TlsVersion $_ -ErrorAction Stop
                Disconnect-SmtpServer $session
                $session.Tls
            }
            # What the first of the two found may be from before; in TLS 1.3 a ticket is good for once, and Postfix gives no other with it.
            $facts.IsResumed | Should -Contain $true
            $facts.IsVerified | Should -Be @($true, $true)
            $full = Connect-SmtpServer @connection -TlsVersion $_ -NoTlsResumption -ErrorAction Stop
            Disconnect-SmtpServer $full
            $full.Tls.IsResumed | Should -BeFalse
        }
    }

    Context 'behind a load balancer' {
        It 'takes the client from a PROXY protocol header of version <Version>' -ForEach @(
            @{ Version = 'V1'; Address = '192.0.2.1' }
            @{ Version = 'V2'; Address = '198.51.100.7' }
        ) {
            $server = Start-InteropServer postfix
            $connection = Get-Connection $server Proxied StartTls
            $result = Send-SmtpMessage @connection -ProxyProtocol $Version -ProxyProtocolAddress "${Address}:4711" -From 'sender@example.test' -To "balanced.$Version@example.test" -Subject x -Body x
            $result.State | Should -Be 'Sent'
            (Wait-InteropMail $server "balanced.$Version@example.test").Trace -join "`n" | Should -Match ([regex]::Escape("[$Address]"))
        }
    }
}
