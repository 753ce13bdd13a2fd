<#
    What every real server is tried with. Dot-sourced inside a Describe:

        . (Join-Path $PSScriptRoot 'SendCases.ps1') -Name postfix -SmtpUtf8 -Way @(
            @{ Way = 'STARTTLS'; Port = 'Smtp'; Security = 'StartTls'; Login = $false; Seen = 'using TLS' })

    Where the server can't be started, one test says so (Needs.ps1).
#>
param(
    [Parameter(Mandatory)] [string] $Name,
    # How to come in: Port (as Start-InteropServer names it), Security, Login (with the account or not) and Seen: what the trace
    # fields must match, by which the server itself confirms TLS and the login. The first way carries every sample, each other
    # one those that are cheap.
    [Parameter(Mandatory)] [hashtable[]] $Way,
    # The SASL mechanisms that the server offers, each to be tried over the last way.
    [string[]] $Mechanism = @(),
    # Which of the extensions PIPELINING and CHUNKING the server offers.
    [string[]] $Offers = @(),
    # Whether the server's reports of deliveries (DSN) name the envelope: OpenSMTPD offers DSN, and forgets the identifier.
    [switch] $Dsn,
    # What the server answers to commands that no message needs: the code of its reply, by the command.
    [hashtable] $Answers = @{},
    # Whether the server offers SMTPUTF8.
    [switch] $SmtpUtf8,
    # Whether a composed message with a file of 25 MB is sent, too, over the first way.
    [switch] $LargeFile,
    # Whether the server is one that not every system has: it may be missing even where the variable CI is true.
    [switch] $Optional,
    # The server whose mailbox the mail ends in, where that is another one.
    [string] $MailboxOf = $Name
)

. (Join-Path $PSScriptRoot 'Needs.ps1') -Server $Name -Optional:$Optional
. (Join-Path $PSScriptRoot 'SampleMessages.ps1')
if ($lack) { return }

BeforeAll {
    . (Join-Path $PSScriptRoot 'Sending.ps1')
}

AfterAll {
    Stop-InteropServer
}

