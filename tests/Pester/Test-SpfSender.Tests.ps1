BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-TestServer

    $dns = [SmtpTools.TestServer.LoopbackDns]::Start(@'
good.test               TXT   "v=spf1 ip4:192.0.2.0/24 include:other.test -all exp=exp.good.test"
exp.good.test           TXT   "%{i} may not send for %{d}"
other.test              TXT   "v=spf1 a:mail.other.test -all"
mail.other.test         A     198.51.100.7
mail.other.test         AAAA  2001:db8::7
bad.test                TXT   "v=spf1 ipv4:192.0.2.1 -all"
none.test               TXT   x
failed.test             ANY   !SERVFAIL
'@)
    $server = @{ DnsServer = $dns.EndPoint }
}

AfterAll {
    $dns.Dispose()
}

Describe 'Test-SpfSender' {
    It 'gives <Result> for <Address> and <Sender>' -ForEach @(
        @{ Address = '192.0.2.1'; Sender = 'user@good.test'; Result = 'Pass'; Mechanism = 'ip4:192.0.2.0/24' }
        @{ Address = '198.51.100.7'; Sender = 'good.test'; Result = 'Pass'; Mechanism = 'include:other.test' }
        @{ Address = '2001:db8::7'; Sender = 'user@good.test'; Result = 'Pass'; Mechanism = 'include:other.test' }
        @{ Address = '203.0.113.1'; Sender = 'user@good.test'; Result = 'Fail'; Mechanism = '-all' }
        @{ Address = '192.0.2.1'; Sender = 'user@bad.test'; Result = 'PermError' }
        @{ Address = '192.0.2.1'; Sender = 'user@none.test'; Result = 'None' }
        @{ Address = '192.0.2.1'; Sender = 'user@missing.test'; Result = 'None' }
        @{ Address = '192.0.2.1'; Sender = 'user@[192.0.2.1]'; Result = 'None' }
    ) {
        $check = Test-SpfSender $Address $Sender @server -ErrorAction Stop
        $check | Should -BeOfType SmtpTools.SpfCheckResult
        $check.Result | Should -Be $Result
        $check.Mechanism | Should -Be $Mechanism
        [bool]$check.Problem | Should -Be ($Result -in 'None', 'PermError')
    }

    It 'tells the way to the mechanism, and the domain''s own words' {
        $check = Test-SpfSender 198.51.100.7 user@good.test @server
        "$($check.Path)" | Should -Be 'good.test: include:other.test other.test: a:mail.other.test'
        $check.Steps.Outcome | Should -Be NoMatch, Match, Match
        $check.LookupCount | Should -Be 2
        (Test-SpfSender 203.0.113.1 user@good.test @server).Explanation | Should -Be '203.0.113.1 may not send for good.test'
    }

    It 'checks the HELO name for the null sender <_>' -ForEach '', '<>', $null {
        $check = Test-SpfSender -IPAddress 192.0.2.1 -Sender $_ -Helo good.test @server -ErrorAction Stop
        $check.Identity | Should -Be helo
        $check.Sender | Should -Be postmaster@good.test
        $check.Result | Should -Be Pass
    }

    It 'writes an error for a check without any name' {
        $check = Test-SpfSender 192.0.2.1 @server -ErrorVariable failure -ErrorAction SilentlyContinue
        $check | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -Be 'SpfIdentityMissing,SmtpTools.Commands.TestSpfSenderCommand'
    }

    It 'gives a result and an error where DNS does not say' {
        $check = Test-SpfSender 192.0.2.1 user@failed.test @server -ErrorVariable failure -ErrorAction SilentlyContinue
        $check.Result | Should -Be TempError
        $failure[0].FullyQualifiedErrorId | Should -Be 'SpfTempError,SmtpTools.Commands.TestSpfSenderCommand'
        $failure[0].Exception.Result | Should -Be $check
    }

    It 'takes senders, and rows of a log, from the pipeline' {
        ('good.test', 'none.test' | Test-SpfSender 192.0.2.1 @server -Ordered).Result | Should -Be Pass, None
        $rows = @(
            [pscustomobject]@{ IPAddress = '192.0.2.1'; Sender = 'user@good.test'; Helo = 'mx' }
            [pscustomobject]@{ IPAddress = '203.0.113.1'; Sender = ''; Helo = 'good.test' }
        )
        ($rows | Test-SpfSender @server -Ordered).Result | Should -Be Pass, Fail
        (Test-SpfSender 192.0.2.1, 203.0.113.1 good.test @server -Ordered).Result | Should -Be Pass, Fail
    }

    It 'shows what decided' {
        $check = Test-SpfSender 198.51.100.7 user@good.test @server
        ($check | Format-Table | Out-String -Width 200) | Should -BeLike '*198.51.100.7*Pass*include:other.test > *'
        ($check | Format-List | Out-String -Width 200) | Should -BeLike '*other.test: a:mail.other.test (Match*'
        (Test-SpfSender 198.51.100.7 good.test @server -Verbose 4>&1 | Out-String) | Should -BeLike '*include:other.test: Match*'
    }

    It 'keeps its facts through Export-Clixml' {
        $file = Join-Path $TestDrive check.xml
        Test-SpfSender 198.51.100.7 user@good.test @server | Export-Clixml $file
        (Import-Clixml $file).Path[1].Term | Should -Be a:mail.other.test
    }
}
