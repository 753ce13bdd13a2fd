BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/ScriptedServer.ps1
}

Describe 'Test-SmtpRecipient' {
    It 'tells what the server says of each address, and never says DATA' {
        $server = Start-ScriptedServer {
            param($script)
            $null = $script.Send('220 mx.example.com').Answer('EHLO *', '250 mx.example.com').Answer('MAIL FROM:<>', '250 Ok').
                Answer('RCPT TO:<*@example.com>', '550 5.1.1 No such user').Answer('RSET', '250 Ok').Quit()
        }
        try {
            $tests = 'a@example.com', 'b@example.com' | Test-SmtpRecipient -SmtpServer "127.0.0.1:$($server.Port)" -Ordered
        }
        finally { $server.Dispose() }

        $tests.Recipient | Should -Be 'a@example.com', 'b@example.com'
        $tests.Status | Should -Be Unknown, Unknown
        $tests[0].Reply.Code | Should -Be 550
        $tests[0] | Out-String -Width 160 | Should -Match 'No such user'
    }

    It 'makes a result of a server that is not there' {
        $test = Test-SmtpRecipient a@example.com 127.0.0.1 -Port (Get-ClosedPort) -ErrorVariable errors

        $errors | Should -BeNullOrEmpty
        $test.Status | Should -Be Unreachable
        $test.Error | Should -Match 'Could not connect'
    }

    It 'makes an error of what is no address, and goes on' {
        $test = 'nobody', 'a@example.com' | Test-SmtpRecipient -SmtpServer "127.0.0.1:$(Get-ClosedPort)" -ErrorVariable errors -ErrorAction SilentlyContinue

        $errors.FullyQualifiedErrorId | Should -Be 'SmtpRecipientInvalid,SmtpTools.Commands.TestSmtpRecipientCommand'
        $test.Recipient | Should -Be 'a@example.com'
    }

    It 'asks the mail exchangers of the domain' {
        $dns = [SmtpTools.TestServer.LoopbackDns]::Start(@'
example.org MX 10 mx.example.org
mx.example.org A 127.0.0.1
'@)
        try { $test = Test-SmtpRecipient a@example.org -Port (Get-ClosedPort) -DnsServer $dns.Address }
        finally { $dns.Dispose() }

        $test.Tries | Should -BeLike 'mx.example.org:*'
    }

    It 'asks DNS over TCP alone where told to, and is not misled' {
        $dns = [SmtpTools.TestServer.LoopbackDns]::Start(@'
example.org MX 10 mx.example.org
example.org ANY !ELSEWHERE
mx.example.org A 127.0.0.1
'@)
        try {
            $misled = Test-SmtpRecipient a@example.org -Port (Get-ClosedPort) -DnsServer $dns.Address
            $test = Test-SmtpRecipient a@example.org -Port (Get-ClosedPort) -DnsServer $dns.Address -DnsOverTcp
        }
        finally { $dns.Dispose() }

        $misled.Tries | Should -BeNullOrEmpty
        $test.Tries | Should -BeLike 'mx.example.org:*'
    }
}
