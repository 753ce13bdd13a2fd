Describe 'Send-SmtpMessage and the parameters of its sessions' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        . $PSScriptRoot/ScriptedServer.ps1
        $message = @{ From = 'ana@example.org'; Subject = 'x'; Body = 'y' }
        $user = [pscredential]::new('ana', [securestring]::new())

        function Start-Peer { $script:listener = Start-SmtpListener @args }

        # A listener that takes the token 'new' of ana, and what every call needs to sign in there.
        function Start-TokenPeer {
            Start-Peer -RequireAuth -AuthMechanism XOAUTH2 -Credential ([pscredential]::new('ana', (ConvertTo-SecureString new -AsPlainText -Force)))
            $script:to = $message + @{ SmtpServer = 'localhost'; Port = $listener.Port; TrustedRoot = $listener.Certificate; Credential = $user }
        }
    }

    AfterEach {
        if ($script:listener) { Stop-SmtpListener $script:listener }
        $script:listener = $null
    }

    Context 'where the connection comes from' {
        It 'is the address and the port given' -Skip:$IsMacOS {
            Start-Peer
            $port = Get-ClosedPort
            $sent = Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port -To a@example.com @message -SourceAddress 127.0.0.9 -SourcePort $port
            $sent.State | Should -Be Sent
            (Receive-SmtpMessage $listener -Timeout 10).Client | Should -Be "127.0.0.9:$port"
        }

        It 'is any port of the address where no port is given' -Skip:$IsMacOS {
            Start-Peer
            $null = Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port -To a@example.com @message -SourceAddress 127.0.0.9
            (Receive-SmtpMessage $listener -Timeout 10).Client | Should -Match '^127\.0\.0\.9:\d+$'
        }

        It 'is no address that this computer does not have' {
            Start-Peer
            $sent = Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port -To a@example.com @message -SourceAddress 192.0.2.1 -ErrorAction SilentlyContinue -ErrorVariable failure
            $sent.State | Should -Be NotSent
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpConnectFailed,*'
            $listener.ConnectionCount | Should -Be 0
        }
    }

    Context 'the time for the whole' {
        It 'ends a greeting that drips, though no step of it is too long' {
            $server = Start-ScriptedServer { param($script) $null = $script.Dribble('220 mx.example.com ' + 'x' * 200, [timespan]::FromMilliseconds(100)) }
            try {
                $clock = [Diagnostics.Stopwatch]::StartNew()
                $sent = Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $server.Port -To a@example.com @message -OverallTimeout 1 -ErrorAction SilentlyContinue -ErrorVariable failure
                $clock.Elapsed.TotalSeconds | Should -BeGreaterThan 0.9
                $clock.Elapsed.TotalSeconds | Should -BeLessThan 10
                $sent.State | Should -Be NotSent
                $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpGreetingTimeout,*'
                $failure[0].CategoryInfo.Category | Should -Be OperationTimeout
            }
            finally {
                $server.Dispose()
            }
        }

        It 'holds for one message, not for all of them' {
            Start-Peer -Rule @{ Command = 'MAIL'; Delay = [timespan]::FromSeconds(0.4) }
            $sent = 1..4 | ForEach-Object { [pscustomobject]@{ To = "r$_@example.com" } } |
                Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port @message -OverallTimeout 1
            $sent.State | Should -Be Sent, Sent, Sent, Sent
        }
    }

    Context 'an access token' {
        It 'is asked for once more, as a fresh one, where the server refused the first' {
            Start-TokenPeer
            $asked = [Collections.Generic.List[bool]]::new()
            $sent = Send-SmtpMessage @to -To a@example.com -AccessToken { param($refresh) $asked.Add($refresh); if ($refresh) { 'new' } else { 'old' } } -ErrorAction Stop
            $sent.State | Should -Be Sent
            $asked | Should -Be $false, $true
            (Receive-SmtpMessage $listener -Timeout 10).AuthIdentity | Should -Be ana
        }

        It 'that is refused as a fresh one too is an error' {
            Start-TokenPeer
            $asked = [Collections.Generic.List[bool]]::new()
            $sent = Send-SmtpMessage @to -To a@example.com -AccessToken { param($refresh) $asked.Add($refresh); 'old' } -ErrorAction SilentlyContinue -ErrorVariable failure
            $sent.State | Should -Be NotSent
            $asked | Should -Be $false, $true
            @($failure).Count | Should -Be 1
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpAuthFailed,*'
        }

        It 'is asked for by each connection' {
            Start-TokenPeer
            $asked = [Collections.Generic.List[bool]]::new()
            $sent = 1..4 | ForEach-Object { [pscustomobject]@{ To = "r$_@example.com" } } |
                Send-SmtpMessage @to -MaxMessagesPerConnection 2 -AccessToken { param($refresh) $asked.Add($refresh); 'new' }
            $sent.State | Should -Be Sent, Sent, Sent, Sent
            $listener.ConnectionCount | Should -Be 2
            $asked | Should -Be $false, $false
        }

        It 'may be a SecureString, by itself or from a script' -ForEach @(
            @{ Token = ConvertTo-SecureString new -AsPlainText -Force }, @{ Token = { ConvertTo-SecureString new -AsPlainText -Force } }
        ) {
            Start-TokenPeer
            $sent = Send-SmtpMessage @to -To a@example.com -AccessToken $Token -ErrorAction Stop
            $sent.State | Should -Be Sent
            (Receive-SmtpMessage $listener -Timeout 10).AuthIdentity | Should -Be ana
        }
    }
}
