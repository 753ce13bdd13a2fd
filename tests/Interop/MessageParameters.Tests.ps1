<#
    Each parameter that describes a message, given to New-SmtpMessage and to Send-SmtpMessage, and found again in the octets by Python's
    email package. A parameter without a check fails the last test.
#>
BeforeDiscovery {
    $picture = [byte[]](0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 1, 2, 3)
    $octets = [byte[]](0..255)
    $calendar = @(
        'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Example//Test//EN', 'METHOD:REQUEST', 'BEGIN:VEVENT', 'UID:1@example.test'
        'DTSTAMP:20261101T090000Z', 'DTSTART:20261102T090000Z', 'SUMMARY:Grüße €', 'ORGANIZER:mailto:ana@example.test'
        'ATTENDEE:mailto:bo@example.test', 'END:VEVENT', 'END:VCALENDAR', ''
    ) -join "`r`n"
    $long = 'words that are many ' * 20
    $name = 'Übergrößenträger €.pdf'

    # What is given, and a script that looks at what Python read ($read), its fields by name ($field), and $facts of the message or its envelope.
    $checks = @(
        @{ Parameter = 'To'; Give = @{ To = 'Jörg Müller <jm@example.test>', '"Doe, Jane" <jane@bücher.example>; plain@example.test' }
            Find = {
                $read.to.name | Should -Be 'Jörg Müller', 'Doe, Jane', ''
                $read.to.ForEach('address') | Should -Be jm@example.test, jane@xn--bcher-kva.example, plain@example.test
            } }
        @{ Parameter = 'From'; Give = @{ From = '漢字 <ana@example.test>' }; Find = { $read.from.name | Should -Be 漢字; $read.from.ForEach('address') | Should -Be ana@example.test } }
        @{ Parameter = 'Sender'; Give = @{ Sender = 'Büro <office@example.test>' }; Find = { "$($read.sender.name) $($read.sender.ForEach('address'))" | Should -Be 'Büro office@example.test' } }
        @{ Parameter = 'Cc'; Give = @{ Cc = 1..30 | ForEach-Object { "Përson $_ <p$_@example.test>" } }
            Find = { $read.cc.name | Should -Be (1..30 | ForEach-Object { "Përson $_" }); $read.cc.ForEach('address') | Should -Be (1..30 | ForEach-Object { "p$_@example.test" }) } }
        @{ Parameter = 'Bcc'; Give = @{ Bcc = 'hidden@example.test' }; Find = { $read.head | Should -Not -Match 'hidden'; $facts.To | Should -Contain hidden@example.test } }
        @{ Parameter = 'ReplyTo'; Give = @{ ReplyTo = 'Hëlp <help@example.test>', 'more@example.test' }
            Find = { $read.replyTo.name | Should -Be Hëlp, ''; $read.replyTo.ForEach('address') | Should -Be help@example.test, more@example.test } }
        @{ Parameter = 'EnvelopeFrom'; Give = @{ EnvelopeFrom = 'bounce@example.test' }; Find = { $facts.From | Should -Be bounce@example.test; $read.from.ForEach('address') | Should -Be ana@example.test } }
        @{ Parameter = 'Subject'; Give = @{ Subject = "Grüße, €, 漢字 $('🎉' * 40) =?utf-8?q?no?= and plain words after them" }
            Find = { $read.subject | Should -BeExactly "Grüße, €, 漢字 $('🎉' * 40) =?utf-8?q?no?= and plain words after them" } }
        @{ Parameter = 'Body'; Give = @{ Body = "Grüße € 漢字`r`n.`n..`r`nFrom here`n$('x' * 2000)" }
            Find = { $read.parts[0].type | Should -Be text/plain; $read.parts[0].text.TrimEnd() | Should -BeExactly "Grüße € 漢字`n.`n..`nFrom here`n$('x' * 2000)" } }
        @{ Parameter = 'HtmlBody'; Give = @{ Body = 'plain'; HtmlBody = '<p>Grüße €</p>' }
            Find = { $read.structure | Should -Be multipart/alternative, text/plain, text/html; $read.parts[1].text.TrimEnd() | Should -BeExactly '<p>Grüße €</p>' } }
        @{ Parameter = 'BodyAsHtml'; Give = @{ Body = '<p>Grüße</p>'; BodyAsHtml = $true }
            Find = { $read.parts.type | Should -Be text/plain, text/html; $read.parts[0].text.Trim() | Should -Be Grüße; $read.parts[1].text.TrimEnd() | Should -Be '<p>Grüße</p>' } }
        @{ Parameter = 'HtmlOnly'; Give = @{ HtmlBody = '<p>Grüße</p>'; HtmlOnly = $true }; Find = { $read.structure | Should -Be text/html } }
        @{ Parameter = 'FormatFlowed'; Give = @{ Body = $long.Trim(); FormatFlowed = $true }
            Find = { $read.parts[0].params.format | Should -Be flowed; $read.parts[0].text.TrimEnd() -replace " \n", ' ' | Should -BeExactly ('words that are many ' * 20).Trim() } }
        @{ Parameter = 'Attachments'; Give = @{ Attachments = @(@{ 'Übergrößenträger €.pdf' = $octets }, @{ "$('n' * 150).bin" = $picture }) }
            Find = {
                $read.parts[1, 2].name | Should -Be 'Übergrößenträger €.pdf', "$('n' * 150).bin"
                $read.parts[1, 2].type | Should -Be application/pdf, application/octet-stream
                $read.parts[1, 2].disposition | Should -Be attachment, attachment
                $read.parts[1].sha256 | Should -Be (Get-Sha256 ([byte[]](0..255)))
            } }
        @{ Parameter = 'InlineImage'; Give = @{ HtmlBody = '<img src="cid:Bild ü.png">'; InlineImage = @{ 'Bild ü.png' = $picture } }
            Find = {
                $read.structure | Should -Be multipart/alternative, text/plain, multipart/related, text/html, image/png
                $read.parts[2].disposition | Should -Be inline
                $read.parts[2].name | Should -Be 'Bild ü.png'
                $read.parts[1].text | Should -BeLike "*`"cid:$($read.parts[2].id.Trim('<>'))`"*"
            } }
        @{ Parameter = 'ImageFolder'; Give = { @{ HtmlBody = '<style>p { background: url(logo.png) }</style><img src="logo.png" srcset="logo.png 1x, big.png 2x"><img src="data:image/png;base64,iVBORw0KGgoAAQID"><p style="background: url(''back.png'')">x</p>'; ImageFolder = $TestDrive } }
            Find = {
                $read.parts.type | Should -Be text/plain, text/html, image/png, image/png, image/png, image/png
                $logo, $big, $data, $back = $read.parts[2..5].id.ForEach({ "cid:$($_.Trim('<>'))" })
                $read.parts[1].text.Trim() | Should -BeExactly "<style>p { background: url($logo) }</style><img src=`"$logo`" srcset=`"$logo 1x, $big 2x`"/><img src=`"$data`"/><p style=`"background: url($back)`">x</p>"
                $read.parts[2, 3, 5].sha256 | Should -Be (Get-Sha256 ([byte[]](1, 2, 3))), (Get-Sha256 ([byte[]](4, 5))), (Get-Sha256 ([byte[]](6)))
            } }
        @{ Parameter = 'Header'; Give = @{ Header = @{ 'X-Custom' = 'value with €'; 'X-Many' = 'a', 'b'; 'References' = '<1@example.test> <2@example.test>'; 'X-Long' = $long.Trim() } }
            Find = {
                $field['X-Custom'] | Should -Be 'value with €'
                $field['X-Many'] | Should -Be a, b
                $field['References'] | Should -Be '<1@example.test> <2@example.test>'
                $field['X-Long'] | Should -Be ('words that are many ' * 20).Trim()
            } }
        @{ Parameter = 'Priority'; Give = @{ Priority = 'High' }; Find = { "$($field['X-Priority']) $($field['Importance']) $($field['Priority'])" | Should -Be '1 high urgent' } }
        @{ Parameter = 'MessageId'; Give = @{ MessageId = 'given@example.test' }; Find = { $field['Message-ID'] | Should -Be '<given@example.test>' } }
        @{ Parameter = 'Date'; Give = @{ Date = [DateTimeOffset]::new(2026, 11, 2, 10, 0, 0, [TimeSpan]::FromHours(-3.5)) }; Find = { $field['Date'] | Should -Be 'Mon, 02 Nov 2026 10:00:00 -0330' } }
        @{ Parameter = 'CalendarInvite'; Give = @{ Body = 'Come!'; CalendarInvite = $calendar }
            Find = {
                $read.structure | Should -Be multipart/alternative, text/plain, text/calendar
                $read.parts[1].params.method | Should -Be REQUEST
                $read.parts[1].params.charset | Should -Be utf-8
                $read.parts[1].text | Should -BeLike '*SUMMARY:Grüße €*'
            } }
        @{ Parameter = 'UnsubscribeUri'; Give = @{ UnsubscribeUri = 'https://example.test/u?id=1&x=2', 'mailto:leave@example.test?subject=leave' }
            Find = { $field['List-Unsubscribe'] | Should -Be '<https://example.test/u?id=1&x=2>, <mailto:leave@example.test?subject=leave>'; $field['List-Unsubscribe-Post'] | Should -BeNullOrEmpty } }
        @{ Parameter = 'OneClickUnsubscribe'; Give = @{ UnsubscribeUri = 'https://example.test/u'; OneClickUnsubscribe = $true }
            Find = { $field['List-Unsubscribe'] | Should -Be '<https://example.test/u>'; $field['List-Unsubscribe-Post'] | Should -Be 'List-Unsubscribe=One-Click' } }
        @{ Parameter = 'AutoSubmitted'; Give = @{ AutoSubmitted = 'Generated' }; Find = { $field['Auto-Submitted'] | Should -Be auto-generated } }
        @{ Parameter = 'ReadReceiptTo'; Give = @{ ReadReceiptTo = 'Jörg <receipt@example.test>' }; Find = { "$($field['Disposition-Notification-To'])" | Should -Be 'Jörg <receipt@example.test>' } }
        @{ Parameter = 'Encoding'; Give = @{ Subject = 'Grüße'; Body = 'Grüße €'; Encoding = [Text.Encoding]::ASCII; WarningAction = 'SilentlyContinue' }
            Find = { $read.subject | Should -Be Grüße; $read.parts[0].params.charset | Should -Be utf-8; $read.parts[0].text.TrimEnd() | Should -Be 'Grüße €' } }
    )
    $newOnly = 'Sender', 'MessageId', 'Date'
    $sendOnly = 'Encoding'
    $cases = foreach ($check in $checks) {
        if ($check.Parameter -notin $sendOnly) { $check + @{ Command = 'New-SmtpMessage' } }
        if ($check.Parameter -notin $newOnly) { $check + @{ Command = 'Send-SmtpMessage' } }
    }

    $attachments = @(
        @{ Parameter = 'Path'; Give = { @{ Path = Join-Path $TestDrive 'Ä ü.txt' } }; Find = { $part.name | Should -Be 'Ä ü.txt'; $part.type | Should -Be text/plain; $part.sha256 | Should -Be (Get-Sha256 ([byte[]](4, 5, 6))) } }
        @{ Parameter = 'Content'; Give = { @{ Content = [byte[]](1, 2, 3); Name = 'a.bin' } }; Find = { $part.sha256 | Should -Be (Get-Sha256 ([byte[]](1, 2, 3))) } }
        @{ Parameter = 'Name'; Give = { @{ Path = Join-Path $TestDrive 'Ä ü.txt'; Name = '請求書 "1";x=y.csv' } }; Find = { $part.name | Should -Be '請求書 "1";x=y.csv' } }
        @{ Parameter = 'ContentType'; Give = { @{ Content = 'a;b'; Name = 'a'; ContentType = 'text/csv; header=present' } }; Find = { $part.type | Should -Be text/csv; $part.params.header | Should -Be present } }
        @{ Parameter = 'ContentId'; Give = { @{ Content = 'a'; Name = 'a.png'; ContentId = 'logo@example.test' } }; Find = { $part.id | Should -Be '<logo@example.test>' } }
        @{ Parameter = 'Disposition'; Give = { @{ Content = 'a'; Name = 'a.txt'; Disposition = 'Inline' } }; Find = { $part.disposition | Should -Be inline } }
    )
    $checked = $checks.Parameter
    $checkedOfAttachments = $attachments.Parameter
}

