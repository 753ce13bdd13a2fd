Describe 'Send-SmtpMessage' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $message = @{ From = 'ana@example.org'; Subject = 'x'; Body = 'y' }

        function Start-Peer { $script:listener = Start-SmtpListener @args }
    }

    AfterEach {
        Get-SmtpSession | Disconnect-SmtpServer
        if ($script:listener) { Stop-SmtpListener $script:listener }
        $script:listener = $null
    }

    Context 'on an open session' {
        It 'sends every message of the pipeline on it and leaves it open' {
            Start-Peer
            $session = Connect-SmtpServer 127.0.0.1 -Port $listener.Port
            $results = 1..3 | ForEach-Object { [pscustomobject]@{ To = "r$_@example.com" } } | Send-SmtpMessage -Session $session @message
            $results.State | Should -Be Sent, Sent, Sent
            $session.State | Should -Be Ready
            $session.MessagesSent | Should -Be 3
            $listener.ConnectionCount | Should -Be 1
        }

        It 'needs no server, and takes none beside it' {
            Start-Peer
            $session = Connect-SmtpServer 127.0.0.1 -Port $listener.Port
            { Send-SmtpMessage -Session $session -SmtpServer localhost -To a@example.com @message } | Should -Throw -ErrorId 'SmtpSendArgumentInvalid,*'
            { Send-SmtpMessage -Session $session -MaxConnections 2 -To a@example.com @message } | Should -Throw -ErrorId 'SmtpSendArgumentInvalid,*'
        }

        It 'shows the dialogue with -Verbose, and asks with -WhatIf' {
            Start-Peer
            $session = Connect-SmtpServer 127.0.0.1 -Port $listener.Port
            Send-SmtpMessage -Session $session -To a@example.com @message -Verbose 4>&1 | Out-String | Should -Match 'RCPT TO:<a@example.com>'
            $null = Send-SmtpMessage -Session $session -To a@example.com @message -WhatIf
            $session.MessagesSent | Should -Be 1
        }

        It 'says whom the transactions of the session did not suffice for' {
            Start-Peer -MaxRecipients 1 -MaxTransactions 2
            $session = Connect-SmtpServer 127.0.0.1 -Port $listener.Port
            $results = 1..2 | ForEach-Object { [pscustomobject]@{ To = 'a@example.com', 'b@example.com', 'c@example.com' } } |
                Send-SmtpMessage -Session $session @message -ErrorAction SilentlyContinue -ErrorVariable failure
            $results.State | Should -Be PartlySent, NotSent
            $failure.FullyQualifiedErrorId | Should -Be 'SmtpRecipientNotTried,SmtpTools.Commands.SendSmtpMessageCommand', 'SmtpLimitExceeded,SmtpTools.Commands.SendSmtpMessageCommand'
            $failure[0].TargetObject | Should -Be c@example.com
            $failure.CategoryInfo.Category | Should -Be LimitsExceeded, LimitsExceeded
            $failure.Exception.Message | Should -Match MAILMAX
        }

        It 'makes a session that is over an error of each message' {
            Start-Peer
            $session = Connect-SmtpServer 127.0.0.1 -Port $listener.Port
            Disconnect-SmtpServer $session
            $result = Send-SmtpMessage -Session $session -To a@example.com @message -ErrorAction SilentlyContinue -ErrorVariable failure
            $result.State | Should -Be NotSent
            $failure.Count | Should -Be 1
            $failure[0].Exception.Message | Should -Match 'Closed'
        }
    }

    Context 'over several connections' {
        It 'gives each message its own result, and uses no more connections than allowed' {
            Start-Peer
            $rows = 1..100 | ForEach-Object { [pscustomobject]@{ To = "r$_@example.com"; Subject = "m$_" } }
            $results = $rows | Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port -From ana@example.org -Body y -MaxConnections 4
            $results.Count | Should -Be 100
            $results | ForEach-Object { $_.Subject.Substring(1) | Should -Be ($_.Recipients[0].Address -replace '\D') }
            ($results.Subject | Sort-Object -Unique).Count | Should -Be 100
            $results.State | Sort-Object -Unique | Should -Be Sent
            $listener.ConnectionCount | Should -BeLessOrEqual 4
            $listener.MessageCount | Should -Be 100
        }

        It 'has several messages on their way on one connection while more wait' {
            # The first one is kept waiting, so that the others are at hand when it is done.
            Start-Peer -Rule @{ Command = 'MAIL'; Count = 1; Delay = [timespan]::FromSeconds(1.5) }
            $rows = 1..30 | ForEach-Object { [pscustomobject]@{ To = "r$_@example.com"; Subject = "m$_" } }
            $results = $rows | Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port -From ana@example.org -Body y -MaxConnections 1
            $results.Count | Should -Be 30
            $results.State | Sort-Object -Unique | Should -Be Sent
            $results | ForEach-Object { $_.Subject.Substring(1) | Should -Be ($_.Recipients[0].Address -replace '\D') }
            $listener.ConnectionCount | Should -Be 1
            $listener.MessageCount | Should -Be 30
            # Between messages of a window stands RSET, in the same flight.
            @($results.Transcript | Where-Object Text -EQ 'RSET').Count | Should -BeGreaterThan 5
        }

        It 'sends to more servers than it keeps connections for' {
            Start-Peer
            # One server under forty names.
            $names = 0..39 | ForEach-Object { $bits = $_; -join (0..8 | ForEach-Object { $c = 'localhost'[$_]; if ($bits -shr $_ -band 1) { [char]::ToUpperInvariant($c) } else { $c } }) }
            $rows = $names + $names | ForEach-Object { [pscustomobject]@{ To = 'r@example.com'; SmtpServer = $_ } }
            $results = $rows | Send-SmtpMessage -Port $listener.Port @message -Security None -MaxConnections 4 -MaxRate 1000/s
            $results.Count | Should -Be 80
            $results.State | Sort-Object -Unique | Should -Be Sent
            ($results.Server | Select-Object -Unique).Count | Should -Be 40
        }

        It 'lets results out as they come' {
            Start-Peer
            $first = 1..1000 | ForEach-Object { [pscustomobject]@{ To = "r$_@example.com" } } |
                Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port @message -MaxConnections 2 | Select-Object -First 1
            $first.State | Should -Be Sent
            $listener.MessageCount | Should -BeLessThan 1000
        }

        It 'keeps the errors of some messages apart from the others' {
            Start-Peer -Rule @{ Command = 'RCPT'; Match = '*bad*'; Reply = '550 5.1.1 No such user' }
            $rows = 1..20 | ForEach-Object { [pscustomobject]@{ To = "$(if ($_ % 5) { 'good' } else { 'bad' })$_@example.com" } }
            $results = $rows | Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port @message -MaxConnections 3 -ErrorAction SilentlyContinue -ErrorVariable failure
            @($results | Where-Object State -EQ Sent).Count | Should -Be 16
            @($failure | Where-Object FullyQualifiedErrorId -Like 'SmtpRecipientRejected,*').TargetObject | Sort-Object | Should -Be 'bad10@example.com', 'bad15@example.com', 'bad20@example.com', 'bad5@example.com'
        }

        It 'tells each dialogue whole with -Verbose' {
            Start-Peer
            $said = 1..4 | ForEach-Object { [pscustomobject]@{ To = "r$_@example.com" } } |
                Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port @message -MaxConnections 2 -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }
            @($said | Where-Object { "$_" -match 'RCPT TO' }).Count | Should -Be 4
        }

        It 'asks the script of -AccessToken on the pipeline''s thread' {
            Start-Peer -AuthMechanism XOAUTH2 -Credential ([pscredential]::new('ana', (ConvertTo-SecureString 't0ken' -AsPlainText -Force)))
            $script:asked = 0
            $results = 1..6 | ForEach-Object { [pscustomobject]@{ To = "r$_@example.com" } } |
                Send-SmtpMessage -SmtpServer localhost -Port $listener.Port -TrustedRoot $listener.Certificate @message -MaxConnections 2 `
                    -Credential ([pscredential]::new('ana', [securestring]::new())) -AccessToken { $script:asked++; 't0ken' }
            $results.State | Sort-Object -Unique | Should -Be Sent
            $script:asked | Should -BeGreaterOrEqual 1
        }

        It 'makes the failure of <Source> an error of each message<With>' -ForEach @(
            foreach ($with in @{ With = ''; More = @{} }, @{ With = ' with -MaxConnections'; More = @{ MaxConnections = 2 } }) {
                $with + @{ Source = { throw 'no network' }; Says = 'no network' }
                $with + @{ Source = {}; Says = 'returned no token' }
                $with + @{ Source = { 42 }; Says = 'returned no token' }
            }
        ) {
            Start-Peer -AuthMechanism XOAUTH2 -Credential ([pscredential]::new('ana', (ConvertTo-SecureString 't0ken' -AsPlainText -Force)))
            $results = 1..3 | ForEach-Object { [pscustomobject]@{ To = "r$_@example.com" } } |
                Send-SmtpMessage -SmtpServer localhost -Port $listener.Port -TrustedRoot $listener.Certificate @message @More `
                    -Credential ([pscredential]::new('ana', [securestring]::new())) -AccessToken $Source -ErrorAction SilentlyContinue -ErrorVariable failure
            $results.State | Should -Be NotSent, NotSent, NotSent
            $failure.FullyQualifiedErrorId | Should -Be (@('SmtpAuthFailed,SmtpTools.Commands.SendSmtpMessageCommand') * 3)
            $failure.Exception.Message | Should -BeLike "*$Says*"
            $waited = [Diagnostics.Stopwatch]::StartNew()
            while ($listener.OpenConnections -gt 0 -and $waited.Elapsed.TotalSeconds -lt 5) { Start-Sleep -Milliseconds 20 }
            $listener.OpenConnections | Should -Be 0
        }

        It 'keeps to a rate' {
            Start-Peer
            $clock = [Diagnostics.Stopwatch]::StartNew()
            $results = 1..8 | ForEach-Object { [pscustomobject]@{ To = "r$_@example.com" } } |
                Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port @message -MaxRate 20/s
            $results.Count | Should -Be 8
            $clock.Elapsed.TotalSeconds | Should -BeGreaterThan 0.3
            { Send-SmtpMessage -SmtpServer 127.0.0.1 -To a@example.com @message -MaxRate 5/fortnight } | Should -Throw '*30/min*'
        }

        It 'opens a new connection after so many messages' {
            Start-Peer
            $null = 1..6 | ForEach-Object { [pscustomobject]@{ To = "r$_@example.com" } } |
                Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port @message -MaxMessagesPerConnection 2
            $listener.ConnectionCount | Should -Be 3
        }

        It 'goes on in another session with a message of more transactions than one may have' -ForEach @{ More = @{} }, @{ More = @{ MaxConnections = 2 } } {
            Start-Peer -MaxRecipients 1 -MaxTransactions 2
            $result = Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port -To a@example.com, b@example.com, c@example.com @message @More -ErrorAction Stop
            $result.State | Should -Be Sent
            $listener.ConnectionCount | Should -Be 2
            # The dialogue of both.
            @($result.Transcript | Where-Object Text -Like 'MAIL FROM:*').Count | Should -Be 3
            @($result.Transcript | Where-Object Text -Like '220 *').Count | Should -BeGreaterOrEqual 2
        }

        It 'tries again what was refused for now' {
            Start-Peer -Rule @{ Command = 'MAIL'; Count = 2; Reply = '451 4.7.1 Greylisted' }
            $result = Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port -To a@example.com @message -RetryCount 3 -RetryDelay 0
            $result.State | Should -Be Sent
            $result.Attempts | Should -Be 3
        }
    }

    Context 'as far as a stage' {
        It 'ends politely after <_>' -ForEach 'Banner', 'Ehlo', 'Tls', 'Auth', 'Mail', 'Rcpt' {
            Start-Peer
            $result = Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port -To a@example.com @message -StopAfter $_ -ErrorAction Stop
            $result.State | Should -Be Stopped
            $result.Transcript.Text | Should -Contain QUIT
            $listener.MessageCount | Should -Be 0
        }

        It 'drops the connection after <_>' -ForEach 'Banner', 'Ehlo', 'Mail', 'Rcpt', 'Data' {
            Start-Peer
            $result = Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port -To a@example.com @message -DropAfter $_ -ErrorAction Stop
            $result.State | Should -Be Stopped
            $result.Transcript.Text | Should -Not -Contain QUIT
            $listener.MessageCount | Should -Be 0
        }

        It 'names a recipient that the server can''t be told with <Parameter> <Stage>' -ForEach @(
            @{ Parameter = 'StopAfter'; Stage = 'Rcpt' }, @{ Parameter = 'DropAfter'; Stage = 'Rcpt' }, @{ Parameter = 'DropAfter'; Stage = 'Data' }
        ) {
            Start-Peer -DisableExtension SmtpUtf8
            $stage = @{ $Parameter = $Stage }
            $result = Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port -To a@example.com -Bcc 'ö@example.com' @message @stage -ErrorAction SilentlyContinue -ErrorVariable failure
            $result.State | Should -Be Stopped
            @($failure).Count | Should -Be 1
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpRecipientRejected,*'
            $failure[0].TargetObject | Should -Be 'ö@example.com'
        }

        It 'hands the message over with Dot' {
            Start-Peer
            (Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port -To a@example.com @message -DropAfter Dot).State | Should -Be Sent
            $listener.MessageCount | Should -Be 1
        }

        It 'can''t quit after DATA, nor do both' {
            { Send-SmtpMessage -SmtpServer 127.0.0.1 -To a@example.com @message -StopAfter Data } | Should -Throw -ErrorId 'SmtpSendArgumentInvalid,*'
            { Send-SmtpMessage -SmtpServer 127.0.0.1 -To a@example.com @message -StopAfter Mail -DropAfter Mail } | Should -Throw -ErrorId 'SmtpSendArgumentInvalid,*'
        }
    }
}
