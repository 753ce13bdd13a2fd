BeforeAll {
    . $PSScriptRoot/Common.ps1
    $common = @{ From = 'Ana <ana@example.org>'; To = 'bo@example.com' }
    function Get-Text($Message) { [Text.Encoding]::UTF8.GetString($Message.ToOctets()) }
}

Describe 'New-SmtpMessage' {
    It 'makes a message with its facts and its own envelope' {
        $message = New-SmtpMessage @common -Cc 'Cy <cy@example.com>; di@example.com' -Bcc ed@example.com -Subject 'Grüße €' -Body "ä`n.`nend"
        $message | Should -BeOfType SmtpTools.MailMessage
        $message.From | Should -Be '"Ana" <ana@example.org>'
        $message.EnvelopeFrom | Should -Be 'ana@example.org'
        $message.EnvelopeTo | Should -Be 'bo@example.com', 'cy@example.com', 'di@example.com', 'ed@example.com'
        $message.Subject | Should -Be 'Grüße €'
        $message.MessageId | Should -Match '^<[a-z2-7]{26}@example\.org>$'
        $message.Encoding | Should -Be SevenBit
        Get-Text $message | Should -Not -Match 'ed@example\.com'
    }

    It 'makes a message of each row, and a bad row is its own error' {
        $rows = [pscustomobject]@{ To = 'a@example.com'; Subject = 'one' }, [pscustomobject]@{ To = 'nobody'; Subject = 'two' }, [pscustomobject]@{ To = 'c@example.com'; Subject = 'three' }
        $messages = $rows | New-SmtpMessage -From ana@example.org -Body x -ErrorVariable failures -ErrorAction SilentlyContinue
        $messages.Subject | Should -Be 'one', 'three'
        $failures.Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'InvalidArgument,SmtpTools.Commands.NewSmtpMessageCommand'
        $failures[0].TargetObject | Should -Be 'two'
    }

    It 'takes every parameter of a message' {
        $file = Join-Path $TestDrive 'Übergröße.txt'
        Set-Content $file content -NoNewline
        $picture = New-SmtpAttachment -Content ([byte[]](1, 2, 3)) -Name logo.png -ContentId logo
        $message = New-SmtpMessage @common -Sender office@example.org -ReplyTo answers@example.org -Subject s -Body plain -HtmlBody '<img src="cid:logo">' `
            -InlineImage $picture -Attachments $file, (Get-Item $file) -Header @{ 'X-One' = '1'; 'X-Many' = 'a', 'b' } -Priority High -EnvelopeFrom '<>' `
            -MessageId '<given@example.org>' -Date ([DateTimeOffset]::new(2026, 11, 2, 10, 0, 0, [TimeSpan]::FromHours(1)))
        $message.Sender | Should -Be 'office@example.org'
        $message.ReplyTo | Should -Be 'answers@example.org'
        $message.EnvelopeFrom | Should -Be ''
        $message.MessageId | Should -Be '<given@example.org>'
        $message.Parts.ContentType | Should -Be 'multipart/mixed', 'multipart/alternative', 'text/plain', 'multipart/related', 'text/html', 'image/png', 'text/plain', 'text/plain'
        $message.Attachments.Name | Should -Be 'Übergröße.txt', 'Übergröße.txt'
        ($message.Headers | Where-Object Name -EQ X-Many).Value | Should -Be 'a', 'b'
        ($message.Headers | Where-Object Name -EQ X-Priority).Value | Should -Be 1
        Get-Text $message | Should -Match '(?m)^Date: Mon, 02 Nov 2026 10:00:00 \+0100\r?$'
        { Remove-Item $file -ErrorAction Stop } | Should -Not -Throw
    }

    It 'takes what is in a message beside its text, and how programs are to treat it' {
        [IO.File]::WriteAllBytes((Join-Path $TestDrive logo.png), [byte[]](1, 2, 3))
        $calendar = "BEGIN:VCALENDAR`nVERSION:2.0`nPRODID:x`nMETHOD:REQUEST`nBEGIN:VEVENT`nUID:1`nDTSTAMP:20261101T090000Z`nDTSTART:20261102T090000Z`nORGANIZER:mailto:ana@example.org`nATTENDEE:mailto:bo@example.com`nEND:VEVENT`nEND:VCALENDAR"
        Set-Content (Join-Path $TestDrive invite.ics) $calendar
        foreach ($invite in $calendar, (Join-Path $TestDrive invite.ics)) {
            $message = New-SmtpMessage @common -HtmlBody '<p>Hello</p><img src="logo.png">' -ImageFolder $TestDrive -FormatFlowed -CalendarInvite $invite `
                -UnsubscribeUri https://example.org/u, mailto:u@example.org -OneClickUnsubscribe -AutoSubmitted Generated -ReadReceiptTo 'Cy <cy@example.org>'
            $message.Parts.ContentType | Should -Be 'multipart/alternative', 'text/plain', 'multipart/related', 'text/html', 'image/png', 'text/calendar'
            $message.TextBody.Trim() | Should -Be Hello
            $field = @{}
            $message.Headers | ForEach-Object { $field[$_.Name] = $_.Value }
            $field['List-Unsubscribe'] | Should -Be '<https://example.org/u>, <mailto:u@example.org>'
            $field['List-Unsubscribe-Post'] | Should -Be 'List-Unsubscribe=One-Click'
            $field['Auto-Submitted'] | Should -Be 'auto-generated'
            $field['Disposition-Notification-To'] | Should -Be 'Cy <cy@example.org>'
            Get-Text $message | Should -Match 'format=flowed'
            Get-Text $message | Should -Match 'text/calendar; charset=utf-8; method=REQUEST'
        }
    }

    It 'makes no text from HTML that is to go alone, and reads no file without a folder' {
        $message = New-SmtpMessage @common -HtmlBody '<p>x</p><img src="/etc/passwd">' -HtmlOnly -WarningVariable warnings -WarningAction SilentlyContinue
        $message.Parts.ContentType | Should -Be 'text/html'
        $warnings | Should -Match 'ImageFolder'
        { New-SmtpMessage @common -HtmlBody '<img src="../x.png">' -ImageFolder $TestDrive -ErrorAction Stop } | Should -Throw '*outside*'
        { New-SmtpMessage @common -CalendarInvite (Join-Path $TestDrive none.ics) -ErrorAction Stop } | Should -Throw '*none.ics*' -ErrorId 'SmtpMessageFileUnusable,*'
    }

    It 'refuses a line end in <Name>' -ForEach @(
        @{ Name = 'Subject'; Value = "a`r`nBcc: v@example.com" }
        @{ Name = 'Header'; Value = @{ 'X-A' = "a`nX-B: b" } }
        @{ Name = 'MessageId'; Value = "<a@b>`r`nX: 1" }
        @{ Name = 'ReadReceiptTo'; Value = "a@example.com`r`nX: 1" }
        @{ Name = 'UnsubscribeUri'; Value = "https://example.org/`r`nX: 1" }
        @{ Name = 'Cc'; Value = "a@example.com`r`nX: 1" }
    ) {
        $arguments = $common + @{ $Name = $Value }
        { New-SmtpMessage @arguments -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidArgument,*'
    }

    It 'warns of a picture that the HTML does not show' {
        $picture = New-SmtpAttachment -Content ([byte[]](1)) -Name unused.png
        $message = New-SmtpMessage @common -HtmlBody '<p>x</p>' -InlineImage $picture -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -Match 'unused\.png'
        $message.Warnings | Should -Match 'unused\.png'
    }

    It 'says which file is missing' {
        { New-SmtpMessage @common -Attachments (Join-Path $TestDrive missing.pdf) -ErrorAction Stop } |
            Should -Throw '*missing.pdf*' -ErrorId 'SmtpMessageFileUnusable,SmtpTools.Commands.NewSmtpMessageCommand'
    }

    It 'shows its structure as a tree' {
        $shown = New-SmtpMessage @common -Subject s -Body a -HtmlBody b | Format-List | Out-String
        $shown | Should -Match 'multipart/alternative'
        $shown | Should -Match '  text/html \(1\)'
        $shown | Should -Match '<ana@example\.org> to bo@example\.com'
        New-SmtpMessage @common -Subject 'in the table' | Out-String | Should -Match 'in the table'
    }

    Context 'from a template' {
        BeforeAll {
            $template = Join-Path $TestDrive merge
            $null = New-Item $template -ItemType Directory
            Set-Content (Join-Path $template fields.txt) 'To: {{ Name }} <{{ Email }}>', 'Subject: News for {{ Name }}'
            Set-Content (Join-Path $template body.html) '<p>Dear {{ Name }}</p>'
            $csv = Join-Path $TestDrive rows.csv
            Set-Content $csv 'Name,Email,Customer', '"Doe, <b>Jane</b>",jane@example.com,K1', 'Bo,bo@example.com,K2', 'Eve,nobody,K3'
        }

        It 'fills it in from each row and tells by Export-Csv what became of each' {
            $listener = Start-SmtpListener
            try {
                $result = Join-Path $TestDrive result.csv
                Import-Csv $csv | New-SmtpMessage -Template $template -From ana@example.org -ErrorVariable failures -ErrorAction SilentlyContinue |
                    Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port -Security None | Export-Csv $result
                $told = Import-Csv $result
                $told.Customer | Should -Be K1, K2
                $told.Email | Should -Be jane@example.com, bo@example.com
                $told.State | Should -Be Sent, Sent
                $failures.Count | Should -Be 1
                $failures[0].TargetObject.Customer | Should -Be K3
                $received = Receive-SmtpMessage $listener -Timeout 10
                $received.Recipients.Address | Should -Be 'jane@example.com'
                $received.Message.Subject | Should -Be 'News for Doe, <b>Jane</b>'
                $received.Message.HtmlBody | Should -Match '<p>Dear Doe, &lt;b&gt;Jane&lt;/b&gt;</p>'
                $received.Message.TextBody.Trim() | Should -Be 'Dear Doe, <b>Jane</b>'
            }
            finally {
                $listener.Dispose()
            }
        }

        It 'keeps the row, from hashtables too and when serialised' {
            $message = @{ Name = 'Bo'; Email = 'bo@example.com'; Items = @(@{ A = 1 }) } | New-SmtpMessage -Template $template -From ana@example.org
            $message.Row.Name | Should -Be Bo
            $file = Join-Path $TestDrive merged.xml
            Import-Csv $csv | Select-Object -First 1 | New-SmtpMessage -Template $template -From ana@example.org | Export-Clixml $file
            $listener = Start-SmtpListener
            try {
                (Import-Clixml $file | Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port -Security None).Customer | Should -Be K1
            }
            finally {
                $listener.Dispose()
            }
        }

        It 'names the field that is missing, and the row' {
            [pscustomobject]@{ Name = 'a' }, [pscustomobject]@{ Email = 'b@example.com' } |
                New-SmtpMessage -Template $template -From ana@example.org -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failures.FullyQualifiedErrorId | Should -Be ('MailTemplateFieldMissing,SmtpTools.Commands.NewSmtpMessageCommand', 'MailTemplateFieldMissing,SmtpTools.Commands.NewSmtpMessageCommand')
            $failures[1].Exception.Message | Should -BeLike "Row 2 has no field 'Name'*"
            $failures[0].Exception.Field | Should -Be Email
        }

        It 'says what is no template, and what is no row' {
            { New-SmtpMessage -Template (Join-Path $TestDrive none) -ErrorAction Stop } | Should -Throw -ErrorId 'MailTemplateUnusable,*'
            { 'text' | New-SmtpMessage -Template $template -From a@example.org -ErrorAction Stop } | Should -Throw '*String*' -ErrorId 'InvalidArgument,*'
        }

        It 'takes a column of a parameter''s name before the template''s line' {
            $message = [pscustomobject]@{ Name = 'Bo'; Email = 'x'; To = 'other@example.com'; Subject = '{{ Name }}' } | New-SmtpMessage -Template $template -From ana@example.org
            $message.To | Should -Be 'other@example.com'
            $message.Subject | Should -Be '{{ Name }}'
        }
    }

    Context 'serialised' {
        BeforeAll {
            $message = New-SmtpMessage @common -Bcc ed@example.com -Subject 'Grüße' -Body ä -HtmlBody '<p>x</p>' -Attachments (New-SmtpAttachment -Content text -Name a.txt)
            $way = @{
                Clixml = { $file = Join-Path $TestDrive message.xml; $message | Export-Clixml $file; Import-Clixml $file }
                Job    = {
                    $job = Start-Job -ArgumentList $ModulePath { param($module) Import-Module $module; New-SmtpMessage -From 'Ana <ana@example.org>' -To bo@example.com -Bcc ed@example.com -Subject 'Grüße' -Body ä -HtmlBody '<p>x</p>' -Attachments (New-SmtpAttachment -Content text -Name a.txt) }
                    $job | Receive-Job -Wait -AutoRemoveJob
                }
            }
        }

        It 'by <_> keeps its facts, its parts and its octets, and can still be sent' -ForEach Clixml, Job {
            $read = & $way[$_]
            $read.Subject | Should -Be 'Grüße'
            $read.Bcc | Should -Be 'ed@example.com'
            $read.EnvelopeTo | Should -Be 'bo@example.com', 'ed@example.com'
            $read.Headers.Name | Should -Contain 'Message-ID'
            $read.Parts.ContentType | Should -Be 'multipart/mixed', 'multipart/alternative', 'text/plain', 'text/html', 'text/plain'
            $read.Attachments[0].Size | Should -Be 4
            $listener = Start-SmtpListener
            try {
                ($read | Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port -Security None).State | Should -Be Sent
                $received = Receive-SmtpMessage $listener -Timeout 10
                $received.Recipients.Address | Should -Be 'bo@example.com', 'ed@example.com'
                [Convert]::ToBase64String($received.Raw) | Should -Be $read.ContentBase64
            }
            finally {
                $listener.Dispose()
            }
        }

        It 'as JSON keeps its facts and its octets' {
            $read = $message | ConvertTo-Json -WarningVariable warnings | ConvertFrom-Json
            $warnings | Should -BeNullOrEmpty
            $read.Subject | Should -Be 'Grüße'
            $read.EnvelopeTo | Should -Be 'bo@example.com', 'ed@example.com'
            $read.Parts[4].Name | Should -Be 'a.txt'
            $read.Headers[0].Name | Should -Be 'Date'
            [Convert]::FromBase64String($read.ContentBase64) | Should -Be $message.ToOctets()
        }
    }
}
