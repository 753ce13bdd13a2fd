<#
    No text that is given makes a header field, a recipient or an SMTP command of its own. The parameters are found by reflection, so that a
    new one is attacked too, and every one must refuse the text or write it so that a reader finds no more than text.
#>
BeforeDiscovery {
    Import-Module (Join-Path (Split-Path (Split-Path $PSScriptRoot)) 'out' 'SmtpTools')
    $textTypes = [string], [string[]], [object], [object[]], [Collections.IDictionary]
    $sessions = (Get-Command Connect-SmtpServer).Parameters.Keys
    $cases = foreach ($command in 'New-SmtpMessage', 'Send-SmtpMessage', 'New-SmtpAttachment', 'Protect-SmtpMessage') {
        foreach ($parameter in (Get-Command $command).Parameters.Values) {
            if ($parameter.ParameterType -in $textTypes -and $parameter.Name -notin $sessions -and $parameter.Name -notin [Management.Automation.PSCmdlet]::CommonParameters) {
                @{ Command = $command; Parameter = $parameter.Name; Type = $parameter.ParameterType.Name }
            }
        }
    }
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $listener = Start-SmtpListener
    $server = @{ SmtpServer = '127.0.0.1'; Port = $listener.Port; Security = 'None' }

    $attacks = [ordered]@{
        CRLF            = "a`r`nX-Evil: 1"
        LF              = "a`nX-Evil: 1"
        CR              = "a`rX-Evil: 1"
        folded          = "a`r`n X-Evil: 1"
        'end of header' = "a`r`n`r`nX-Evil: 1"
        command         = "a`r`n.`r`nMAIL FROM:<evil@example.test>"
        NUL             = "a`0X-Evil: 1"
        NEL             = "a`u{85}X-Evil: 1"
        'U+2028'        = "a`u{2028}X-Evil: 1"
        'fullwidth'     = "a`u{FF0D}`u{560D}`u{560A}X-Evil: 1"
        'encoded word'  = 'a =?utf-8?q?=0D=0AX-Evil:_1?= b'
        'in base64'     = '=?utf-8?b?DQpYLUV2aWw6IDE=?='
        'in UTF-7'      = '=?utf-7?q?+AA0ACg-X-Evil:_1?='
        angles          = 'a> <evil@example.test'
    }

    # How a text gets into a parameter: as it is, and in the places that its grammar has.
    $places = @{
        Address     = { param($x) $x; "$x <a@example.test>"; "`"$x`" <a@example.test>"; "a@example.test$x"; "a@example.test ($x)" }
        Header      = { param($x) @{ 'X-Some' = $x }; @{ "X-Some$x" = '1' }; @{ 'Return-Receipt-To' = "$x <a@example.test>" }; @{ 'References' = $x }; @{ 'X-Many' = 'a', $x } }
        Attachments = {
            param($x)
            @{ $x = 'content' }
            New-SmtpAttachment -Content a -Name "$x.txt"
            New-SmtpAttachment -Content a -Name a.txt -ContentType "text/plain; name=`"$x`""
            New-SmtpAttachment -Content a -Name a.txt -ContentType "text/plain$x"
            New-SmtpAttachment -Content a -Name a.txt -ContentId $x
        }
        Link        = { param($x) "https://example.test/$x"; "mailto:a@example.test?subject=$x"; $x }
        Image       = { param($x) "<img src=`"cid:$x`"><a href=`"$x`">x</a>"; "<img src=`"data:image/png;name=$x;base64,AAAA`">"; $x }
        Calendar    = { param($x) "BEGIN:VCALENDAR`r`nVERSION:2.0`r`nPRODID:x`r`nMETHOD:REQUEST$x`r`nBEGIN:VEVENT`r`nUID:1`r`nDTSTAMP:20261101T090000Z`r`nDTSTART:20261102T090000Z`r`nORGANIZER:mailto:a@example.test`r`nATTENDEE:mailto:b@example.test`r`nEND:VEVENT`r`nEND:VCALENDAR"; $x }
        Text        = { param($x) $x }
    }
    $placeOf = @{
        To = 'Address'; From = 'Address'; Sender = 'Address'; Cc = 'Address'; Bcc = 'Address'; ReplyTo = 'Address'; EnvelopeFrom = 'Address'; ReadReceiptTo = 'Address'
        Header = 'Header'; Attachments = 'Attachments'; InlineImage = 'Attachments'; UnsubscribeUri = 'Link'; HtmlBody = 'Image'; CalendarInvite = 'Calendar'
    }
    # What a text of Protect-SmtpMessage needs beside it to get into a message.
    $key = New-DkimKey example.test s1 -Path $TestDrive
    $signing = @{ DkimKey = $key.Path; DkimSelector = 's1'; ArcKey = $key.Path; ArcSelector = 's1'; ArcDomain = 'example.test'; AuthenticationResults = 'mx.example.test; none' }
    $plain = New-SmtpMessage -From ana@example.test -To bo@example.test -Subject s -Body text

    # Their lines are the message's own.
    $bodies = 'Body', 'HtmlBody', 'CalendarInvite', 'Content'

    function Assert-NoInjection([byte[]] $Octets, [string[]] $Recipients, [bool] $IsBody) {
        $text = [Text.Encoding]::Latin1.GetString($Octets)
        $head = ($text -split "`r`n`r`n")[0]
        # Line ends are CRLF, and no other control character is there.
        $text -replace "`r`n", '' | Should -Not -Match '[\x00-\x08\x0A-\x1F\x7F]'
        # Neither in the header of the message nor, unless it is text's own line, in that of a part.
        $(if ($IsBody) { $head } else { $text }) | Should -Not -Match '(?m)^X-Evil'
        $head | Should -Not -Match '(?m)^MAIL FROM'
        ($head -split "`r`n" | Where-Object { $_ -notmatch '^[ \t]' }) | Should -Match '^(From|Sender|To|Cc|Reply-To|Subject|Date|Message-ID|MIME-Version|Content-[A-Za-z-]+|X-Some[^:]*|X-Many|Return-Receipt-To|References|Disposition-Notification-To|List-Unsubscribe|DKIM-Signature|ARC-(Seal|Message-Signature|Authentication-Results))\s*:'

        # What a reader decodes has no line end in it either.
        $file = Join-Path $TestDrive read.eml
        [IO.File]::WriteAllBytes($file, $Octets)
        $read = Import-SmtpMessage $file
        $read.Headers.Value | Should -Not -Match '[\r\n\x00]'
        $read.Parts.Name | Should -Not -Match '[\r\n\x00]'
        @($read.To) + @($read.Cc) + $Recipients | Should -Not -Match '^evil@'
        $read
    }
}

