Describe 'The behaviour of servers' {
    . (Join-Path $PSScriptRoot 'Needs.ps1') -Server postfix, aiosmtpd
    if ($lack) { return }

    BeforeAll {
        . (Join-Path $PSScriptRoot '..' 'Pester' 'Common.ps1')
        Import-Module (Join-Path $PSScriptRoot 'Interop.psm1')
        $behaviour = 'Postmaster', 'Verify', 'Recipients', 'Relay', 'Parameters', 'Pipelining'

        function Test-Behaviour([int] $Port, [string[]] $Check = $behaviour) {
            Test-SmtpServer "127.0.0.1:$Port" -Check $Check -Recipient postmaster@example.test -WarningAction SilentlyContinue
        }
    }

    Context 'Postfix' {
        BeforeAll { $server = Start-InteropServer postfix }

        AfterAll { Stop-InteropServer postfix }

        It 'set up with care gives no finding above Information' {
            $test = Test-Behaviour $server.Ports.Careful
            $test.Findings | Where-Object Severity -NE Information | Should -BeNullOrEmpty
            $test.Findings.Id | Should -Be RecipientsTold
            ($test.Trials | Where-Object Check -EQ Relay).IsAccepted | Should -Not -Contain $true
        }

        It 'tells by VRFY who is there, where that is not turned off' {
            (Test-Behaviour $server.Ports.Talkative -Check Verify).Findings.Id | Should -Contain VrfyAnswers
        }

        It 'set up without care is an open relay' {
            $test = Test-Behaviour $server.Ports.Careless
            @($test.Findings.Id).Where({ $_ -eq "OpenRelay" }).Count | Should -Be 1
            $test.Passed | Should -BeFalse
            $test | Format-List | Out-String | Should -Match "Relay, a stranger's sender: accepted"
        }

        It 'with smtpd_forbid_bare_newline takes CRLF.CRLF alone for the end' {
            $test = Test-Behaviour $server.Ports.Careful -Check Smuggling
            $test.Findings | Should -BeNullOrEmpty
            $test.Trials.Count | Should -Be 7
            $test.Trials.IsAccepted | Should -Not -Contain $true
        }

        It 'without it takes bare LF for the end of a line, and so for the end of a message' {
            $test = Test-Behaviour $server.Ports.Careless -Check Smuggling
            $test.Findings.Id | Should -Be SmugglingTolerated
            ($test.Trials | Where-Object Name -EQ '<LF>.<LF>').IsAccepted | Should -BeTrue
            ($test.Trials | Where-Object Name -EQ '<CR>.<CR>').IsAccepted | Should -BeFalse
        }

        It 'ends a session after the errors that it allows' {
            (Test-Behaviour $server.Ports.Careful -Check Errors).ErrorLimit | Should -BeGreaterThan 10
        }

        It 'is measured' {
            $measured = Measure-SmtpServer "127.0.0.1:$($server.Ports.Smtp)" -Security None -To sink@discard.test -MessageCount 50 -Connections 5
            $measured.MessagesSent | Should -Be 50
            $measured.Errors | Should -BeNullOrEmpty
        }
    }

    Context 'aiosmtpd' {
        BeforeAll { $server = Start-InteropServer aiosmtpd }

        AfterAll { Stop-InteropServer aiosmtpd }

        It 'relays for anybody, as it comes' {
            (Test-Behaviour $server.Ports.Smtp -Check Relay).Findings.Id | Should -Contain OpenRelay
        }

        It 'is tried for odd ends of messages, each with an answer' {
            $test = Test-Behaviour $server.Ports.Smtp -Check Smuggling
            $test.Trials.Count | Should -Be 7
            $test.Trials.IsAccepted | Should -Not -Contain $null
        }
    }
}