$number = 0
foreach ($one in $Way) {
    $case = $one + @{
        ServerName = $Name
        MailboxOf  = $MailboxOf
        Tag        = "way$number"
        Samples    = @($SampleBodies.Keys).Where({ $number -eq 0 -or $_ -notin $LargeSamples })
        SmtpUtf8   = [bool]$SmtpUtf8
        FileSize   = $LargeFile -and $number -eq 0 ? 25MB : 10KB
        Mechanisms = $number -eq $Way.Count - 1 ? $Mechanism : @()
    }
    $number++

    Context 'over <Way>' -ForEach $case {
        BeforeAll {
            $server = Start-InteropServer $ServerName
            $mailbox = Start-InteropServer $MailboxOf
            $connection = Get-Connection $server $Port $Security -Login:$Login
            $sent = New-SampleMessage (Join-Path $TestDrive $Tag) $Tag -Name $Samples
            $results = @($sent.Path | Get-Item | Send-SmtpMessage @connection)
            # Results come in the order of the pipeline.
            $resultOf = @{}
            0..($sent.Count - 1) | ForEach-Object { $resultOf[$sent[$_].Name] = $results[$_] }
        }

        It 'accepts every ready message of a pipeline' {
            $results | ForEach-Object State | Should -Be (@('Sent') * $Samples.Count)
            $results | ForEach-Object { $_.Reply.Code } | Should -Be (@(250) * $Samples.Count)
            $results | ForEach-Object { [bool]$_.Tls } | Select-Object -Unique | Should -Be ($Security -ne 'None')
        }

        It 'delivers <_> octet for octet' -ForEach $Samples {
            $sample = $sent | Where-Object Name -EQ $_
            $resultOf[$_].State | Should -Be 'Sent'
            $mail = Wait-InteropMail $mailbox $sample.Recipient
            $mail.Sender | Should -Be 'sender@example.test'
            Assert-SameOctet $mail $sample
        }

        It 'is seen by the server as meant' {
            $results[0].State | Should -Be 'Sent'
            $mail = Wait-InteropMail $mailbox $sent[0].Recipient
            $mail.Trace -join "`n" | Should -Match "(?s)$Seen"
        }

        It 'delivers a composed message with names, picture and file' {
            $files = New-Item (Join-Path $TestDrive "$Tag-files") -ItemType Directory
            $file = New-RandomFile (Join-Path $files 'Übersicht 2026 – Größe.bin') $FileSize
            $picture = New-RandomFile (Join-Path $files 'logo.png') 1KB
            $text = "Grüße aus Köln, 日本語.`r`n.`r`n..two dots`r`nlast line`r`n"
            $html = '<p>Grüße <img src="cid:logo.png"></p>'
            $result = Send-SmtpMessage @connection -From 'Jörg Müller <sender@example.test>' -To "Zoë, the 日本 <to.$Tag@example.test>" -Cc "cc.$Tag@example.test" `
                -Bcc "bcc.$Tag@example.test" -Subject 'Grüße, 日本語 und 🎉' -Body $text -HtmlBody $html -InlineImage $picture -Attachments $file

            $result.State | Should -Be 'Sent'
            $result.Recipients.State | Should -Be @('Accepted', 'Accepted', 'Accepted')
            foreach ($recipient in 'to', 'cc') {
                $mail = Wait-InteropMail $mailbox "$recipient.$Tag@example.test"
                Get-Content $mail.Path -TotalCount 50 | Should -Not -Match 'bcc'
            }

            $read = Read-MessageByPython (Wait-InteropMail $mailbox "bcc.$Tag@example.test")
            $read.head | Should -Not -Match 'bcc'
            $read.defects | Should -BeNullOrEmpty
            $read.subject | Should -BeExactly 'Grüße, 日本語 und 🎉'
            $read.from[0].name | Should -BeExactly 'Jörg Müller'
            $read.to[0].name | Should -BeExactly 'Zoë, the 日本'
            $read.to[0].address | Should -Be "to.$Tag@example.test"
            $read.cc[0].address | Should -Be "cc.$Tag@example.test"
            $read.parts.type | Should -Be @('text/plain', 'text/html', 'image/png', 'application/octet-stream')
            $read.parts[0].text -replace '\r?\n', "`r`n" | Should -BeExactly $text
            $id = $read.parts[2].id.Trim('<', '>')
            $read.parts[1].text.TrimEnd() | Should -BeExactly $html.Replace('logo.png', $id)
            $read.parts[2].sha256 | Should -Be (Get-FileHash $picture).Hash
            $read.parts[3].sha256 | Should -Be (Get-FileHash $file).Hash
            $read.parts[3].name | Should -BeExactly 'Übersicht 2026 – Größe.bin'
        }

        if ($SmtpUtf8) {
            It 'carries addresses outside ASCII' {
                $result = Send-SmtpMessage @connection -From 'jörg@example.test' -To "用户.$Tag@example.test" -Subject 'Grüße' -Body 'x'
                $result.State | Should -Be 'Sent'
                $mail = Wait-InteropMail $mailbox "用户.$Tag@example.test"
                $mail.Sender | Should -Be 'jörg@example.test'
                (Read-MessageByPython $mail).to[0].address | Should -Be "用户.$Tag@example.test"
            }
        }
        else {
            It 'sends nothing whose header needs the SMTPUTF8 that this server lacks' {
                $result = Send-SmtpMessage @connection -From 'sender@example.test' -To "用户.$Tag@example.test" -Subject 'x' -Body 'x' `
                    -ErrorAction SilentlyContinue -ErrorVariable failure
                $result.State | Should -Be 'NotSent'
                "$failure" | Should -Match 'SMTPUTF8'
            }

            It 'refuses only the recipient that this server can not be told' {
                $result = Send-SmtpMessage @connection -From 'sender@example.test' -To "ascii.$Tag@example.test" -Bcc "用户.$Tag@example.test" -Subject 'x' -Body 'x' `
                    -ErrorAction SilentlyContinue -ErrorVariable failure
                $result.State | Should -Be 'PartlySent'
                $result.Recipients.State | Should -Be @('Accepted', 'Rejected')
                $result.Recipients[1].Reason | Should -Match 'SMTPUTF8'
                $failure.TargetObject | Should -Be "用户.$Tag@example.test"
                Wait-InteropMail $mailbox "ascii.$Tag@example.test" | Should -HaveCount 1
            }
        }

        It 'sends to an internationalized domain by its A-labels' {
            $result = Send-SmtpMessage @connection -From 'sender@example.test' -To "idn.$Tag@bücher.example.test" -Subject 'IDN' -Body 'x'
            $result.State | Should -Be 'Sent'
            Wait-InteropMail $mailbox "idn.$Tag@xn--bcher-kva.example.test" | Should -HaveCount 1
        }

        if ($Security -ne 'None') {
            It 'finds the certificate as it should be' {
                $tls = $results[0].Tls
                $tls.Protocol | Should -Match 'TLS 1\.[23]'
                $tls.IsVerified | Should -BeTrue
                $tls.Faults | Should -Be 'None'
            }

            It 'refuses a certificate whose authority is not trusted, and sends nothing' {
                $strict = $connection + @{}
                $strict.Remove('TrustedRoot')
                $result = Get-Item $sent[0].Path | Send-SmtpMessage @strict -ErrorAction SilentlyContinue -ErrorVariable failure
                $failure[0].CategoryInfo.Category | Should -Be 'SecurityError'
                $result.State | Should -Be 'NotSent'
            }

            It 'names the fault of a certificate that it was told to pass over' {
                $lenient = $connection + @{ SkipCertificateCheck = $true }
                $lenient.Remove('TrustedRoot')
                $result = Send-SmtpMessage @lenient -From 'sender@example.test' -To "lenient.$Tag@example.test" -Subject 'x' -Body 'x' -WarningAction SilentlyContinue
                $result.State | Should -Be 'Sent'
                $result.Tls.IsVerified | Should -BeFalse
                "$($result.Tls.Ignored)" | Should -Match '^(UntrustedRoot|IncompleteChain)$'
            }
        }

        It 'logs in by <_>' -AllowNullOrEmptyForEach -ForEach $Mechanisms {
            $recipient = "$($_.ToLowerInvariant()).$Tag@example.test"
            $result = Send-SmtpMessage @connection -AuthMechanism $_ -From 'sender@example.test' -To $recipient -Subject $_ -Body 'x'
            $result.State | Should -Be 'Sent'
            (Wait-InteropMail $mailbox $recipient).Trace -join "`n" | Should -Match "(?s)$Seen"
        }

        if ($Login) {
            It 'keeps the password out of the transcript' {
                $transcript = $results.Transcript -join "`n"
                $transcript | Should -Match 'C: AUTH '
                # The password, alone and as AUTH PLAIN has it, in base64 (RFC 4616)
                $transcript | Should -Not -Match 'secret|c2VjcmV0|AHVzZXIAc2VjcmV0'
            }

            It 'refuses a wrong password and sends nothing' {
                $wrong = $connection + @{}
                $wrong.Credential = [pscredential]::new('user', (ConvertTo-SecureString 'guess' -AsPlainText -Force))
                $result = Get-Item $sent[0].Path | Send-SmtpMessage @wrong -ErrorAction SilentlyContinue -ErrorVariable failure
                $failure[0].CategoryInfo.Category | Should -Be 'AuthenticationError'
                $result.State | Should -Be 'NotSent'
                $result.Reply.Code | Should -Be 535
            }
        }
    }
}

