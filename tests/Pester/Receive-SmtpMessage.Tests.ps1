BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/RawSmtp.ps1
}

Describe 'Receive-SmtpMessage' {
    BeforeEach {
        $listener = Start-SmtpListener
    }

    AfterEach {
        $listener.Dispose()
    }

    It 'takes out the oldest message with its facts' {
        Send-RawMessage $listener -Subject '=?utf-8?q?Gr=C3=BC=C3=9Fe?='
        Send-RawMessage $listener -Subject second
        $message = Receive-SmtpMessage $listener
        $message | Should -BeOfType SmtpTools.CapturedMessage
        $message.ReversePath | Should -Be 'ana@example.org'
        $message.Recipients.Address | Should -Be 'bo@example.com'
        $message.Subject | Should -Be 'Grüße'
        $message.Message.TextBody.Trim() | Should -Be 'Hello'
        $message.HelloName | Should -Be 'client.example'
        $message.Protocol | Should -Be 'ESMTP'
        [Text.Encoding]::ASCII.GetString($message.Raw) | Should -Be "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=`r`n`r`nHello`r`n"
        $listener.WaitingMessages | Should -Be 1
    }

    It 'takes the listener from the pipeline, or the only one of the session' {
        Send-RawMessage $listener -Subject one
        Send-RawMessage $listener -Subject two
        ($listener | Receive-SmtpMessage).Subject | Should -Be 'one'
        (Receive-SmtpMessage).Subject | Should -Be 'two'
    }

    It 'asks which one where there are several' {
        $other = Start-SmtpListener
        try {
            { Receive-SmtpMessage } | Should -Throw -ErrorId 'SmtpListenerAmbiguous,SmtpTools.Commands.ReceiveSmtpMessageCommand'
        }
        finally {
            $other.Dispose()
        }
    }

    It 'says where there is none' {
        $listener.Stop()
        { Receive-SmtpMessage } | Should -Throw -ErrorId 'SmtpListenerNotFound,SmtpTools.Commands.ReceiveSmtpMessageCommand'
    }

    It 'takes what fits and leaves the rest' {
        Send-RawMessage $listener -Recipient one@example.com -Subject 'Report 1'
        Send-RawMessage $listener -Recipient two@example.com -Subject 'Report 2'
        Send-RawMessage $listener -Recipient two@example.com -Subject Other
        (Receive-SmtpMessage $listener -Recipient TWO@*, nobody).Subject | Should -Be 'Report 2'
        (Receive-SmtpMessage $listener -Subject 'oth*').Number | Should -Be 3
        (Receive-SmtpMessage $listener -Recipient two@* -Timeout 0) | Should -BeNullOrEmpty
        $listener.WaitingMessages | Should -Be 1
    }

    It 'puts out what came and an error where fewer came than were asked for' {
        Send-RawMessage $listener
        $messages = Receive-SmtpMessage $listener -Count 2 -Timeout 0.2 -ErrorVariable errors -ErrorAction SilentlyContinue
        @($messages).Count | Should -Be 1
        $errors[0].FullyQualifiedErrorId | Should -Be 'SmtpMessageNotReceived,SmtpTools.Commands.ReceiveSmtpMessageCommand'
        $errors[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
        $errors[0].TargetObject | Should -Be $listener
        $errors[0].Exception.Message | Should -BeLike '1 of 2 messages came within*'
    }

    It 'tells in the error what went wrong on the connections' {
        { Invoke-RawSmtp $listener "NOOP`n" } | Should -Not -Throw
        { Receive-SmtpMessage $listener -Timeout 0.1 -ErrorAction Stop } | Should -Throw '*A bare CR or LF in a command*'
    }

    It 'takes all that is there with -Timeout 0, which is no error' {
        1..3 | ForEach-Object { Send-RawMessage $listener }
        @(Receive-SmtpMessage $listener -Count 10 -Timeout 0 -ErrorAction Stop).Count | Should -Be 3
    }

    It 'still takes from a listener that has stopped, and does not wait there' {
        Send-RawMessage $listener
        Stop-SmtpListener $listener
        (Measure-Command {
            @(Receive-SmtpMessage $listener -Count 2 -Timeout 60 -ErrorAction SilentlyContinue).Count | Should -Be 1
        }).TotalSeconds | Should -BeLessThan 10
    }

    It 'has no subjects where no content is kept' {
        $counting = Start-SmtpListener -Mode Envelope
        try {
            { Receive-SmtpMessage $counting -Subject x -ErrorAction Stop } | Should -Throw -ErrorId 'SmtpListenerKeepsNoContent,SmtpTools.Commands.ReceiveSmtpMessageCommand'
        }
        finally {
            $counting.Dispose()
        }
    }

    It 'ends at once when it is stopped' {
        $session = [powershell]::Create()
        try {
            $null = $session.AddScript('param($module, $listener) Import-Module $module; "ready"; Receive-SmtpMessage $listener -Timeout 3600').AddArgument($ModulePath).AddArgument($listener)
            $output = [Management.Automation.PSDataCollection[psobject]]::new()
            $running = $session.BeginInvoke([Management.Automation.PSDataCollection[psobject]]$null, $output)
            $output.GetEnumerator().MoveNext() | Should -BeTrue
            (Measure-Command { $session.Stop() }).TotalSeconds | Should -BeLessThan 5
            $running.IsCompleted | Should -BeTrue
        }
        finally {
            $session.Dispose()
        }
    }

    It 'ends when the pipeline has enough' {
        1..2 | ForEach-Object { Send-RawMessage $listener }
        (Measure-Command {
            @(Receive-SmtpMessage $listener -Count 5 -Timeout 60 | Select-Object -First 2).Count | Should -Be 2
        }).TotalSeconds | Should -BeLessThan 30
    }

    It 'shows as a table and as a list, and survives serialisation' {
        Send-RawMessage $listener
        $message = Receive-SmtpMessage $listener
        $message | Format-Table | Out-String -Width 200 | Should -Match 'ana@example.org +bo@example.com +\d+ +Test'
        $message | Format-List | Out-String | Should -Match 'Protocol +: ESMTP'
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($message, 3))
        $copy.Subject | Should -Be 'Test'
        $copy.Recipients[0].Address | Should -Be 'bo@example.com'
        ($message | ConvertTo-Json -Depth 3 | ConvertFrom-Json).ReversePath | Should -Be 'ana@example.org'
    }
}
