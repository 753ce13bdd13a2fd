BeforeAll {
    . $PSScriptRoot/Common.ps1
}

Describe 'Get-SmtpStatus' {
    It 'tells every meaning of <Code>' -ForEach @(
        @{ Code = '5.7.139'; First = 'BadCredentials'; Has = 'BasicAuthDisabled', 'TenantSmtpAuthDisabled', 'SignInPolicyBlocked' }
        @{ Code = '550'; First = 'MailboxUnavailable'; Has = 'RecipientRefused', 'SenderRefused' }
        @{ Code = 454; First = 'TlsNotAvailable'; Has = 'TemporaryAuthFailure', 'RateLimited' }
        @{ Code = '4.7.1'; First = 'NotAuthorized'; Has = 'Greylisted' }
    ) {
        $meanings = Get-SmtpStatus $Code
        $meanings | Should -BeOfType SmtpTools.SmtpStatusExplanation
        $meanings[0].Name | Should -BeExactly $First
        $Has | Should -BeIn $meanings.Name
        $meanings.Code | Select-Object -Unique | Should -BeExactly "$Code"
    }

    It 'takes codes and replies as text from the pipeline' {
        $meanings = '5.2.2', 535, '550 5.1.1 No such user', 'smtp; 452 4.2.2 mailbox full' | Get-SmtpStatus
        $meanings.Name | Should -Be 'MailboxFull', 'RateLimited', 'MailboxFull', 'BadCredentials', 'MailboxUnknown', 'MailboxFull'
    }

    It 'explains a reply by its code, its text and the step' {
        $reply = [SmtpTools.SmtpReply]::Parse('454 Throttling failure: Maximum sending rate exceeded.')
        $status = $reply | Get-SmtpStatus -Phase Mail
        $status.Name | Should -Be RateLimited
        $status.Provider | Should -Be 'Amazon SES'
        $status.IsTransient | Should -BeTrue
        $status.Reply | Should -BeExactly '454 Throttling failure: Maximum sending rate exceeded.'
    }

    It 'takes Reply and Phase of results and errors' {
        $results = @(
            [pscustomobject]@{ Reply = [SmtpTools.SmtpReply]::Parse('454 Not now'); Phase = [SmtpTools.SmtpPhase]::Auth }
            [pscustomobject]@{ Reply = [SmtpTools.SmtpReply]::Parse('454 Not now'); Phase = [SmtpTools.SmtpPhase]::StartTls }
            [pscustomobject]@{ Reply = $null; Phase = [SmtpTools.SmtpPhase]::Recipient }
        )
        ($results | Get-SmtpStatus).Name | Should -Be 'TemporaryAuthFailure', 'TlsNotAvailable'

        $refused = [SmtpTools.SmtpReplyException]::new('No', [SmtpTools.SmtpReply]::Parse('550 5.7.60 Client does not have permissions to send as this sender'))
        ($refused | Get-SmtpStatus).Name | Should -Be SendAsDenied
        $record = [Management.Automation.ErrorRecord]::new($refused, 'Id', 'NotSpecified', $null)
        ($record | Get-SmtpStatus).Name | Should -Be SendAsDenied
        (Get-SmtpStatus $results -Phase Mail).Name | Should -Be 'TemporaryAuthFailure', 'TlsNotAvailable'
    }

    It 'takes results that come out of a file or a job' {
        $result = [pscustomobject]@{ Reply = [SmtpTools.SmtpReply]::Parse('454 Not now'); Phase = [SmtpTools.SmtpPhase]::StartTls }
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($result))
        ($copy | Get-SmtpStatus).Name | Should -Be TlsNotAvailable
    }

    It 'reads the time to wait and the links' {
        $status = Get-SmtpStatus '450 4.2.0 Greylisted for 5 minutes, see https://example.com/why.'
        $status.RetryAfter | Should -Be ([timespan]::FromMinutes(5))
        $status.Links | Should -Be 'https://example.com/why'
    }

    It 'gives the whole table without input, and nothing for an empty pipeline' {
        $table = Get-SmtpStatus
        $table.Count | Should -BeGreaterThan 200
        'Gmail', 'Exchange Online', 'Amazon SES' | Should -BeIn $table.Provider
        @() | Get-SmtpStatus | Should -BeNullOrEmpty
    }

    It 'makes an error of <Text> and goes on' -ForEach @(
        @{ Text = 'hello' }, @{ Text = '' }, @{ Text = '9.9.9' }, @{ Text = '55' }
    ) {
        $meanings = $Text, '5.2.1' | Get-SmtpStatus -ErrorVariable failure -ErrorAction SilentlyContinue
        $meanings[0].Name | Should -Be MailboxDisabled
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SmtpStatusCodeInvalid,*'
        $failure[0].CategoryInfo.Category | Should -Be InvalidArgument
    }

    It 'completes codes with their meaning' {
        $line = 'Get-SmtpStatus 4.7.2'
        $found = [Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches
        $found.CompletionText | Should -Contain '4.7.28'
        $found.CompletionText | Should -Not -Contain '5.7.28'
        ($found | Where-Object CompletionText -EQ '4.7.25').ToolTip | Should -BeLike '*reverse DNS*'
    }

    It 'has a table and a list' {
        $status = Get-SmtpStatus '535 5.7.139 Authentication unsuccessful, basic authentication is disabled.'
        $table = $status | Out-String -Width 120
        $table | Should -Match 'Code\s+Meaning\s+NextStep'
        $table | Should -Match '5\.7\.139\s+Sign-in with a password'
        $table | Should -Match '(?m)^Exchange Online'
        $status | Format-List | Out-String -Width 120 | Should -Match '(?m)^LikelyCause : \S'
    }

    It 'keeps its facts through <_>' -ForEach 'Clixml', 'Json' {
        $status = Get-SmtpStatus '450 4.2.0 Greylisted for 5 minutes, see https://example.com/why'
        $copy = if ($_ -eq 'Json') {
            $status | ConvertTo-Json | ConvertFrom-Json
        }
        else {
            [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($status))
        }

        $copy.Name | Should -Be Greylisted
        $copy.Reply | Should -BeExactly $status.Reply
        $copy.Links | Should -Be 'https://example.com/why'
        [timespan] $copy.RetryAfter.Ticks | Should -Be $status.RetryAfter
    }
}
