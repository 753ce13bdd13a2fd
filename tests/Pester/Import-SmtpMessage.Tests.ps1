BeforeAll {
    . $PSScriptRoot/Common.ps1
    $head = "From: Ana <ana@example.org>`r`nTo: bo@example.com`r`nDate: Mon, 02 Nov 2026 10:00:00 +0100`r`nMessage-ID: <1@example.org>`r`n"
    function New-File($Name, $Text) {
        $path = Join-Path $TestDrive $Name
        [IO.File]::WriteAllText($path, $Text)
        $path
    }
}

Describe 'Import-SmtpMessage' {
    It 'opens a file with its facts and its envelope' {
        $path = New-File one.eml ($head + "Bcc: cy@example.com`r`nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=`r`n`r`nHello`r`n")
        $message = Import-SmtpMessage $path
        $message.Subject | Should -Be 'Grüße'
        $message.EnvelopeTo | Should -Be 'bo@example.com', 'cy@example.com'
        $message.Path | Should -Be $path
        $message.Warnings | Should -Be 'Its Bcc field is not sent.'
        { Remove-Item $path -ErrorAction Stop } | Should -Not -Throw
    }

    It 'takes wildcards, file objects and literal paths' {
        $null = New-File a1.eml ($head + "Subject: a1`r`n`r`n")
        $null = New-File a2.eml ($head + "Subject: a2`r`n`r`n")
        $odd = New-File 'odd[1].eml' ($head + "Subject: odd`r`n`r`n")
        (Import-SmtpMessage (Join-Path $TestDrive 'a?.eml')).Subject | Should -Be 'a1', 'a2'
        (Get-ChildItem $TestDrive -Filter a*.eml | Import-SmtpMessage).Subject | Should -Be 'a1', 'a2'
        (Import-SmtpMessage -LiteralPath $odd).Subject | Should -Be 'odd'
    }

    It 'opens the messages of an mbox, with quoted lines as they were' {
        $path = New-File box "From a@example.org Mon Nov  2 10:00:00 2026`nSubject: one`n`n>From the start`n>>From twice`nFrom within a paragraph`n`nFrom b@example.org Mon Nov  2 10:00:00 2026`nSubject: two`n`nx`n`n"
        $messages = Import-SmtpMessage $path
        $messages.Subject | Should -Be 'one', 'two'
        $messages[0].TextBody | Should -Match '^From the start\r?\n>From twice\r?\nFrom within'
    }

    It 'makes a file that is no message its own error' {
        $null = New-File b1.eml ($head + "Subject: b1`r`n`r`n")
        $null = New-File b2.eml ''
        $null = New-File b3.eml ($head + "Subject: b3`r`n`r`n")
        $messages = Import-SmtpMessage (Join-Path $TestDrive 'b*.eml') -ErrorVariable failures -ErrorAction SilentlyContinue
        $messages.Subject | Should -Be 'b1', 'b3'
        $failures.Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'SmtpMessageFileUnusable,SmtpTools.Commands.ImportSmtpMessageCommand'
    }

    It 'says what is missing, and what to do with a folder' {
        { Import-SmtpMessage (Join-Path $TestDrive missing.eml) -ErrorAction Stop } | Should -Throw -ErrorId 'FileNotFound,*'
        { Import-SmtpMessage $TestDrive -ErrorAction Stop } | Should -Throw '*no Maildir*' -ErrorId 'InvalidArgument,*'
    }

    It 'sends what it opened octet for octet, also a message without From' {
        $text = "To: bo@example.com`r`nSubject:  odd   spacing `r`nX-Long: $('x' * 500)`r`n`r`n.`r`n..dots`r`n"
        $listener = Start-SmtpListener
        try {
            $sent = Import-SmtpMessage (New-File bare.eml $text) | Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port -Security None -ErrorAction Stop
            $sent.State | Should -Be Sent
            [Text.Encoding]::ASCII.GetString((Receive-SmtpMessage $listener -Timeout 10).Raw) | Should -BeExactly $text
        }
        finally {
            $listener.Dispose()
        }
    }
}