# By whether PIPELINING and CHUNKING are in use, how a message travels: one that is read from its file, and one in memory.
$dialogues = @{
    'PIPELINING, CHUNKING' = 'MAIL RCPT 250 250 BDAT content 250', 'MAIL RCPT BDAT content 250 250 250'
    'PIPELINING'           = @('MAIL RCPT DATA 250 250 354 content 250') * 2
    'CHUNKING'             = @('MAIL 250 RCPT 250 BDAT content 250') * 2
    ''                     = @('MAIL 250 RCPT 250 DATA 354 content 250') * 2
}
$common = $Way[0] + @{ ServerName = $Name; MailboxOf = $MailboxOf; Offers = $Offers; Answers = $Answers }
$handings = foreach ($ignored in @(), @('PIPELINING'), @('CHUNKING'), @('PIPELINING', 'CHUNKING')) {
    $used = 'PIPELINING', 'CHUNKING' | Where-Object { $_ -in $Offers -and $_ -notin $ignored }
    $common + @{
        Handing  = $ignored ? "without $($ignored -join ' and ')" : 'with all that the server offers'
        Tag      = "handing$($ignored -join '')".ToLowerInvariant()
        Ignored  = $ignored
        Dialogue = $dialogues[$used -join ', ']
    }
}

Context 'handing over <Handing>' -ForEach $handings {
    BeforeAll {
        $connection = Get-Connection (Start-InteropServer $ServerName) $Port $Security -Login:$Login
        $mailbox = Start-InteropServer $MailboxOf
        if ($Ignored) { $connection.IgnoreExtension = $Ignored }
        $sent = New-SampleMessage (Join-Path $TestDrive $Tag) $Tag -Name 'dots-only', 'late-lone-dot'
        $sentFromMemory = New-SampleMessage (Join-Path $TestDrive "$Tag-memory") "$Tag-memory" -Name 'dots-only'
        $results = @($sent.Path | Get-Item | Send-SmtpMessage @connection) + @(Import-Octets $sentFromMemory.Path | Send-SmtpMessage @connection)
    }

    It 'uses what is left of the extensions, and no other' {
        $results.State | Should -Be 'Sent', 'Sent', 'Sent'
        $greeting = $results[0].Transcript -join "`n"
        foreach ($extension in 'PIPELINING', 'CHUNKING') {
            $greeting -match "(?m)^S: 250[- ]$extension$" | Should -Be ($extension -in $Offers) -Because $extension
        }

        $results | ForEach-Object { Get-Dialogue $_ } | Should -Be $Dialogue[0], $Dialogue[0], $Dialogue[1]
    }

    It 'delivers octet for octet' {
        foreach ($sample in @($sent) + $sentFromMemory) {
            Assert-SameOctet (Wait-InteropMail $mailbox $sample.Recipient) $sample
        }
    }
}

