Describe 'Invoke-SmtpCommand' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $listener = Start-SmtpListener
    }

    AfterAll { Stop-SmtpListener $listener }

    BeforeEach { $session = Connect-SmtpServer 127.0.0.1 -Port $listener.Port }

    AfterEach { Get-SmtpSession | Disconnect-SmtpServer }

    It 'gives the reply as an object' {
        $reply = Invoke-SmtpCommand NOOP -Session $session
        $reply | Should -BeOfType SmtpTools.SmtpReply
        $reply.Code | Should -Be 250
    }

    It 'takes a refusal for an answer, not an error' {
        $reply = Invoke-SmtpCommand 'NONSENSE here' $session -ErrorAction Stop
        $reply.Code | Should -BeGreaterOrEqual 500
        (Invoke-SmtpCommand NOOP $session).Code | Should -Be 250
    }

    It 'takes commands by the pipeline, and the only session where none is given' {
        ('MAIL FROM:<>', 'RCPT TO:<a@example.com>', 'RSET' | Invoke-SmtpCommand).Code | Should -Be 250, 250, 250
    }

    It 'lets no second command hide in a line: <_>' -ForEach @("NOOP`r`nMAIL FROM:<>", "NOOP`nRSET", "VRFY a`0b", "NOOP`r") {
        $null = Invoke-SmtpCommand $_ $session -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpCommandInvalid,*'
        $session.Transcript | Where-Object { $_.Kind -eq 'Command' -and $_.Text -match 'MAIL|RSET|VRFY|NOOP' } | Should -BeNullOrEmpty
    }

    It 'refuses a command after which more than a reply follows: <_>' -ForEach 'DATA', 'BDAT 5 LAST', 'STARTTLS', 'AUTH PLAIN', 'quit' {
        $null = Invoke-SmtpCommand $_ $session -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpCommandInvalid,*'
        "$($failure[0])" | Should -Not -Match 'commandLine'
        $session.State | Should -Be Ready
    }

    It 'says so when the session is over' {
        Disconnect-SmtpServer $session
        $null = Invoke-SmtpCommand NOOP $session -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpSessionNotOpen,*'
    }

    It 'says so when the server ends it' {
        $own = Start-SmtpListener
        $session = Connect-SmtpServer 127.0.0.1 -Port $own.Port
        Stop-SmtpListener $own
        $null = Invoke-SmtpCommand NOOP $session -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure.Count | Should -Be 1
        $session.State | Should -Be Broken
    }
}
