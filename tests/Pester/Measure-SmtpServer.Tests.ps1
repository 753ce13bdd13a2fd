BeforeAll {
    . $PSScriptRoot/Common.ps1
}

Describe 'Measure-SmtpServer' {
    It 'measures a server and shows it on one screen' {
        $listener = Start-SmtpListener
        try { $measured = Measure-SmtpServer "127.0.0.1:$($listener.Port)" -To a@example.com -MessageCount 30 -Connections 2 -Size 2KB }
        finally { Stop-SmtpListener $listener }

        $measured.MessagesSent | Should -Be 30
        $measured.Ending | Should -Be Completed
        $measured.Phases.Phase | Should -Contain ([SmtpTools.MeasuredPhase]::EndOfData)
        $measured.MessagesPerSecond | Should -BeGreaterThan 0
        $text = $measured | Out-String -Width 120
        $text | Should -Match 'Sent +: 30 messages of 2048 octets'
        $text | Should -Match 'EndOfData +30 '
        ($text -split "`n").Count | Should -BeLessThan 25
    }

    It 'survives Clixml and JSON with its figures' {
        $listener = Start-SmtpListener
        try { $measured = Measure-SmtpServer "127.0.0.1:$($listener.Port)" -To a@example.com -MessageCount 3 }
        finally { Stop-SmtpListener $listener }
        $file = Join-Path $TestDrive 'measured.xml'

        $measured | Export-Clixml $file
        $back = Import-Clixml $file

        $back.MessagesSent | Should -Be 3
        $back.Phases[-1].P99 | Should -Be $measured.Phases[-1].P99
        ($back | Out-String) | Should -Match '3 messages'
        ($measured | ConvertTo-Json -Depth 4 | ConvertFrom-Json).Phases.Count | Should -Be $measured.Phases.Count
    }

    It 'refuses a server of others without -Force, and connects to nothing' {
        $null = Measure-SmtpServer 192.0.2.25 -To a@example.com -ErrorVariable errors -ErrorAction SilentlyContinue

        $errors.FullyQualifiedErrorId | Should -Be 'SmtpTargetNotPrivate,SmtpTools.Commands.MeasureSmtpServerCommand'
        $errors[0].CategoryInfo.Category | Should -Be PermissionDenied
    }

    It 'does nothing with -WhatIf' {
        Measure-SmtpServer 192.0.2.25 -To a@example.com -WhatIf | Should -BeNullOrEmpty
    }

    It 'makes an error of what can''t be' {
        { Measure-SmtpServer 127.0.0.1 -To nobody } | Should -Throw -ErrorId 'SmtpMeasurementArgumentInvalid,SmtpTools.Commands.MeasureSmtpServerCommand'
        { Measure-SmtpServer 127.0.0.1 -To a@example.com -RecipientsPerMessage 2 } | Should -Throw -ErrorId 'SmtpMeasurementArgumentInvalid,*'
    }

    It 'stops at once and keeps the figures so far' {
        $listener = Start-SmtpListener
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript('param($module, $port) Import-Module $module; $global:figures = $null
                Measure-SmtpServer "127.0.0.1:$port" -To a@example.com -Duration 600 -Rate 50 -ResultVariable figures').
                AddArgument((Get-Module SmtpTools).Path).AddArgument($listener.Port)
            $running = $shell.BeginInvoke()
            $waited = [Diagnostics.Stopwatch]::StartNew()
            while (@(Receive-SmtpMessage $listener -Timeout 1).Count -eq 0 -and $waited.Elapsed.TotalSeconds -lt 30) { }
            $stopping = [Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()

            $stopping.Elapsed.TotalSeconds | Should -BeLessThan 5
            $figures = $shell.Runspace.SessionStateProxy.GetVariable('figures')
            $figures.Ending | Should -Be Stopped
            $figures.MessagesSent | Should -BeGreaterThan 0
        }
        finally {
            $shell.Dispose()
            Stop-SmtpListener $listener
        }
    }
}
