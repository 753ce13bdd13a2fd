BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/ScriptedServer.ps1

    [string[]] $offer = '250-mx.example.com', '250-PIPELINING', '250-SIZE 52428800', '250-8BITMIME', '250-SMTPUTF8', '250-DSN', '250 ENHANCEDSTATUSCODES'
    function Start-HealthyServer([switch] $Tls) {
        Start-ScriptedServer {
            param($script)
            $null = $script.Send('220 mx.example.com ESMTP')
            if ($Tls) {
                $null = $script.Answer('EHLO *', [string[]]('250-mx.example.com', '250 STARTTLS')).Answer('STARTTLS', '220 Go').StartTls($certificate)
            }

            $null = $script.Answer('EHLO *', $offer).Quit()
        }
    }

    $certificate = [SmtpTools.TestServer.TestCertificates]::SelfSigned('mx.example.com', '127.0.0.1')
}

Describe 'Test-SmtpServer' {
    It 'tells of a server that works' {
        $server = Start-HealthyServer
        try {
            $test = Test-SmtpServer "127.0.0.1:$($server.Port)" -Security None
        }
        finally { $server.Dispose() }

        $test | Should -BeOfType SmtpTools.SmtpServerTest
        $test.Passed | Should -BeTrue
        $test.FailedPhase | Should -BeNullOrEmpty
        $test.ServerName | Should -Be 'mx.example.com'
        $test.ExtensionsBeforeTls.MaxSize | Should -Be 52428800
        ($test.Phases | Where-Object Phase -EQ Connect).Status | Should -Be Passed
    }

    It 'makes a result of a server that is not there, and no error' {
        $test = Test-SmtpServer 127.0.0.1 -Port (Get-ClosedPort) -ErrorVariable errors

        $errors | Should -BeNullOrEmpty
        $test.Passed | Should -BeFalse
        $test.FailedPhase | Should -Be Connect
        $test.Error | Should -Match '127\.0\.0\.1'
        $test.Findings.Id | Should -Be ServerUnreachable
    }

    It 'lists cipher suites and certificates as objects with views of their own' {
        $server = Start-HealthyServer -Tls
        try {
            $test = Test-SmtpServer "127.0.0.1:$($server.Port)" -Check TlsVersions, TlsCiphers, TlsCertificates -SkipCertificateCheck
        }
        finally { $server.Dispose() }

        $test.TlsCipherSuites[0].Protocol | Should -Be 'TLS 1.3'
        $test.TlsCipherSuites.Name | Should -Contain 'TLS_AES_128_GCM_SHA256'
        $test.TlsCipherSuites | Out-String -Width 80 | Should -Match 'Protocol: TLS 1\.3[\s\S]*# Name +KeyExchange +Weakness[\s\S]*TLS_AES_128_GCM_SHA256'
        $test.ServedCertificates.Certificate.Subject | Should -Be $test.Certificate.Subject
        $test.ServedCertificates | Out-String -Width 80 | Should -Match 'Kind[\s\S]*CN=mx\.example\.com'
        $test | Format-List | Out-String -Width 120 | Should -Match 'Ciphers +: TLS 1\.3: \d'
        ($test | ConvertTo-Json -Depth 6 | ConvertFrom-Json).TlsCipherSuites.Code | Should -Contain '0x1301'
    }

    It 'gives lists that can be indexed, and rows that fit 80 columns' {
        $server = Start-HealthyServer -Tls
        try {
            $test = Test-SmtpServer "127.0.0.1:$($server.Port)" -Check TlsVersions, TlsCiphers, TlsCertificates, Certificate -SkipCertificateCheck
        }
        finally { $server.Dispose() }

        foreach ($list in 'Phases', 'Findings', 'Checks', 'Attempts', 'TlsVersions', 'TlsCipherSuites', 'TlsGroups', 'ServedCertificates', 'Transcript') {
            $all = $test.$list
            $all.Count | Should -BeGreaterThan 0 -Because $list
            [object]::ReferenceEquals($all[0], @($all | ForEach-Object { $_ })[0]) -or $all[0] -ceq @($all | ForEach-Object { $_ })[0] | Should -BeTrue -Because $list
            @($all[-1]).Count | Should -Be 1 -Because $list
        }

        [SmtpTools.SmtpChecks]::All[0].Id | Should -Be Reachability
        [SmtpTools.SmtpChecks]::All[0].Findings[0].Id | Should -Be ServerNameNotFound
        # One line each, of which none is cut off.
        $lines = ($test.TlsCipherSuites | Out-String -Width 80) -split '\r?\n' | Where-Object { $_ -match '^ *\d+ ' }
        $lines.Count | Should -Be $test.TlsCipherSuites.Count
        foreach ($suite in $test.TlsCipherSuites) {
            @($lines -match "^ *$($suite.Rank) $($suite.Name) +$([regex]::Escape($suite.KeyExchange)) *$([regex]::Escape("$($suite.Weakness)")) *$").Count | Should -Be 1
        }
    }

    It 'makes a result of a name that does not exist, and no error' {
        $test = Test-SmtpServer nowhere.invalid -ErrorVariable errors

        $errors | Should -BeNullOrEmpty
        if ($test.FailedPhase) { $test.FailedPhase | Should -Be Dns } else { throw 'No phase failed.' }
        $test | Out-String -Width 200 | Should -Match 'Failed at Dns.*looked up'
    }

    It 'makes an error of what is no server, and goes on' {
        $server = Start-HealthyServer
        try {
            $test = 'user@example.com', "127.0.0.1:$($server.Port)" | Test-SmtpServer -Security None -ErrorVariable errors -ErrorAction SilentlyContinue
        }
        finally { $server.Dispose() }

        $errors.FullyQualifiedErrorId | Should -Be 'SmtpServerInvalid,SmtpTools.Commands.TestSmtpServerCommand'
        $test.Passed | Should -BeTrue
    }

    It 'refuses a check that there is none of' {
        { Test-SmtpServer 127.0.0.1 -Check Nonsense } | Should -Throw '*Nonsense*Certificate*'
    }

    It 'completes the names of checks' {
        (TabExpansion2 'Test-SmtpServer -Check Cert').CompletionMatches.CompletionText | Should -Contain Certificate
    }

    It 'takes servers by the property <_>' -ForEach SmtpServer, Server, Host, HostName, ComputerName, Exchange, NameExchange, MailExchanger {
        $port = Get-ClosedPort
        $test = [pscustomobject]@{ $_ = '127.0.0.1'; Port = $port } | Test-SmtpServer

        "$($test.Server):$($test.Port)" | Should -Be "127.0.0.1:$port"
    }

    It 'takes the server of $PSEmailServer where none is given' {
        $port = Get-ClosedPort
        $PSEmailServer = "127.0.0.1:$port"

        (Test-SmtpServer).Port | Should -Be $port
    }

    It 'tests every mail exchanger of a domain' {
        $dns = [SmtpTools.TestServer.LoopbackDns]::Start(@'
example.org MX 10 a.example.org
example.org MX 20 b.example.org
a.example.org A 127.0.0.1
b.example.org A 127.0.0.1
'@)
        try {
            $tests = Test-SmtpServer -Domain example.org -Port (Get-ClosedPort) -DnsServer $dns.Address | Sort-Object Preference
        }
        finally { $dns.Dispose() }

        $tests.Server | Should -Be 'a.example.org', 'b.example.org'
        $tests.Domain | Should -Be 'example.org', 'example.org'
        $tests.FailedPhase | Should -Be Connect, Connect
    }

    It 'tests several servers side by side' {
        # Each greets only when both are connected: one after the other, they would never end.
        $arrived = [Threading.ManualResetEventSlim]::new()
        $second = [Threading.ManualResetEventSlim]::new()
        $a = Start-ScriptedServer { param($script) $null = $script.Signal($arrived).WaitFor($second).Send('220 mx.example.com').Answer('EHLO *', $offer).Quit() }
        $b = Start-ScriptedServer { param($script) $null = $script.Signal($second).WaitFor($arrived).Send('220 mx.example.com').Answer('EHLO *', $offer).Quit() }
        try {
            $tests = "127.0.0.1:$($a.Port)", "127.0.0.1:$($b.Port)" | Test-SmtpServer -Security None
        }
        finally { $a.Dispose(); $b.Dispose() }

        $tests.Passed | Should -Be $true, $true
    }

    It 'tests two hundred servers while one keeps it waiting' {
        # The slow one greets only when all others are done: were they to wait for it, the test would never end.
        $others = [Threading.ManualResetEventSlim]::new()
        $slow = Start-ScriptedServer { param($script) $null = $script.WaitFor($others).Send('220 mx.example.com').Answer('EHLO *', $offer).Quit() }
        $farm = Start-HealthyServer
        try {
            $done = [Collections.Generic.List[int]]::new()
            $targets = @("127.0.0.1:$($slow.Port)") + @("127.0.0.1:$($farm.Port)") * 199
            $targets | Test-SmtpServer -Security None | ForEach-Object {
                $done.Add($_.Port)
                if ($done.Count -eq 199) { $others.Set() }
            }
        }
        finally { $others.Set(); $farm.Dispose(); $slow.Dispose() }

        $done.Count | Should -Be 200
        $done[199] | Should -Be $slow.Port
    }

    It 'tests two hundred slow servers in the time of one and a little' {
        # Each takes a second to say its greeting.
        $farm = Start-ScriptedServer {
            param($script)
            $null = $script.Dribble("220 mx.example.com`r`n", [TimeSpan]::FromMilliseconds(50)).Answer('EHLO *', $offer).Quit()
        }
        try {
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $tests = @("127.0.0.1:$($farm.Port)") * 200 | Test-SmtpServer -Security None -Check Reachability -ThrottleLimit 200
        }
        finally { $farm.Dispose() }

        $tests.Count | Should -Be 200
        $tests.Passed | Should -Not -Contain $false
        $slowest = ($tests.Duration | Measure-Object TotalSeconds -Maximum).Maximum
        $slowest | Should -BeGreaterThan 0.9
        $watch.Elapsed.TotalSeconds | Should -BeLessThan ($slowest + 3)
    }

    It 'asks DNS over TCP alone where told to, and is not misled' {
        $dns = [SmtpTools.TestServer.LoopbackDns]::Start(@'
example.org MX 10 mx.example.org
example.org ANY !ELSEWHERE
mx.example.org A 127.0.0.1
'@)
        $about = @{ Domain = 'example.org'; Port = Get-ClosedPort; DnsServer = $dns.Address }
        try {
            (Test-SmtpServer @about -ErrorAction SilentlyContinue).FailedPhase | Should -Be Dns
            (Test-SmtpServer @about -DnsOverTcp).Server | Should -Be mx.example.org
        }
        finally { $dns.Dispose() }
    }

    It 'looks servers up where -DnsServer says, and tells each address by itself' {
        $server = Start-HealthyServer
        $dns = [SmtpTools.TestServer.LoopbackDns]::Start(@'
mx.example.org A 127.0.0.1
mx.example.org A 127.0.0.2
'@)
        try {
            $test = Test-SmtpServer mx.example.org -Port $server.Port -Security None -DnsServer $dns.Address
        }
        finally { $dns.Dispose(); $server.Dispose() }

        $test.Address | Should -Be 127.0.0.1
        $test.Addresses.Address | Should -Be 127.0.0.1, 127.0.0.2
        $test.Addresses.Outcome | Should -Be Connected, Refused
        $test.Findings.Id | Should -Contain AddressUnreachable
        $test.Dane.Status | Should -Be HostNotSecure
        ($test | Format-List | Out-String) | Should -Match 'Addresses\s+: 127\.0\.0\.1: mx\.example\.com, no TLS\s+127\.0\.0\.2: Refused'
    }

    It 'holds an exchanger against its domain''s MTA-STS policy' {
        $authority = [SmtpTools.TestServer.TestCertificates]::Create()
        $exchanger = $authority.Server('mx.example.org')
        $https = [SmtpTools.TestServer.LoopbackHttps]::Start($authority.Server('mta-sts.example.org'))
        $null = $https.AddText('/.well-known/mta-sts.txt', "version: STSv1`nmode: enforce`nmx: mx.example.org`nmax_age: 2419200`n")
        $dns = [SmtpTools.TestServer.LoopbackDns]::Start(@'
example.org MX 10 mx.example.org
example.org MX 20 other.example.org
mx.example.org A 127.0.0.1
other.example.org A 127.0.0.1
_mta-sts.example.org TXT "v=STSv1; id=1;"
mta-sts.example.org A 127.0.0.1
'@)
        $server = Start-ScriptedServer {
            param($script)
            $null = $script.Send('220 mx.example.org').Answer('EHLO *', [string[]]('250-mx.example.org', '250 STARTTLS')).
                Answer('STARTTLS', '220 Go').StartTls($exchanger).Answer('EHLO *', $offer).Quit()
        }
        try {
            $tests = Test-SmtpServer -Domain example.org -Port $server.Port -DnsServer $dns.Address -TrustedRoot $authority.Root -PolicyServer $https.EndPoint -Check MtaSts, Certificate |
                Sort-Object Preference
        }
        finally { $server.Dispose(); $https.Dispose(); $dns.Dispose(); $authority.Dispose() }

        $tests[0].Findings | Should -BeNullOrEmpty
        $tests[0].MtaSts.IsFulfilled | Should -BeTrue
        $tests.DeliveryPolicy | Should -Be MtaSts, MtaSts
        $tests[1].Findings.Id | Should -Contain ServerNotInPolicy
        $tests[1].Findings.Id | Should -Contain PolicyCertificateInvalid
        $https.Requests.Count | Should -Be 1
        ($tests[0] | Format-List | Out-String -Width 200) | Should -Match 'Policy\s+: MtaSts; MTA-STS: Enforce, fulfilled: True'
    }

    It 'asks block lists for no address that the Internet does not reach' {
        $server = Start-HealthyServer
        $dns = [SmtpTools.TestServer.LoopbackDns]::Start('2.0.0.127.bl.example.org A 127.0.0.2')
        try {
            $test = Test-SmtpServer "127.0.0.1:$($server.Port)" -Security None -Check Reputation -BlockList bl.example.org -DnsServer $dns.Address
        }
        finally { $server.Dispose(); $dns.Dispose() }

        "$($test.BlockLists)" | Should -Be 'bl.example.org 127.0.0.1: NotAsked'
        $test.Findings | Should -BeNullOrEmpty
        $dns.Questions | Should -BeNullOrEmpty
    }

    It 'refuses a block list that can be none' {
        { Test-SmtpServer 127.0.0.1 -Check Reputation -BlockList 'no zone' } | Should -Throw '*no zone*' -ErrorId 'SmtpTestArgumentInvalid,*'
    }

    It 'sends messages with odd ends only where a recipient is named, and warns' {
        $server = Start-HealthyServer
        try {
            { Test-SmtpServer "127.0.0.1:$($server.Port)" -Security None -Check Smuggling } | Should -Throw '*recipient*' -ErrorId 'SmtpTestArgumentInvalid,*'
            { Test-SmtpServer "127.0.0.1:$($server.Port)" -Security None -Check Smuggling -Recipient nobody } | Should -Throw -ErrorId 'SmtpTestArgumentInvalid,*'
            { Test-SmtpServer -Domain example.org -Check Smuggling -Recipient a@example.com } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
            $server.Connections.Count | Should -Be 0

            $null = Test-SmtpServer "127.0.0.1:$($server.Port)" -Security None -Check smuggling -Recipient ann@example.com -WarningVariable warnings -WarningAction SilentlyContinue
            "$warnings" | Should -Match 'sends messages to ann@example\.com .*your own servers alone'

            # All leaves it out, and so no warning comes.
            $test = Test-SmtpServer "127.0.0.1:$($server.Port)" -Security None -Check All -Recipient ann@example.com -WarningVariable warnings -WarningAction SilentlyContinue -DnsServer 127.0.0.1:1
            "$warnings" | Should -Not -Match 'sends messages'
            foreach ($byName in 'Errors', 'Idle', 'Smuggling') { $test.Checks | Should -Not -Contain $byName }
        }
        finally { $server.Dispose() }
    }

    It 'tries whom -Recipient names, and says so of a server that takes all' {
        # A session of the test itself, and one of the check.
        [Action[SmtpTools.TestServer.Script][]] $sessions = @(
            { param($script) $null = $script.Send('220 mx.example.com ESMTP').Answer('EHLO *', $offer).Quit() }
            {
                param($script)
                $null = $script.Send('220 mx.example.com ESMTP').Answer('EHLO *', $offer).Answer('MAIL FROM:<>', '250 Ok').
                    Answer('RCPT TO:<ann@example.com>', '250 Ok').Answer('RCPT TO:<probe-*@example.com>', '250 Ok').Answer('RCPT TO:<probe-*@example.com>', '250 Ok').
                    Answer('RSET', '250 Ok').Quit()
            }
        )
        $server = [SmtpTools.TestServer.ScriptedServer]::Start($sessions)
        try { $test = Test-SmtpServer "127.0.0.1:$($server.Port)" -Security None -Check Recipients -Recipient ann@example.com }
        finally { $server.Dispose() }

        $test.Findings.Id | Should -Be RecipientsAllAccepted
        $test.Trials.Sent | Should -Contain 'RCPT TO:<ann@example.com>'
    }

    It 'watches a silent session for no longer than -IdleLimit' {
        $silent = Start-ScriptedServer { param($script) $null = $script.Send('220 mx.example.com ESMTP').Answer('EHLO *', $offer).Stall() }
        try {
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $test = Test-SmtpServer "127.0.0.1:$($silent.Port)" -Security None -Check Idle -IdleLimit 1 -Timeout 5
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 20
        }
        finally { $silent.Dispose() }

        $test.IdleTimeout | Should -BeNullOrEmpty
        $test.Findings.Id | Should -Not -Contain IdleTimeoutShort
        { Test-SmtpServer 127.0.0.1 -Check Idle -IdleLimit 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'tells a server that turns it away as that' {
        $server = Start-ScriptedServer { param($script) $null = $script.Send('421 4.7.0 Too many connections from you') }
        try { $test = Test-SmtpServer "127.0.0.1:$($server.Port)" }
        finally { $server.Dispose() }

        $test.IsTurnedAway | Should -BeTrue
        $test.Verdict | Should -Be 'Turned away at Greeting'
        $test.Findings.Id | Should -Be ServiceRefused
    }

    It 'tests a healthy server in less than two seconds' {
        $server = Start-HealthyServer
        try { $test = Test-SmtpServer "127.0.0.1:$($server.Port)" -Security None }
        finally { $server.Dispose() }

        $test.Duration.TotalSeconds | Should -BeLessThan 2
    }

    It 'gives up the rest when the pipeline has what it wants' {
        $server = Start-HealthyServer
        $silent = Start-ScriptedServer { param($script) $null = $script.Stall() }
        try {
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $test = "127.0.0.1:$($silent.Port)", "127.0.0.1:$($server.Port)" | Test-SmtpServer -Security None -Timeout 60 | Select-Object -First 1
        }
        finally { $server.Dispose(); $silent.Dispose() }

        $test.Port | Should -Be $server.Port
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
    }

    It 'shows the dialogue with -Verbose' {
        $server = Start-HealthyServer
        try {
            $lines = Test-SmtpServer "127.0.0.1:$($server.Port)" -Security None -LocalDomain client.example -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }
        }
        finally { $server.Dispose() }

        "$lines" | Should -Match 'C: EHLO client\.example'
        "$lines" | Should -Match 'S: 220 mx\.example\.com ESMTP'
    }
}

Describe 'Results of Test-SmtpServer' {
    BeforeAll {
        $server = Start-HealthyServer -Tls
        try {
            $test = Test-SmtpServer "127.0.0.1:$($server.Port)" -Check Reachability, StartTls, Certificate
        }
        finally { $server.Dispose() }
    }

    It 'keep their facts in Export-Clixml' {
        $file = Join-Path $TestDrive test.xml
        $test | Export-Clixml $file
        $copy = Import-Clixml $file

        $copy.Verdict | Should -Be $test.Verdict
        $copy.Tls.SentChain[0].Names | Should -Be $test.Tls.SentChain[0].Names
        $copy.Certificate.Fingerprint | Should -Be $test.Certificate.Fingerprint
        $copy.ExtensionsAfterTls.All.Keyword | Should -Be $test.ExtensionsAfterTls.All.Keyword
        $copy.Phases.Detail | Should -Be $test.Phases.Detail
        $copy.Findings.Remedy | Should -Be $test.Findings.Remedy
        $copy.Transcript.Text | Should -Be $test.Transcript.Text
        $copy.Greeting.Code | Should -Be 220
    }

    It 'keep their facts in JSON' {
        $copy = $test | ConvertTo-Json -Depth 6 -WarningAction Stop | ConvertFrom-Json

        $copy.Tls.SentChain[0].Names | Should -Be $test.Tls.SentChain[0].Names
        $copy.Findings[0].Id | Should -Be $test.Findings[0].Id
    }

    It 'show the verdict first, in the list and in the table' {
        ($test | Format-List | Out-String).Trim() | Should -Match '^Verdict\s+: Passed with 1 warning'
        ($test | Out-String -Width 200).Trim() | Should -Match '^Verdict'
    }

    It 'are shown on one screen' {
        ($test | Format-List | Out-String -Width 160).Trim().Split("`n").Count | Should -BeLessThan 50
    }

    It 'have findings that say what to do' {
        $finding = $test.Findings | Where-Object Id -EQ CertificateSelfSigned

        $finding.Severity | Should -Be Warning
        $finding.Meaning, $finding.Remedy, $finding.Reference, $finding.Evidence | ForEach-Object { $_ | Should -Not -BeNullOrEmpty }
    }
}
