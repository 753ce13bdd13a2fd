Describe 'Sendmail' {
    . (Join-Path $PSScriptRoot 'SendCases.ps1') -Name sendmail -Mechanism PLAIN, LOGIN, CRAM-MD5, SCRAM-SHA-1, SCRAM-SHA-256, SCRAM-SHA-512 `
        -Offers PIPELINING -Dsn -Answers @{ 'VRFY user@example.test' = 252; 'EXPN list' = 250; 'ETRN example.test' = 250; 'HELP' = 214 } -Way @(
        @{ Way = 'a plain connection'; Port = 'Smtp'; Security = 'None'; Login = $false; Seen = 'with ESMTP id' }
        @{ Way = 'STARTTLS with a login'; Port = 'Smtp'; Security = 'StartTls'; Login = $true; Seen = 'with ESMTPSA id .*version=TLSv1\.[23]' }
    )
    if ($lack) { return }

    Context 'that delivers by a time' {
        BeforeAll {
            $server = Start-InteropServer sendmail
            $connection = Get-Connection $server Smtp StartTls
            $message = @{ From = 'sender@example.test'; Subject = 'x'; Body = 'x' }
        }

        It 'takes the time of -DeliverWithin' {
            $result = Send-SmtpMessage @connection @message -To 'by@example.test' -DeliverWithin 3600 -ReturnIfLate
            $result.State | Should -Be 'Sent'
            "$($result.Transcript)" | Should -Match 'MAIL FROM:<sender@example\.test>[^:]* BY=3600;R'
            Wait-InteropMail $server 'by@example.test' | Should -HaveCount 1
        }

        It 'gets no message that wants less time than it can promise' {
            $result = Send-SmtpMessage @connection @message -To 'x@example.test' -DeliverWithin 10 -ReturnIfLate -ErrorAction SilentlyContinue -ErrorVariable failure
            $result.State | Should -Be 'NotSent'
            "$failure" | Should -Match '60'
        }
    }
}
