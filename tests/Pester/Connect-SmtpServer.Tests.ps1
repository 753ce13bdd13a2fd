Describe 'Connect-SmtpServer' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $secret = 's3cr3t-pass'
        $credential = [pscredential]::new('ana', (ConvertTo-SecureString $secret -AsPlainText -Force))
    }

    AfterEach {
        Get-SmtpSession | Disconnect-SmtpServer
        if ($script:listener) { Stop-SmtpListener $script:listener }
        $script:listener = $null
    }

    It 'opens a session and tells what the server offers' {
        $script:listener = Start-SmtpListener
        $session = Connect-SmtpServer "127.0.0.1:$($listener.Port)" -LocalDomain client.example
        $session | Should -BeOfType SmtpTools.SmtpSession
        $session.State | Should -Be Ready
        $session.Greeting.Code | Should -Be 220
        $session.Extensions.Pipelining | Should -BeTrue
        $session.LocalDomain | Should -Be 'client.example'
        $session.Transcript.Text | Should -Contain 'EHLO client.example'
    }

    It 'does TLS and AUTH, and keeps the password out of the transcript' {
        $script:listener = Start-SmtpListener -Credential $credential
        $session = Connect-SmtpServer localhost -Port $listener.Port -Security StartTls -TrustedRoot $listener.Certificate -Credential $credential
        $session.Tls.IsVerified | Should -BeTrue
        $session.IsAuthenticated | Should -BeTrue
        $session.AuthMechanism | Should -Match 'SCRAM'
        ($session | Out-String) + ($session | Format-List * | Out-String) + ($session.Transcript | Out-String) | Should -Not -Match $secret
    }

    It 'asks for a credential where the mechanism needs one' {
        $null = Connect-SmtpServer localhost -AuthMechanism PLAIN -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure.Exception.Message | Should -Match '-Credential'
        $null = Connect-SmtpServer localhost -UseDefaultCredentials -Credential $credential -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure.Exception.Message | Should -Match 'not both'
    }

    It 'makes a server that can''t be reached an error, and goes on with the next' {
        $script:listener = Start-SmtpListener
        $sessions = '127.0.0.1:1', "127.0.0.1:$($listener.Port)" | Connect-SmtpServer -ErrorAction SilentlyContinue -ErrorVariable failure
        $sessions.Count | Should -Be 1
        $failure.Count | Should -Be 1
        $failure[0].FullyQualifiedErrorId | Should -Match '^SmtpConnect'
    }

    It 'leaves no session behind when AUTH fails' {
        $script:listener = Start-SmtpListener -Credential $credential
        $wrong = [pscredential]::new('ana', (ConvertTo-SecureString 'wrong' -AsPlainText -Force))
        $null = Connect-SmtpServer localhost -Port $listener.Port -TrustedRoot $listener.Certificate -Credential $wrong -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -Match 'Auth'
        Get-SmtpSession | Should -BeNullOrEmpty
    }

    It 'ignores extensions, keeps to an address family and speaks LMTP as asked' {
        $script:listener = Start-SmtpListener -Lmtp
        $session = Connect-SmtpServer localhost -Port $listener.Port -Lmtp -AddressFamily IPv4 -IgnoreExtension CHUNKING
        $session.Transcript.Text | Should -Contain "LHLO $($session.LocalDomain)"
        $session.RemoteAddress | Should -Match '^127\.'
        $null = Send-SmtpMessage -Session $session -From a@example.org -To b@example.com -Subject x -Body y
        $session.Transcript.Text | Where-Object { $_ -like 'BDAT*' } | Should -BeNullOrEmpty
    }

    It 'ends its sessions when the module is removed' {
        $left = Invoke-FreshPwsh {
            param($module)
            Import-Module $module
            $listener = Start-SmtpListener
            $session = Connect-SmtpServer 127.0.0.1 -Port $listener.Port
            Remove-Module SmtpTools
            "$($session.State)"
        }
        $left | Should -Be 'Closed'
    }
}
