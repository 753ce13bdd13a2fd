Describe 'Postfix' {
    . (Join-Path $PSScriptRoot 'SendCases.ps1') -Name postfix -SmtpUtf8 -LargeFile -Mechanism PLAIN, LOGIN, CRAM-MD5, SCRAM-SHA-1, SCRAM-SHA-256 -Way @(
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
}
