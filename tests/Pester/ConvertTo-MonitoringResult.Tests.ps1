BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/ScriptedServer.ps1

    $server = Start-ScriptedServer { param($script) $null = $script.Send('220 mx.example.com').Answer('EHLO *', '250 mx.example.com').Quit() }
    $good = Test-SmtpServer "127.0.0.1:$($server.Port)" -Security None -Check Reachability
    $weak = Test-SmtpServer "127.0.0.1:$($server.Port)"
    $server.Dispose()
    $dead = Test-SmtpServer 127.0.0.1 -Port (Get-ClosedPort)
}

Describe 'ConvertTo-MonitoringResult' {
    It 'is <State> for <Which>' -ForEach @(
        @{ Which = 'good'; State = 'Ok'; Code = 0 }
        @{ Which = 'weak'; State = 'Warning'; Code = 1 }
        @{ Which = 'dead'; State = 'Critical'; Code = 2 }
    ) {
        $result = Get-Variable $Which -ValueOnly | ConvertTo-MonitoringResult

        $result | Should -BeOfType SmtpTools.MonitoringResult
        $result.State | Should -Be $State
        $result.ExitCode | Should -Be $Code
        $result.Text | Should -Match "^SMTP $($State.ToUpperInvariant()) - 127\.0\.0\.1:\d+: "
    }

    It 'takes the worst of several' {
        ($good, $dead, $weak | ConvertTo-MonitoringResult).State | Should -Be Critical
    }

    It 'knows nothing without a test' {
        (ConvertTo-MonitoringResult @()).State | Should -Be Unknown
    }

    It 'writes what Prometheus reads' {
        $text = ($good, $dead | ConvertTo-MonitoringResult -Format Prometheus).Text

        $text | Should -Match "smtp_test_passed{server=`"127\.0\.0\.1`",port=`"$($good.Port)`",domain=`"`"} 1`n"
        $text | Should -Match "smtp_test_phase_passed{server=`"127\.0\.0\.1`",port=`"$($dead.Port)`",domain=`"`",phase=`"Connect`"} 0`n"
        $text.TrimEnd("`n").Split("`n") | Where-Object { $_ -notmatch '^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+\{([a-z]+="[^"]*",?)+\} [0-9.]+)$' } | Should -BeNullOrEmpty
    }
}
