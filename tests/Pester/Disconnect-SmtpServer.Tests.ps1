Describe 'Disconnect-SmtpServer' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $listener = Start-SmtpListener
    }

    AfterAll { Stop-SmtpListener $listener }

    It 'says QUIT' {
        $session = Connect-SmtpServer 127.0.0.1 -Port $listener.Port
        Disconnect-SmtpServer $session -Verbose 4>&1 | Out-String | Should -Match '221'
        $session.State | Should -Be Closed
        $session.Transcript.Text | Should -Contain 'QUIT'
    }

    It 'takes sessions by the pipeline, and ended ones without complaint' {
        $sessions = 1..3 | ForEach-Object { Connect-SmtpServer 127.0.0.1 -Port $listener.Port }
        $sessions | Disconnect-SmtpServer -ErrorAction Stop
        $sessions | Disconnect-SmtpServer -ErrorAction Stop
        Get-SmtpSession | Should -BeNullOrEmpty
    }

    It 'takes the only open session where none is given, and else says which there are' {
        { Disconnect-SmtpServer -ErrorAction Stop } | Should -Throw -ErrorId 'SmtpSessionNotFound,*'
        $first = Connect-SmtpServer 127.0.0.1 -Port $listener.Port
        $second = Connect-SmtpServer 127.0.0.1 -Port $listener.Port
        { Disconnect-SmtpServer -ErrorAction Stop } | Should -Throw -ErrorId 'SmtpSessionAmbiguous,*'
        Disconnect-SmtpServer $first
        Disconnect-SmtpServer
        $second.State | Should -Be Closed
    }
}