BeforeAll {
    . (Join-Path $PSScriptRoot '..' 'Pester' 'Common.ps1')
    . (Join-Path $PSScriptRoot 'PythonReader.ps1')
    $listener = Start-SmtpListener
    $server = @{ SmtpServer = '127.0.0.1'; Port = $listener.Port; Security = 'None' }
    [IO.File]::WriteAllBytes((Join-Path $TestDrive 'logo.png'), [byte[]](1, 2, 3))
    [IO.File]::WriteAllBytes((Join-Path $TestDrive 'big.png'), [byte[]](4, 5))
    [IO.File]::WriteAllBytes((Join-Path $TestDrive 'back.png'), [byte[]](6))
    [IO.File]::WriteAllBytes((Join-Path $TestDrive 'Ä ü.txt'), [byte[]](4, 5, 6))

    # With what is always needed, where it is not what is tested.
    function Merge-Parameter($Given) {
        $whole = @{ From = 'ana@example.test'; To = 'bo@example.test'; ErrorAction = 'Stop' }
        foreach ($name in $Given.Keys) { $whole[$name] = $Given[$name] }
        $whole
    }
}

AfterAll {
    $listener | Stop-SmtpListener
}

Describe 'What a parameter says is in the message' {
    It '<Command> -<Parameter>' -ForEach $cases {
        $given = Merge-Parameter $(if ($Give -is [scriptblock]) { & $Give } else { $Give })
        if ($Command -eq 'New-SmtpMessage') {
            $message = New-SmtpMessage @given
            $octets = $message.ToOctets()
            $facts = @{ From = $message.EnvelopeFrom; To = $message.EnvelopeTo }

            # What is caught at the other end is what was made.
            (($message | Send-SmtpMessage @server).State) | Should -Be Sent
            $captured = Receive-SmtpMessage -Listener $listener -Timeout 10
            [Convert]::ToHexString($captured.Raw) | Should -BeExactly ([Convert]::ToHexString($octets))
        }
        else {
            (Send-SmtpMessage @given @server).State | Should -Be Sent
            $captured = Receive-SmtpMessage -Listener $listener -Timeout 10
            $octets = $captured.Raw
            $facts = @{ From = $captured.ReversePath; To = $captured.Recipients.Address }
        }

        $read = Read-ByPython $octets
        $field = Get-Field $read
        . $Find

        # What every message has.
        $field['MIME-Version'] | Should -Be 1.0
        $field['Message-ID'] | Should -Match '^<[^<>@\s]+@[^<>@\s]+>$'
        $field['Date'] | Should -Match '^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}$'
    }

    It 'New-SmtpAttachment -<Parameter>' -ForEach $attachments {
        $given = & $Give
        $message = New-SmtpMessage -From ana@example.test -To bo@example.test -Subject s -Body text -Attachments (New-SmtpAttachment @given -ErrorAction Stop) -ErrorAction Stop
        $part = (Read-ByPython $message.ToOctets()).parts[1]
        . $Find
    }

    It 'New-SmtpMessage -Template and -InputObject' {
        $template = Join-Path $TestDrive invitation
        $null = New-Item $template -ItemType Directory
        Set-Content (Join-Path $template fields.txt) 'To: {{ Name }} <{{ Email }}>', 'Subject: Grüße, {{ Name }}'
        Set-Content (Join-Path $template body.html) '<p>Dear {{ Name }}</p>'
        $message = New-SmtpMessage -Template $template -From ana@example.test -InputObject ([pscustomobject]@{ Name = '<Jörg>, Dr.'; Email = 'jm@example.test' })
        $read = Read-ByPython $message.ToOctets()
        $read.to.name | Should -Be '<Jörg>, Dr.'
        $read.to.ForEach('address') | Should -Be jm@example.test
        $read.subject | Should -Be 'Grüße, <Jörg>, Dr.'
        $read.parts[0].text.Trim() | Should -Be 'Dear <Jörg>, Dr.'
        $read.parts[1].text.Trim() | Should -Be '<p>Dear &lt;Jörg&gt;, Dr.</p>'
    }

    It 'is checked above for every parameter of <Command>' -ForEach @(
        @{ Command = 'New-SmtpMessage'; Checked = $checked + 'Template', 'InputObject' }
        @{ Command = 'Send-SmtpMessage'; Checked = $checked
            # How it is sent: what session cmdlets have too, and these.
            Others = 'InputObject', 'SmtpServer', 'DeliveryNotificationOption', 'Session', 'MaxConnections', 'MaxRate', 'MaxMessagesPerConnection', 'RetryCount', 'RetryDelay',
            'StopAfter', 'DropAfter', 'UseSsl', 'RequireAllRecipients', 'DeliveryNotificationReturn', 'EnvelopeId', 'OriginalRecipient', 'RequireTls', 'DeliverWithin',
            'ReturnIfLate', 'HoldUntil', 'TransferPriority', 'Submitter', 'RecipientValidSince', 'AllowSignatureLoss', 'WhatIf', 'Confirm'
        }
        @{ Command = 'New-SmtpAttachment'; Checked = $checkedOfAttachments }
    ) {
        $sessions = (Get-Command Connect-SmtpServer).Parameters.Keys
        # ProtectionParameters.Tests.ps1 has those.
        $signing = 'Dkim*', 'Smime*', 'VerifyBeforeSend', 'DnsServer', 'DnsOverTcp'
        $left = foreach ($name in (Get-Command $Command).Parameters.Keys) {
            $isOther = $name -in $sessions -or $name -in $Others -or $name -in [Management.Automation.PSCmdlet]::CommonParameters -or $signing.Where{ $name -like $_ }
            if (-not $isOther -and $name -notin $Checked) { $name }
        }
        $left | Should -BeNullOrEmpty
    }
}
