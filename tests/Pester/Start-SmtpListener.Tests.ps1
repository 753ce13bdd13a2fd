BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/RawSmtp.ps1
}

Describe 'Start-SmtpListener' {
    AfterEach {
        if ($listener) {
            $listener.Dispose()
            $listener = $null
        }
    }

    It 'listens on a free loopback port and offers everything' {
        $listener = Start-SmtpListener
        $listener | Should -BeOfType SmtpTools.SmtpListener
        $listener.Address | Should -Be '127.0.0.1'
        $listener.Port | Should -BeGreaterThan 1023
        $listener.IsListening | Should -BeTrue
        $said = Invoke-RawSmtp $listener 'EHLO client.example', 'QUIT'
        $said | Should -Match '(?m)^220 localhost ESMTP'
        foreach ($keyword in 'PIPELINING', 'SIZE 67108864', '8BITMIME', 'SMTPUTF8', 'DSN', 'CHUNKING', 'BINARYMIME', 'STARTTLS') {
            $said | Should -Match "(?m)^250[- ]$keyword\r?$"
        }
    }

    It 'turns off what it is told to' {
        $listener = Start-SmtpListener -DisableExtension Chunking, StartTls, Dsn
        $said = Invoke-RawSmtp $listener 'EHLO client.example', 'QUIT'
        $said | Should -Match 'PIPELINING'
        $said | Should -Not -Match 'CHUNKING|BINARYMIME|STARTTLS|DSN'
        $listener.Certificate | Should -BeNullOrEmpty
    }

    It 'takes its limits and its name' {
        $listener = Start-SmtpListener -HostName mx.example -MaxMessageSize 1MB -MaxRecipients 3 -MaxTransactions 4 -MaxRecipientDomains 2
        $said = Invoke-RawSmtp $listener 'EHLO client.example', 'QUIT'
        $said | Should -Match '(?m)^220 mx.example '
        $said | Should -Match 'SIZE 1048576'
        $said | Should -Match 'LIMITS RCPTMAX=3 MAILMAX=4 RCPTDOMAINMAX=2'
        $listener.Certificate.Subject | Should -Be 'CN=mx.example'
    }

    It 'accepts the given credentials, <Name>' -ForEach @(
        @{ Name = 'and offers AUTH without TLS when allowed'; Options = @{ AllowUnprotectedAuth = $true }; Offered = $true }
        @{ Name = 'and offers no AUTH without TLS otherwise'; Options = @{}; Offered = $false }
    ) {
        $password = ConvertTo-SecureString 'secret' -AsPlainText -Force
        $listener = Start-SmtpListener -Credential ([pscredential]::new('ana@example.org', $password)) @Options
        $plain = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("`0ana@example.org`0secret"))
        $said = Invoke-RawSmtp $listener 'EHLO client.example', "AUTH PLAIN $plain", 'QUIT'
        ($said -match '(?m)^250[- ]AUTH .*CRAM-MD5 .*PLAIN LOGIN') | Should -Be $Offered
        ($said -match '(?m)^235 ') | Should -Be $Offered
    }

    It 'offers the mechanisms that it is told to, and completes their names' {
        $password = ConvertTo-SecureString 'secret' -AsPlainText -Force
        $listener = Start-SmtpListener -Credential ([pscredential]::new('ana', $password)) -AllowUnprotectedAuth -AuthMechanism login, CRAM-MD5
        Invoke-RawSmtp $listener 'EHLO client.example', 'QUIT' | Should -Match '(?m)^250[- ]AUTH CRAM-MD5 LOGIN\r?$'
        (TabExpansion2 'Start-SmtpListener -AuthMechanism SCRAM-SHA-2').CompletionMatches.CompletionText | Should -Be 'SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256'
    }

    It 'writes files into a folder relative to the current location' {
        Push-Location TestDrive:/
        try {
            $listener = Start-SmtpListener -OutputPath caught -Mode Envelope
        }
        finally {
            Pop-Location
        }

        Send-RawMessage $listener
        $message = Receive-SmtpMessage $listener
        $message.Raw | Should -BeNullOrEmpty
        $file = Get-ChildItem TestDrive:/caught
        $file.FullName | Should -Be $message.Path
        Get-Content $file | Select-Object -First 1 | Should -Be 'Subject: Test'
    }

    It 'does nothing with -WhatIf' {
        Start-SmtpListener -WhatIf | Should -BeNullOrEmpty
    }

    It 'warns where others can reach it' {
        $listener = Start-SmtpListener -Address 0.0.0.0 -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -Match 'every machine'
    }

    It 'ends with an error where the port is taken' {
        $listener = Start-SmtpListener
        { Start-SmtpListener -Port $listener.Port } | Should -Throw -ErrorId 'SmtpListenerPortUnavailable,SmtpTools.Commands.StartSmtpListenerCommand'
    }

    It 'ends with an error where options contradict each other' {
        { Start-SmtpListener -RequireAuth } | Should -Throw -ErrorId 'SmtpListenerOptionInvalid,SmtpTools.Commands.StartSmtpListenerCommand'
    }

    Context 'with -Rule' {
        It 'plays it' {
            $listener = Start-SmtpListener -Rule @{ Command = 'RCPT'; Match = '*@full.example'; Reply = '452 4.2.2 Mailbox full' }, @{ command = 'quit'; reply = '221 2.0.0 Farewell' }
            $said = Invoke-RawSmtp $listener 'EHLO client.example', 'MAIL FROM:<>', 'RCPT TO:<a@full.example>', 'RCPT TO:<a@other.example>', 'QUIT'
            $said | Should -Match '(?m)^452 4.2.2 Mailbox full'
            $said | Should -Match '(?m)^250 2.1.5 Ok'
            $said | Should -Match '(?m)^221 2.0.0 Farewell'
        }

        It 'takes a delay as <_.GetType().Name>' -ForEach @(0.3, '00:00:00.3', [timespan]'00:00:00.3') {
            $listener = Start-SmtpListener -Rule @{ Command = 'NOOP'; Delay = $_ }
            (Measure-Command { Invoke-RawSmtp $listener 'NOOP', 'QUIT' }).TotalSeconds | Should -BeGreaterThan 0.25
        }

        It 'takes a rule object' {
            $listener = Start-SmtpListener -Rule ([SmtpTools.SmtpListenerRule]::new())
            Invoke-RawSmtp $listener 'QUIT' | Should -Match '(?m)^221 '
        }

        It 'says what is wrong: <Told>' -ForEach @(
            @{ Rule = @{ Comand = 'RCPT' }; Told = "'Comand' is no key of a rule. The keys are Command, Match, Reply, Delay, Drop, Skip, Count." }
            @{ Rule = 'RCPT'; Told = 'A rule is a hashtable' }
            @{ Rule = @{ Delay = 'soon' }; Told = "The value 'soon' of a rule's Delay can't be used: it is a time span, or a number of seconds." }
            @{ Rule = @{ Delay = -1 }; Told = "The value '-1' of a rule's Delay" }
            @{ Rule = @{ Count = 'x' }; Told = "The value 'x' of a rule's Count can't be used: it is a whole number." }
            @{ Rule = @{ Command = 'MIAL' }; Told = "'MIAL' is no command that a rule can name. These are: *RCPT*" }
            @{ Rule = @{ Reply = 'full' }; Told = "'full' is no reply that a rule can give" }
        ) {
            { Start-SmtpListener -Rule $Rule } | Should -Throw "*$Told*"
        }
    }

    It 'stops its listeners when the module is removed' {
        Invoke-FreshPwsh {
            param($module)
            Import-Module $module
            $listener = Start-SmtpListener
            $before = $listener.IsListening
            Remove-Module SmtpTools
            "$before $($listener.IsListening)"
        } | Should -Be 'True False'
    }

    It 'stops its listeners when their runspace closes' {
        $session = [powershell]::Create()
        $listener = $session.AddScript('param($module) Import-Module $module; Start-SmtpListener').AddArgument($ModulePath).Invoke()[0]
        $listener.IsListening | Should -BeTrue
        $session.Runspace.Close()
        $session.Dispose()
        $listener.IsListening | Should -BeFalse
    }

    It 'shows as a table and as a list' {
        $listener = Start-SmtpListener
        $listener | Format-Table | Out-String | Should -Match "smtp://127.0.0.1:$($listener.Port) +Listening +0"
        $listener | Format-List | Out-String | Should -Match 'Certificate +: CN=localhost'
    }
}
