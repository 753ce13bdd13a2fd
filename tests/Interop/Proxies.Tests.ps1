Describe 'A proxy' {
    . (Join-Path $PSScriptRoot 'Needs.ps1') -Server postfix, dante, tinyproxy, openssh
    if ($lack) { return }

    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sending.ps1')
        $server, $dante, $tinyproxy, $openssh = Start-InteropServer postfix, dante, tinyproxy, openssh
        $connection = Get-Connection $server Smtp StartTls
        $message = @{ From = 'sender@example.test'; Subject = 'x'; Body = 'x' }

        # What a proxy has logged of connections to a port, when it has.
        function Wait-Log([string] $Path, [int] $Port) {
            $clock = [Diagnostics.Stopwatch]::StartNew()
            while (-not ($lines = @(Select-String -LiteralPath $Path -Pattern "\b$Port\b")) -and $clock.Elapsed.TotalSeconds -lt 10) { Start-Sleep -Milliseconds 50 }
            $lines
        }

        $proxies = @{
            Socks4  = @{ Proxy = "socks4://127.0.0.1:$($dante.Ports.Socks)" }
            Socks4a = @{ Proxy = "socks4a://127.0.0.1:$($openssh.Ports.Socks)" }
            Socks5  = @{ Proxy = "socks5://127.0.0.1:$($dante.Ports.Socks)" }
            Login   = @{ Proxy = "socks5://127.0.0.1:$($dante.Ports.Login)"; ProxyCredential = $server.Credential }
            Http    = @{ Proxy = "http://127.0.0.1:$($tinyproxy.Ports.Http)"; ProxyCredential = $server.Credential }
        }
        $wrong = [pscredential]::new('user', (ConvertTo-SecureString 'guess' -AsPlainText -Force))
    }

    AfterAll {
        Stop-InteropServer
    }

    It 'carries a message to Postfix under TLS: <Name>' -ForEach @(
        @{ Name = 'Socks4'; Log = { Join-Path $dante.Base 'open.log' } }
        @{ Name = 'Socks4a'; Log = { Join-Path $openssh.Base 'out' } }
        @{ Name = 'Socks5'; Log = { Join-Path $dante.Base 'open.log' } }
        @{ Name = 'Login'; Log = { Join-Path $dante.Base 'login.log' } }
        @{ Name = 'Http'; Log = { Join-Path $tinyproxy.Base 'proxy.log' } }
    ) {
        $proxy = $proxies[$Name]
        $result = Send-SmtpMessage @connection @message @proxy -To "$Name@example.test"
        $result.State | Should -Be 'Sent' -Because "the proxy says $(Get-Content (& $Log) -Tail 5)"
        $result.Tls.IsVerified | Should -BeTrue
        $result.Transcript -join "`n" | Should -Match 'through the proxy'
        $result.Transcript -join "`n" | Should -Not -Match 'secret'
        Wait-InteropMail $server "$Name@example.test" | Should -HaveCount 1
        Wait-Log (& $Log) $server.Ports.Smtp | Should -Not -BeNullOrEmpty
    }

    It 'is given the name of the server by SOCKS4a' {
        $null = Send-SmtpMessage @connection @message -Proxy $proxies.Socks4a.Proxy -To 'name@example.test'
        (Wait-Log (Join-Path $openssh.Base 'out') $server.Ports.Smtp) -join "`n" | Should -Match "target $($server.HostName) port $($server.Ports.Smtp)"
    }

    It 'refuses a wrong password: <_>' -ForEach 'Login', 'Http' {
        $proxy = $proxies[$_] + @{}
        $proxy.ProxyCredential = $wrong
        $result = Send-SmtpMessage @connection @message @proxy -To 'x@example.test' -ErrorAction SilentlyContinue -ErrorVariable failure
        $result.State | Should -Be 'NotSent'
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpProxyCredentialRefused,*'
        "$failure" | Should -Not -Match 'guess'
    }

    It 'refuses who gives no password: <_>' -ForEach 'Login', 'Http' {
        $result = Send-SmtpMessage @connection @message -Proxy $proxies[$_].Proxy -To 'x@example.test' -ErrorAction SilentlyContinue -ErrorVariable failure
        $result.State | Should -Be 'NotSent'
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpProxyCredentialRefused,*'
    }

    It 'refuses a port that its rules forbid: <_>' -ForEach 'Socks4', 'Socks5' {
        $proxy = $proxies[$_]
        $result = Send-SmtpMessage -SmtpServer 127.0.0.1 -Port 25 @message @proxy -To 'x@example.test' -ErrorAction SilentlyContinue -ErrorVariable failure
        $result.State | Should -Be 'NotSent'
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpProxyTarget*,*'
    }

    It 'can not reach a server that is not there: <_>' -ForEach 'Socks4', 'Socks5', 'Login', 'Http' {
        $proxy = $proxies[$_]
        $result = Send-SmtpMessage -SmtpServer 127.0.0.1 -Port 1 @message @proxy -To 'x@example.test' -ErrorAction SilentlyContinue -ErrorVariable failure
        $result.State | Should -Be 'NotSent'
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpProxyTarget*,*'
    }

    It 'is told of when it is not there itself' {
        $result = Send-SmtpMessage @connection @message -Proxy "socks5://127.0.0.1:1" -To 'x@example.test' -ErrorAction SilentlyContinue -ErrorVariable failure
        $result.State | Should -Be 'NotSent'
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpProxyUnreachable,*'
    }
}
