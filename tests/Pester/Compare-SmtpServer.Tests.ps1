BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/ScriptedServer.ps1

    # The result of a test of a server with this offer.
    function Get-Test([string[]] $Offer) {
        $server = Start-ScriptedServer { param($script) $null = $script.Send('220 mx.example.com').Answer('EHLO *', $Offer).Quit() }
        try { Test-SmtpServer "127.0.0.1:$($server.Port)" -Security None }
        finally { $server.Dispose() }
    }

    $before = Get-Test '250-mx.example.com', '250-SIZE 1000', '250 PIPELINING'
    $same = Get-Test '250-mx.example.com', '250-SIZE 1000', '250 PIPELINING'
    $after = Get-Test '250-mx.example.com', '250-SIZE 52428800', '250 AUTH PLAIN'
}

Describe 'Compare-SmtpServer' {
    It 'puts out nothing where nothing differs' {
        Compare-SmtpServer $before $same | Should -BeNullOrEmpty
    }

    It 'tells each fact that differs' {
        $differences = Compare-SmtpServer $before $after

        $differences | Should -BeOfType SmtpTools.SmtpServerDifference
        ($differences | Where-Object Property -EQ ExtensionsBeforeTls.SIZE).Reference | Should -Be 'SIZE 1000'
        ($differences | Where-Object Property -EQ ExtensionsBeforeTls.SIZE).Difference | Should -Be 'SIZE 52428800'
        ($differences | Where-Object Property -EQ ExtensionsBeforeTls.PIPELINING).Difference | Should -BeNullOrEmpty
        ($differences | Where-Object Property -EQ AuthMechanismsBeforeTls).Difference | Should -Be 'PLAIN'
        ($differences | Where-Object Property -EQ Findings.PlaintextAuthWithoutTls).Difference | Should -Be 'Warning'
    }

    It 'tells an address that has come or does not answer any more' {
        function Get-Both([string] $Zone) {
            $server = Start-ScriptedServer { param($script) $null = $script.Send('220 mx.example.com').Answer('EHLO *', '250 mx.example.com').Quit() }
            $dns = [SmtpTools.TestServer.LoopbackDns]::Start($Zone)
            try { Test-SmtpServer mx.example.org -Port $server.Port -Security None -DnsServer $dns.Address }
            finally { $server.Dispose(); $dns.Dispose() }
        }

        $one = Get-Both 'mx.example.org A 127.0.0.1'
        $two = Get-Both "mx.example.org A 127.0.0.1`nmx.example.org A 127.0.0.2"
        $file = Join-Path $TestDrive two.xml
        $two | Export-Clixml $file

        $difference = Compare-SmtpServer $one (Import-Clixml $file) | Where-Object Property -EQ Addresses.127.0.0.2
        $difference.Reference | Should -BeNullOrEmpty
        $difference.Difference | Should -Be Refused
        Compare-SmtpServer $two (Import-Clixml $file) | Should -BeNullOrEmpty
    }

    It 'compares with tests out of a file' {
        $file = Join-Path $TestDrive before.xml
        $before | Export-Clixml $file

        Import-Clixml $file | Compare-SmtpServer $before | Should -BeNullOrEmpty
        (Compare-SmtpServer (Import-Clixml $file) $after | Sort-Object Property).Property |
            Should -Be ((Compare-SmtpServer $before $after | Sort-Object Property).Property)
    }

    It 'finds nothing new in a test with TLS that comes back from a file' {
        $certificate = [SmtpTools.TestServer.TestCertificates]::SelfSigned()
        $server = Start-ScriptedServer {
            param($script)
            $null = $script.Send('220 mx.example.com').Answer('EHLO *', [string[]]('250-mx.example.com', '250 STARTTLS')).
                Answer('STARTTLS', '220 Go').StartTls($certificate).Answer('EHLO *', '250 mx.example.com').Quit()
        }
        try { $test = Test-SmtpServer "127.0.0.1:$($server.Port)" -Check StartTls, Certificate }
        finally { $server.Dispose() }

        $file = Join-Path $TestDrive tls.xml
        $test | Export-Clixml $file
        $test.IsEncrypted | Should -BeTrue
        Compare-SmtpServer $test (Import-Clixml $file) | Should -BeNullOrEmpty
        Compare-SmtpServer (Import-Clixml $file) $before | Where-Object Property -EQ Certificate.NotAfter.UtcDateTime | Should -Not -BeNullOrEmpty
    }

    It 'matches several by server and port, and tells those without a counterpart' {
        $differences = $after, $same | Compare-SmtpServer @($before, $same)

        $differences.Property | Should -Be Server, Server
        $differences.Reference | Should -Contain "127.0.0.1:$($before.Port)"
        $differences.Difference | Should -Contain "127.0.0.1:$($after.Port)"
    }

    It 'makes an error of what is no test' {
        Compare-SmtpServer $before 'something' -ErrorVariable errors -ErrorAction SilentlyContinue | Should -Not -BeNullOrEmpty
        $errors.FullyQualifiedErrorId | Should -Be 'SmtpTestNotRecognised,SmtpTools.Commands.CompareSmtpServerCommand'
    }
}
