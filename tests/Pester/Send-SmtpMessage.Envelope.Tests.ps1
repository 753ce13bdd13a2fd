Describe 'Send-SmtpMessage, what it asks of the transport' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $listener = Start-SmtpListener -Credential ([pscredential]::new("ana", (ConvertTo-SecureString x -AsPlainText -Force)))
        $message = @{ SmtpServer = '127.0.0.1'; Port = $listener.Port; From = 'ana@example.org'; To = 'bo@example.com'; Subject = 'x'; Body = 'y' }

        function Get-Sent([hashtable] $Wishes = @{}) {
            Send-SmtpMessage @message @Wishes | ForEach-Object State | Should -Be Sent
            Receive-SmtpMessage $listener -Timeout 10
        }
    }

    AfterAll {
        Stop-SmtpListener $listener
    }

    It 'says nothing that was not asked for' {
        (Get-Sent).MailParameters.Keys | Should -Not -Match 'RET|ENVID|REQUIRETLS|BY|HOLDUNTIL|MT-PRIORITY|AUTH'
    }

    It 'asks for delivery notifications with what they bring back, an identifier and the first recipient' {
        $got = Get-Sent @{
            DeliveryNotificationOption = 'OnFailure', 'Delay'
            DeliveryNotificationReturn = 'Headers'
            EnvelopeId = 'order 4711'
            OriginalRecipient = @{ 'bo@example.com' = 'bo@old.example'; 'other@example.com' = 'x400;whoever' }
        }
        $got.MailParameters.RET | Should -BeExactly HDRS
        $got.EnvelopeId | Should -BeExactly 'order 4711'
        $got.Recipients[0].Notify | Should -BeExactly 'FAILURE,DELAY'
        $got.Recipients[0].OriginalRecipient | Should -BeExactly 'rfc822;bo@old.example'
    }

    It 'takes the identifier from a row' {
        [pscustomobject]@{ EnvelopeId = 'row-1' }, [pscustomobject]@{ EnvelopeId = '' } | Send-SmtpMessage @message | ForEach-Object State | Should -Be Sent, Sent
        (Receive-SmtpMessage $listener -Count 2 -Timeout 10).EnvelopeId | Should -Be 'row-1', $null
    }

    It 'limits the time of delivery: <Expected>' -ForEach @(
        @{ Given = @{ DeliverWithin = 7200 }; Expected = '7200;N' }
        @{ Given = @{ DeliverWithin = 7200; ReturnIfLate = $true }; Expected = '7200;R' }
    ) {
        (Get-Sent $Given).MailParameters.BY | Should -BeExactly $Expected
    }

    It 'holds a message, gives it a priority and tells who submitted it' {
        $release = [DateTimeOffset]::UtcNow.AddHours(1)
        $got = Get-Sent @{ HoldUntil = $release; TransferPriority = -3; Submitter = 'cy@example.org' }
        $got.MailParameters.HOLDUNTIL | Should -BeExactly $release.ToString('yyyy-MM-ddTHH:mm:ssZ')
        $got.MailParameters.'MT-PRIORITY' | Should -BeExactly '-3'
        $got.MailParameters.AUTH | Should -BeExactly 'cy@example.org'
    }

    It 'asks that the mailbox has had its owner since a time' {
        (Get-Sent @{ RecipientValidSince = '2024-01-02T03:04:05Z' }).Recipients[0].Parameters.RRVS | Should -Match '^2024-01-02T03:04:05Z'
    }

    It 'asks for TLS on the whole way, under TLS that holds alone' {
        (Get-Sent @{ RequireTls = $true; TrustedRoot = $listener.Certificate }).MailParameters.Keys | Should -Contain REQUIRETLS
        $result = Send-SmtpMessage @message -RequireTls -ErrorAction SilentlyContinue -ErrorVariable failure
        $result.State | Should -Be NotSent
        "$failure" | Should -Match 'REQUIRETLS'
        Receive-SmtpMessage $listener -Timeout 0 | Should -BeNullOrEmpty
    }

    It 'does not send what the server would pass over: <Keyword>' -ForEach @(
        @{ Given = @{ DeliverWithin = 60 }; Keyword = 'DELIVERBY' }
        @{ Given = @{ HoldUntil = [DateTimeOffset]::UtcNow.AddHours(1) }; Keyword = 'FUTURERELEASE' }
        @{ Given = @{ RecipientValidSince = [DateTimeOffset]::UtcNow }; Keyword = 'RRVS' }
    ) {
        $result = Send-SmtpMessage @message @Given -IgnoreExtension $Keyword -ErrorAction SilentlyContinue -ErrorVariable failure
        $result.State | Should -BeIn NotSent, Refused
        "$failure" | Should -Match $Keyword
        Receive-SmtpMessage $listener -Timeout 0 | Should -BeNullOrEmpty
    }

    It 'leaves out a priority that the server does not know, and says so' {
        $result = Send-SmtpMessage @message -TransferPriority 4 -IgnoreExtension MT-PRIORITY
        "$($result.Notes)" | Should -Match 'MT-PRIORITY'
        (Receive-SmtpMessage $listener -Timeout 10).MailParameters.Keys | Should -Not -Contain MT-PRIORITY
    }

    It 'refuses what can not be: <Why>' -ForEach @(
        @{ Given = @{ ReturnIfLate = $true }; Why = 'ReturnIfLate without DeliverWithin' }
        @{ Given = @{ OriginalRecipient = @{ 'no address' = 'a@example.com' } }; Why = 'a key that is no address' }
    ) {
        { Send-SmtpMessage @message @Given } | Should -Throw -ErrorId 'SmtpSendArgumentInvalid,*'
    }

    It 'shows it all with -WhatIf' {
        $shown = Invoke-FreshPwsh {
            param($module)
            Import-Module $module
            # Its times have dots, and its minus is none of ASCII.
            [cultureinfo]::CurrentCulture = 'fi-FI'
            Send-SmtpMessage -SmtpServer mail.example.test -From a@example.org -To b@example.com -Subject x -Body y -RequireTls -EnvelopeId id-1 -DeliverWithin 60 `
                -HoldUntil 2026-12-24T18:00:00Z -TransferPriority -3 -XClient @{ Address = '192.0.2.1' } -WhatIf
        } | Out-String
        $shown | Should -Match 'REQUIRETLS'
        $shown | Should -Match 'ENVID=id-1'
        $shown | Should -Match 'BY=60;N'
        $shown | Should -Match 'HOLDUNTIL=2026-12-24T18:00:00Z'
        $shown | Should -Match 'MT-PRIORITY=-3'
        $shown | Should -Match 'XCLIENT'
    }

    Context 'a signed message for a server without 8BITMIME' {
        BeforeAll {
            $path = Join-Path $TestDrive signed.eml
            [IO.File]::WriteAllText($path, "From: ana@example.org`r`nTo: bo@example.com`r`nSubject: x`r`nDKIM-Signature: v=1; b=x`r`nMIME-Version: 1.0`r`nContent-Type: text/plain; charset=utf-8`r`nContent-Transfer-Encoding: 8bit`r`n`r`nGr$([char]0xFC)n`r`n")
            $route = @{ SmtpServer = '127.0.0.1'; Port = $listener.Port; IgnoreExtension = '8BITMIME', 'BINARYMIME' }
        }

        It 'is refused' {
            (Get-Item $path | Send-SmtpMessage @route -ErrorAction SilentlyContinue -ErrorVariable failure).State | Should -Be NotSent
            "$failure" | Should -Match 'DKIM-Signature'
        }

        It 'goes where its signature may be lost, and the result says so' {
            $result = Get-Item $path | Send-SmtpMessage @route -AllowSignatureLoss
            $result.State | Should -Be Sent
            "$($result.Notes)" | Should -Match 'signature was lost.*DKIM-Signature'
            $text = [Text.Encoding]::ASCII.GetString((Receive-SmtpMessage $listener -Timeout 10).Message.ToOctets())
            $text | Should -Match 'quoted-printable|base64'
            $text | Should -Not -Match '[^\x00-\x7F]'
        }
    }

    Context 'as another client' {
        It 'tells the server by XCLIENT' {
            (Get-Sent @{ XClient = @{ Address = '192.0.2.1' } }).Client | Should -Match '^192\.0\.2\.1\b'
        }

        It 'sends nothing where the server takes none' {
            $plain = Start-SmtpListener -DisableExtension XClient
            try {
                $result = Send-SmtpMessage @message -Port $plain.Port -XClient @{ Address = '192.0.2.1' } -ErrorAction SilentlyContinue -ErrorVariable failure
                $result.State | Should -Be NotSent
                "$failure" | Should -Match XCLIENT
            }
            finally {
                Stop-SmtpListener $plain
            }
        }

        It 'refuses an address that is none' {
            Send-SmtpMessage @message -XClient @{ Address = 'somewhere' } -ErrorAction SilentlyContinue -ErrorVariable failure
            "$failure" | Should -Match somewhere
        }
    }
}
