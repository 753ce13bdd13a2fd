Describe 'A server that is killed while 16 connections send to it' {
    . (Join-Path $PSScriptRoot 'Needs.ps1') -Server recorder
    if ($lack) { return }

    BeforeAll {
        . (Join-Path $PSScriptRoot 'Sending.ps1')
        $server = Start-InteropServer recorder

        # Each message has a number, which is in its recipient and in its subject.
        function New-Order([int] $Count) {
            1..$Count | ForEach-Object { [pscustomobject]@{ To = "n$_@example.test"; Subject = "n$_" } }
        }

        # What was taken, by number: how often.
        function Read-Taken([string] $File) {
            $taken = @{}
            foreach ($line in Get-Content (Join-Path $server.Base $File)) {
                $recipient, $subject, $octets = $line -split ' '
                if ($recipient -cne "$subject@example.test") { throw "A message was mixed up: $line" }
                $taken[$subject]++
            }

            $taken
        }
    }

    AfterAll {
        Stop-InteropServer
    }

    It 'has each message once, and each has its own result: <Way>' -ForEach @(
        @{ Way = 'DATA'; Port = 'Smtp'; File = 'data'; Count = 2000 }
        @{ Way = 'BDAT, several in flight'; Port = 'Bdat'; File = 'bdat'; Count = 10000 }
    ) {
        $env:OWNER = $PID
        $crash = Start-Process sh -ArgumentList (Join-Path $PSScriptRoot recorder crash.sh), $server.Base, $File, ($Count * 0.3) -PassThru -RedirectStandardOutput /dev/null
        $results = New-Order $Count |
            Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $server.Ports[$Port] -Security None -From 'sender@example.test' -Body 'x' `
                -MaxConnections 16 -RetryCount 20 -RetryDelay 1 -ErrorAction SilentlyContinue
        $crash.WaitForExit()
        $crash.ExitCode | Should -Be 0

        $taken = Read-Taken $File
        $results | Should -HaveCount $Count
        @($results.Subject | Sort-Object -Unique) | Should -HaveCount $Count
        @($taken.Keys.Where({ $taken[$_] -gt 1 })) | Should -HaveCount 0 -Because 'nothing is doubled'

        # The reply to the end of the content may have been lost with the server: those alone may be there or not (RFC 1047).
        $doubtful, $decided = $results.Where({ $_.State -eq 'InDoubt' }, 'Split')
        $sent, $failed = $decided.Where({ $_.State -eq 'Sent' }, 'Split')
        @($sent.Where({ -not $taken[$_.Subject] })) | Should -HaveCount 0 -Because 'none that was reported sent is lost'
        @($failed.Where({ $taken[$_.Subject] })) | Should -HaveCount 0 -Because 'none that was reported refused was taken'
        $taken.Count | Should -Be ($sent.Count + @($doubtful.Where({ $taken[$_.Subject] })).Count)

        # It was killed in the middle, and what it surely had not taken was sent again.
        $retried = @($sent.Where({ $_.Attempts -gt 1 }))
        $retried.Count | Should -BeGreaterThan 0
        $failed | Should -HaveCount 0
        $doubtful.Count | Should -BeLessThan ($Count / 10)
    }
}
