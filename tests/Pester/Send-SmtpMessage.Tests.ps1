BeforeAll {
    . $PSScriptRoot/Common.ps1
    $common = @{ SmtpServer = '127.0.0.1'; From = 'Ana <ana@example.org>' }
    $secret = 's3cr3t-pass'
    $credential = [pscredential]::new('ana', (ConvertTo-SecureString $secret -AsPlainText -Force))

    # A listener for one test; its port is added to what every call needs.
    function Start-Peer {
        $script:listener = Start-SmtpListener @args
        $script:to = $common + @{ Port = $script:listener.Port }
    }

    function Receive-One { Receive-SmtpMessage $script:listener -Timeout 10 }

    function Get-Text($Message) { [Text.Encoding]::UTF8.GetString($Message.Raw) }
}

Describe 'Send-SmtpMessage' {
    AfterEach {
        if ($script:listener) { Stop-SmtpListener $script:listener }
        $script:listener = $null
    }

    Context 'in the place of Send-MailMessage' {
        It 'has every parameter of it under its own name' {
            $theirs = 'Attachments', 'Bcc', 'Body', 'BodyAsHtml', 'Cc', 'Credential', 'DeliveryNotificationOption', 'Encoding', 'From', 'Port',
                'Priority', 'ReplyTo', 'SmtpServer', 'Subject', 'To', 'UseSsl'
            $ours = (Get-Command Send-SmtpMessage).Parameters.Keys
            $theirs | Where-Object { $_ -notin $ours } | Should -BeNullOrEmpty
        }

        It 'sends text as UTF-8, with subject, names and several recipients in one string' {
            Start-Peer
            $sent = Send-SmtpMessage @to -To 'Bö <bo@example.com>, cy@example.com' -Cc di@example.com -Bcc ed@example.com -Subject 'Grüße € 漢' -Body "ä€漢`n.dot`nend"
            $sent.State | Should -Be Sent
            $message = Receive-One
            $message.Recipients.Address | Should -Be 'bo@example.com', 'cy@example.com', 'di@example.com', 'ed@example.com'
            $message.ReversePath | Should -Be 'ana@example.org'
            $message.Message.Subject | Should -Be 'Grüße € 漢'
            $message.Message.TextBody.TrimEnd() -replace '\r' | Should -Be "ä€漢`n.dot`nend"
            Get-Text $message | Should -Not -Match 'ed@example.com'
        }

        It 'takes $PSEmailServer where no server is given, and says so where there is none' {
            Start-Peer
            $PSEmailServer = '127.0.0.1'
            (Send-SmtpMessage -Port $listener.Port -From a@example.org -To b@example.com -Subject x -Body y).State | Should -Be Sent
            $PSEmailServer = ''
            $null = Send-SmtpMessage -From a@example.org -To b@example.com -Subject x -Body y -ErrorAction SilentlyContinue -ErrorVariable failure
            $failure.Exception.Message | Should -Match 'PSEmailServer'
        }

        It 'asks for no notification unless told to' {
            Start-Peer
            $null = Send-SmtpMessage @to -To b@example.com -Subject x -Body y
            (Receive-One).Recipients[0].Parameters.Keys | Should -BeNullOrEmpty
            $null = Send-SmtpMessage @to -To b@example.com -Subject x -Body y -DeliveryNotificationOption OnFailure, Delay
            (Receive-One).Recipients[0].Parameters['NOTIFY'] | Should -Be 'FAILURE,DELAY'
        }

        It 'attaches files and leaves none locked' {
            Start-Peer
            $file = Join-Path $TestDrive 'Übergröße.txt'
            Set-Content $file 'content' -NoNewline
            $null = Send-SmtpMessage @to -To b@example.com -Subject x -Body y -Attachments (Get-Item $file)
            (Receive-One).Message.Attachments.Name | Should -Be 'Übergröße.txt'
            { Remove-Item $file -ErrorAction Stop } | Should -Not -Throw
        }

        It 'refuses -UseSsl beside a -Security that gives it up' {
            { Send-SmtpMessage @common -To b@example.com -Subject x -Body y -UseSsl -Security None } | Should -Throw -ErrorId 'SmtpSecurityContradicted*'
        }

        It 'sends text and HTML with a picture that the HTML shows' {
            Start-Peer
            $image = Join-Path $TestDrive logo.png
            [IO.File]::WriteAllBytes($image, [byte[]](137, 80, 78, 71, 13, 10, 26, 10))
            $null = Send-SmtpMessage @to -To b@example.com -Subject x -Body plain -HtmlBody '<p>rich <img src="cid:logo.png"></p>' -InlineImage $image
            $message = (Receive-One).Message
            $message.Parts.ContentType | Should -Be 'multipart/alternative', 'text/plain', 'multipart/related', 'text/html', 'image/png'
        }
    }

    Context 'in a pipeline' {
        It 'makes a message of each row and keeps one connection' {
            Start-Peer
            $rows = "To,Subject,Body`na@example.com,One,First`nb@example.com,Two,Second`nc@example.com,Three,Third" | ConvertFrom-Csv
            $sent = $rows | Send-SmtpMessage @to
            $sent.State | Should -Be Sent, Sent, Sent
            $sent.Subject | Should -Be One, Two, Three
            $listener.ConnectionCount | Should -Be 1
            Receive-SmtpMessage $listener -Count 3 -Timeout 10 | ForEach-Object { $_.Recipients.Address } | Should -Be 'a@example.com', 'b@example.com', 'c@example.com'
        }

        It 'goes on after a row that can''t be a message' {
            Start-Peer
            $rows = "To`nnobody`nb@example.com" | ConvertFrom-Csv
            $sent = $rows | Send-SmtpMessage @to -Subject x -Body y -ErrorAction SilentlyContinue -ErrorVariable failure
            @($sent).Count | Should -Be 1
            $sent.State | Should -Be Sent
            @($failure).Count | Should -Be 1
            $failure[0].Exception.Message | Should -Match 'nobody'
        }

        It 'sends ready messages as they are, but for Bcc' {
            Start-Peer
            $file = Join-Path $TestDrive ready.eml
            [IO.File]::WriteAllText($file, "From: ana@example.org`r`nTo: bo@example.com`r`nBcc: cy@example.com`r`nSubject: ready`r`n`r`n..two dots`r`n")
            $sent = Get-ChildItem $file | Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port
            $sent.State | Should -Be Sent
            $message = Receive-One
            Get-Text $message | Should -Be "From: ana@example.org`r`nTo: bo@example.com`r`nSubject: ready`r`n`r`n..two dots`r`n"
            $message.Recipients.Address | Should -Be 'bo@example.com', 'cy@example.com'
        }

        It 'attaches piped files that are no messages' {
            Start-Peer
            $folder = New-Item (Join-Path $TestDrive files) -ItemType Directory
            'one', 'two' | ForEach-Object { Set-Content (Join-Path $folder "$_.txt") $_ }
            $sent = Get-ChildItem $folder | Send-SmtpMessage @to -To b@example.com -Subject files -Body y
            @($sent).Count | Should -Be 1
            (Receive-One).Message.Attachments.Name | Should -Be 'one.txt', 'two.txt'
        }

        It 'stops with the pipeline' {
            Start-Peer
            $sent = 1..50 | ForEach-Object { [pscustomobject]@{ To = "r$_@example.com"; Subject = $_; Body = 'x' } } | Send-SmtpMessage @to | Select-Object -First 2
            $sent.Count | Should -Be 2
            $listener.MessageCount | Should -BeLessThan 50
        }
    }

    Context 'and refusals' {
        It 'names a refused recipient in an error, and the others get the message' {
            Start-Peer -Rule @{ Command = 'RCPT'; Match = '*@full.example'; Reply = '452 4.2.2 Mailbox full' }
            $sent = Send-SmtpMessage @to -To a@example.com, b@full.example -Subject x -Body y -ErrorAction SilentlyContinue -ErrorVariable failure
            $sent.State | Should -Be PartlySent
            $sent.Recipients.State | Should -Be Accepted, Deferred
            @($failure).Count | Should -Be 1
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpRecipientDeferred,*'
            $failure[0].TargetObject | Should -Be 'b@full.example'
            $failure[0].CategoryInfo.Category | Should -Be LimitsExceeded
            $status = Get-SmtpStatus '452 4.2.2 Mailbox full' -Phase Recipient
            $status.Name | Should -Be MailboxFull
            $failure[0].ErrorDetails.RecommendedAction | Should -BeExactly "$($status.Meaning) $($status.NextStep)"
            (Receive-One).Recipients.Address | Should -Be 'a@example.com'
        }

        It 'says what a refusal means, why it came and what to do, in the error and in the result' {
            $reply = '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.'
            Start-Peer -Credential $credential -Rule @{ Command = 'AUTH'; Reply = $reply }
            $sent = Send-SmtpMessage @to -To a@example.com -Subject x -Body y -Credential $credential -TrustedRoot $listener.Certificate -ErrorAction SilentlyContinue -ErrorVariable failure
            $status = Get-SmtpStatus $reply -Phase Auth
            $status.Name | Should -Be TenantSmtpAuthDisabled
            @($failure).Count | Should -Be 1
            $failure[0].ErrorDetails.RecommendedAction | Should -BeExactly "$($status.Meaning) $($status.NextStep)"
            $sent.Explanation | ConvertTo-Json | Should -BeExactly ($status | ConvertTo-Json)
            $list = ($sent | Format-List | Out-String -Width 1000) -replace '\s+', ' '
            $status.Meaning, $status.LikelyCause, $status.NextStep | ForEach-Object { $list | Should -BeLike "*$([WildcardPattern]::Escape($_))*" }
        }

        It 'explains the refusal of each recipient, and nothing that was taken' {
            Start-Peer -Rule @{ Command = 'RCPT'; Match = 'b@*'; Reply = '550 5.1.1 No such user' }
            $sent = Send-SmtpMessage @to -To a@example.com, b@example.com -Subject x -Body y -ErrorAction SilentlyContinue
            $sent.Explanation | Should -BeNullOrEmpty
            $sent.Recipients[0].Explanation | Should -BeNullOrEmpty
            $sent.Recipients[1].Explanation.Name | Should -Be MailboxUnknown
            $sent.Recipients[1] | Format-List | Out-String | Should -Match NextStep
            $file = Join-Path $TestDrive explained.xml
            $sent | Export-Clixml $file
            (Import-Clixml $file).Recipients[1].Explanation.NextStep | Should -Be $sent.Recipients[1].Explanation.NextStep
        }

        It 'names every recipient left where a further transaction is refused at <Command>' -ForEach @(
            @{ Command = 'MAIL'; Reply = '451 4.3.0 Later'; Id = 'SmtpRecipientNotTried' }
            @{ Command = 'MAIL'; Reply = '550 5.7.1 No'; Id = 'SmtpRecipientNotTried' }
            @{ Command = 'DATA'; Reply = '554 5.7.1 No'; Id = 'SmtpRecipientRejected' }
        ) {
            Start-Peer -MaxRecipients 2 -DisableExtension Chunking -Rule @{ Command = $Command; Skip = 1; Reply = $Reply }
            $four = 'a', 'b', 'c', 'd' | ForEach-Object { "$_@example.com" }
            $sent = Send-SmtpMessage @to -To $four -Subject x -Body y -ErrorAction SilentlyContinue -ErrorVariable failure
            $sent.State | Should -Be PartlySent
            $sent.Recipients.Address | Should -Be $four
            $sent.Recipients.State[0, 1] | Should -Be Accepted, Accepted
            @($failure).Count | Should -Be 2
            $failure.TargetObject | Should -Be $four[2, 3]
            $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $failure.Exception.Message | Should -BeLike "*: $Reply"
            $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }

        It 'names those that a lost connection left out, beside what it is about the others' {
            Start-Peer -MaxRecipients 1 -DisableExtension Chunking -Rule @{ Command = 'MAIL'; Skip = 1; Drop = $true }
            $sent = Send-SmtpMessage @to -To a@example.com, b@example.com -Subject x -Body y -ErrorAction SilentlyContinue -ErrorVariable failure
            $sent.State | Should -Be PartlySent
            @($failure | Where-Object FullyQualifiedErrorId -Like 'SmtpRecipientNotTried,*').TargetObject | Should -Be b@example.com
            @($failure | Where-Object FullyQualifiedErrorId -Like 'SmtpMailConnectionLost,*').Count | Should -Be 1
        }

        It 'gives nobody the message with -RequireAllRecipients' {
            Start-Peer -Rule @{ Command = 'RCPT'; Match = 'b@*'; Reply = '550 5.1.1 No such user' }
            $sent = Send-SmtpMessage @to -To a@example.com, b@example.com -Subject x -Body y -RequireAllRecipients -ErrorAction SilentlyContinue
            $sent.State | Should -Be Refused
            $listener.MessageCount | Should -Be 0
        }

        It 'gives the result also when the content is refused, with one error' {
            Start-Peer -DisableExtension Chunking -Rule @{ Command = 'CONTENT'; Reply = '554 5.7.1 Policy' }
            $sent = Send-SmtpMessage @to -To a@example.com, b@example.com -Subject x -Body y -ErrorAction SilentlyContinue -ErrorVariable failure
            $sent.State | Should -Be Refused
            $sent.Reply.EnhancedStatus | Should -Be '5.7.1'
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpEndOfDataRefused,*'
            $failure[0].CategoryInfo.Category | Should -Be PermissionDenied
        }

        It 'calls a message in doubt whose answer never came' {
            Start-Peer -DisableExtension Chunking -Rule @{ Command = 'CONTENT'; Drop = $true }
            $sent = Send-SmtpMessage @to -To a@example.com -Subject x -Body y -ErrorAction SilentlyContinue -ErrorVariable failure
            $sent.State | Should -Be InDoubt
            $sent.IsRetryable | Should -BeFalse
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpDeliveryInDoubt,*'
        }

        It 'opens a new connection for the message after a lost one' {
            Start-Peer -DisableExtension Chunking -Rule @{ Command = 'MAIL'; Drop = $true; Count = 1 }
            $rows = 'a', 'b' | ForEach-Object { [pscustomobject]@{ To = "$_@example.com" } }
            $sent = $rows | Send-SmtpMessage @to -Subject x -Body y -ErrorAction SilentlyContinue
            $sent.State | Should -Be NotSent, Sent
        }

        It 'makes an unreachable server a result and an error' {
            $socket = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
            $socket.Start()
            $port = $socket.LocalEndpoint.Port
            $socket.Stop()
            $sent = Send-SmtpMessage @common -Port $port -To a@example.com -Subject x -Body y -ErrorAction SilentlyContinue -ErrorVariable failure
            $sent.State | Should -Be NotSent
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpConnectFailed,*'
            { Send-SmtpMessage @common -Port $port -To a@example.com -Subject x -Body y -ErrorAction Stop } | Should -Throw
        }
    }

    Context 'and protection' {
        It 'goes under TLS when offered, and says what the certificate is worth' {
            Start-Peer
            $sent = Send-SmtpMessage @to -To a@example.com -Subject x -Body y
            $sent.Tls.Protocol | Should -BeLike 'TLS 1.*'
            $sent.Tls.IsVerified | Should -BeFalse
            $sent.Notes | Should -Match 'not proved'
        }

        It 'requires a certificate that holds as soon as a credential is given' {
            Start-Peer -Credential $credential
            $sent = Send-SmtpMessage @to -To a@example.com -Subject x -Body y -Credential $credential -ErrorAction SilentlyContinue -ErrorVariable failure
            $sent.State | Should -Be NotSent
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpCertificateRejected,*'
            $sent = Send-SmtpMessage @to -To a@example.com -Subject x -Body y -Credential $credential -TrustedRoot $listener.Certificate
            $sent.State | Should -Be Sent
            $sent.Tls.IsVerified | Should -BeTrue
            (Receive-One).AuthIdentity | Should -Be ana
        }

        It 'warns and names what was ignored with -SkipCertificateCheck' {
            Start-Peer -Credential $credential
            $sent = Send-SmtpMessage @to -To a@example.com -Subject x -Body y -Credential $credential -SkipCertificateCheck -WarningVariable warning -WarningAction SilentlyContinue
            $sent.State | Should -Be Sent
            $sent.Tls.Ignored | Should -Match UntrustedRoot
            $warning | Should -Match 'SkipCertificateCheck'
        }

        It 'sends no password without TLS, and lists why no mechanism was used' {
            Start-Peer -Credential $credential -DisableExtension StartTls
            $sent = Send-SmtpMessage @to -To a@example.com -Subject x -Body y -Credential $credential -Security None -AuthMechanism PLAIN -ErrorAction SilentlyContinue -ErrorVariable failure
            $sent.State | Should -Be NotSent
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpAuthNotPossible,*'
            $failure[0].Exception.Message | Should -Match 'PLAIN'
            "$($sent.Transcript)" | Should -Not -Match 'AUTH'
        }

        It 'keeps the secret out of every record, on the wire in the clear or not' {
            Start-Peer -Credential $credential -DisableExtension StartTls -AllowUnprotectedAuth
            $lines = Send-SmtpMessage @to -To a@example.com -Subject x -Body y -Credential $credential -Security None -AllowUnprotectedAuth -AuthMechanism PLAIN -Verbose 4>&1
            $sent = $lines | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] }
            $sent.State | Should -Be Sent
            $encoded = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("`0ana`0$secret"))
            $all = ($lines | Out-String) + ($sent.Transcript | Out-String) + ($sent | ConvertTo-Json -Depth 6)
            $all | Should -Not -Match ([regex]::Escape($secret))
            $all | Should -Not -Match ([regex]::Escape($encoded))
        }

        It 'fails where the server refuses the password' {
            Start-Peer -Credential $credential
            $wrong = [pscredential]::new('ana', (ConvertTo-SecureString wrong -AsPlainText -Force))
            $sent = Send-SmtpMessage @to -To a@example.com -Subject x -Body y -Credential $wrong -TrustedRoot $listener.Certificate -ErrorAction SilentlyContinue -ErrorVariable failure
            $sent.State | Should -Be NotSent
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpAuthFailed,*'
            $listener.MessageCount | Should -Be 0
        }
    }

    Context 'and its output' {
        It 'opens nothing with -WhatIf and shows the dialogue to be' {
            Start-Peer
            $said = Invoke-FreshPwsh {
                param($module, $port)
                Import-Module $module
                Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $port -From a@example.org -To b@example.com -Subject x -Body y -WhatIf
            } $listener.Port | Out-String
            $said | Should -Match 'MAIL FROM:<a@example.org>'
            $said | Should -Match 'RCPT TO:<b@example.com>'
            $listener.ConnectionCount | Should -Be 0
        }

        It 'keeps its facts through Export-Clixml and ConvertTo-Json' {
            Start-Peer
            $sent = Send-SmtpMessage @to -To a@example.com -Subject x -Body y
            $file = Join-Path $TestDrive sent.xml
            $sent | Export-Clixml $file
            $back = Import-Clixml $file
            $back.State.ToString() | Should -Be Sent
            $back.Recipients[0].Address | Should -Be 'a@example.com'
            $back.Recipients[0].Reply.Code | Should -Be 250
            $back.Tls.Certificate.Names | Should -Be $sent.Tls.Certificate.Names
            $back.Transcript.Count | Should -Be $sent.Transcript.Count
            ($sent | ConvertTo-Json -Depth 5 | ConvertFrom-Json).Recipients[0].Reply.Code | Should -Be 250
        }

        It 'has a table and a list' {
            Start-Peer
            $sent = Send-SmtpMessage @to -To a@example.com -Subject Hello -Body y
            $sent | Out-String | Should -Match '1/1'
            $sent | Format-List | Out-String | Should -Match 'a@example.com: Accepted'
        }

        It 'shows the dialogue with -Verbose' {
            Start-Peer
            $lines = Send-SmtpMessage @to -To a@example.com -Subject x -Body y -Verbose 4>&1
            "$lines" | Should -Match 'RCPT TO:<a@example.com>'
        }
    }
}
