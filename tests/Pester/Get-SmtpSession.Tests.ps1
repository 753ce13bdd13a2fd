Describe 'Get-SmtpSession' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $listener = Start-SmtpListener
        $other = Start-SmtpListener
    }

    AfterAll { $listener, $other | ForEach-Object { Stop-SmtpListener $_ } }

    AfterEach { Get-SmtpSession | Disconnect-SmtpServer }

    It 'lists the open sessions, all or those of a server' {
        Get-SmtpSession | Should -BeNullOrEmpty
        $first = Connect-SmtpServer 127.0.0.1 -Port $listener.Port
        $second = Connect-SmtpServer 127.0.0.1 -Port $other.Port
        @(Get-SmtpSession).Count | Should -Be 2
        Get-SmtpSession "127.0.0.1:$($other.Port)" | Should -Be $second
        @(Get-SmtpSession 127.0.0.1).Count | Should -Be 2
        @(Get-SmtpSession '127.*').Count | Should -Be 2
        Get-SmtpSession mx.example.com | Should -BeNullOrEmpty
        Disconnect-SmtpServer $first
        Get-SmtpSession | Should -Be $second
    }

    It 'leaves out a session that broke' {
        $session = Connect-SmtpServer 127.0.0.1 -Port $listener.Port
        $session.Dispose()
        Get-SmtpSession | Should -BeNullOrEmpty
    }

    It 'shows sessions in a table and in a list' {
        $session = Connect-SmtpServer 127.0.0.1 -Port $listener.Port
        Get-SmtpSession | Format-Table | Out-String | Should -Match "127\.0\.0\.1:$($listener.Port)\s+Ready\s+TLS 1\.\d\s+none\s+0"
        Get-SmtpSession | Format-List | Out-String | Should -Match 'Extensions\s+: .*PIPELINING'
    }

    It 'knows nothing of another runspace''s sessions' {
        $null = Connect-SmtpServer 127.0.0.1 -Port $listener.Port
        $shell = [powershell]::Create()
        try {
            $shell.AddScript('param($module) Import-Module $module; @(Get-SmtpSession).Count').AddArgument($ModulePath).Invoke() | Should -Be 0
        }
        finally {
            $shell.Dispose()
        }
    }
}