AfterAll {
    $listener | Stop-SmtpListener
}

Describe 'Header injection' {
    It 'is not possible by <Command> -<Parameter>' -ForEach $cases {
        $refused = $made = 0
        foreach ($attack in $attacks.GetEnumerator()) {
            $place = $places[$(if ($placeOf[$Parameter]) { $placeOf[$Parameter] } else { 'Text' })]
            $values = try { & $place $attack.Value } catch { $refused++; continue }
            foreach ($value in $values) {
                $given = @{ $Parameter = $value; ErrorAction = 'Stop'; WarningAction = 'SilentlyContinue' }
                if ($Command -eq 'Protect-SmtpMessage') {
                    $signing.GetEnumerator() | Where-Object { $_.Key -notin $given.Keys } | ForEach-Object { $given[$_.Key] = $_.Value }
                }
                elseif ($Command -eq 'New-SmtpAttachment') {
                    if ($Parameter -ne 'Path') { $given['Content'] = $given['Content'] ?? 'a'; $given['Name'] = $given['Name'] ?? 'a.txt' }
                }
                else {
                    $given['From'] = $given['From'] ?? 'ana@example.test'
                    $given['To'] = $given['To'] ?? 'bo@example.test'
                }

                try {
                    if ($Command -eq 'Send-SmtpMessage') {
                        $null = Send-SmtpMessage @given @server
                        $captured = Receive-SmtpMessage -Listener $listener -Timeout 10
                        $octets, $recipients = $captured.Raw, (@($captured.Recipients.Address) + $captured.ReversePath)
                    }
                    else {
                        $message = if ($Command -eq 'New-SmtpMessage') { New-SmtpMessage @given } elseif ($Command -eq 'Protect-SmtpMessage') { $plain | Protect-SmtpMessage @given } else {
                            New-SmtpMessage -From ana@example.test -To bo@example.test -Attachments (New-SmtpAttachment @given) -ErrorAction Stop
                        }
                        $octets, $recipients = $message.ToOctets(), (@($message.EnvelopeTo) + $message.EnvelopeFrom)
                    }
                }
                catch {
                    $refused++
                    continue
                }

                $made++
                $read = Assert-NoInjection $octets $recipients ($Parameter -in $bodies)
                if ($Parameter -eq 'Subject') {
                    $read.Subject | Should -BeExactly $attack.Value -Because 'what looks like an encoded word is text too'
                }
            }
        }

        $refused + $made | Should -BeGreaterThan 10
    }

    It 'is not possible by the <_> of a row that a template takes' -ForEach 'Name', 'Email', 'Title', 'File', 'Text' {
        $attacked = $_
        $folder = Join-Path $TestDrive merge
        if (-not (Test-Path $folder)) {
            $null = New-Item $folder -ItemType Directory
            Set-Content (Join-Path $folder fields.txt) 'To: {{ Name }} <{{ Email }}>', 'Subject: {{ Title }}', 'Attachment: file.txt; name={{ File }}.txt'
            Set-Content (Join-Path $folder body.txt) 'Dear {{ Text }}'
            Set-Content (Join-Path $folder body.html) '<p>Dear {{ Text }}</p>'
            Set-Content (Join-Path $folder file.txt) attached
        }

        $outcomes = foreach ($attack in $attacks.GetEnumerator()) {
            $row = @{ Name = 'Bo'; Email = 'bo@example.test'; Title = 'title'; File = 'file'; Text = 'text' }
            $row[$attacked] = $attack.Value
            try {
                $message = New-SmtpMessage -Template $folder -From ana@example.test -InputObject ([pscustomobject]$row) -ErrorAction Stop
            }
            catch {
                $_.FullyQualifiedErrorId | Should -Match '^(MailTemplateRowUnusable|InvalidArgument),'
                'refused'
                continue
            }

            $null = Assert-NoInjection $message.ToOctets() @($message.EnvelopeTo) ($attacked -eq 'Text')
            $message.EnvelopeTo.Count | Should -Be 1
            'made'
        }

        $outcomes.Count | Should -Be $attacks.Count
    }
}