Context 'beside messages' -ForEach $common {
    BeforeAll {
        $connection = Get-Connection (Start-InteropServer $ServerName) $Port $Security -Login:$Login
        $mailbox = Start-InteropServer $MailboxOf
    }

    It 'answers commands of a script, each with a reply' {
        $session = Connect-SmtpServer @connection -ErrorAction Stop
        try {
            $commands = @($Answers.Keys | Sort-Object)
            $replies = @($commands | Invoke-SmtpCommand -Session $session)
            $replies | Should -BeOfType SmtpTools.SmtpReply
            $replies.Text | Should -Not -BeNullOrEmpty
            $replies.Code -join ', ' | Should -Be ($Answers[$commands] -join ', ') -Because ($commands -join ', ')
            (Invoke-SmtpCommand NOOP -Session $session).Code | Should -Be 250 -Because 'replies and commands are still in step'
        }
        finally {
            Disconnect-SmtpServer $session
        }
    }

    if ($Dsn) {
        It 'reports a delivery to who asked for it, by the identifier that was given' {
            $result = Send-SmtpMessage @connection -From 'reported@example.test' -To 'delivered@example.test' -Subject x -Body x `
                -DeliveryNotificationOption OnSuccess -DeliveryNotificationReturn Headers -EnvelopeId 'order+17=a b' -OriginalRecipient @{ 'delivered@example.test' = 'first+one@example.org' }
            $result.State | Should -Be 'Sent'
            $result.Notes | Should -BeNullOrEmpty
            $notice = Wait-InteropMail $mailbox 'reported@example.test'
            $notice.Sender | Should -Match '^(MAILER-DAEMON)?$'
            # What came as xtext is told as it was (RFC 3464 2.2.1), but by Exim.
            $report = (Get-Content $notice.Path -Raw) -replace "`r"
            $report | Should -Match '(?mi)^Original-Envelope-Id: (order\+17=a b|order\+2B17\+3Da\+20b)$'
            $report | Should -Match '(?mi)^Original-Recipient: rfc822; ?first\+(2B)?one@example\.org$'
            $report | Should -Match '(?mi)^Action: (delivered|relayed)'
        }
    }
}
