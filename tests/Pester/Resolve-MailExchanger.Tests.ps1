BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-TestServer

    $dns = [SmtpTools.TestServer.LoopbackDns]::Start(@'
good.test               MX    20 mx2.good.test
good.test               MX    10 mx1.good.test
mx1.good.test      600  A     8.8.4.4
mx1.good.test           AAAA  2606:4700::1111
mx2.good.test           CNAME mx1.good.test
signed.test             MX    10 mx1.good.test
signed.test             ANY   !AUTHENTIC
null.test               MX    0 .
plain.test              A     127.0.0.1
empty.test              TXT   x
gone.mx.test            MX    10 192.0.2.1
shop.test               CNAME gone.test
twin.test               MX    20 mx2.good.test
twin.test               MX    10 mx1.mimecast.com
twin.test               MX    10 mx1.good.test
failed.test             ANY   !SERVFAIL
silent.test             ANY   !DROP
late.test               ANY   !DELAY 1500
late.test               MX    10 mx1.good.test
xn--bcher-kva.example   MX    10 mx1.good.test
4.4.8.8.in-addr.arpa    PTR   mx1.good.test
forged.test             MX    10 mx1.good.test
forged.test             ANY   !ELSEWHERE
hosted.test             MX    10 mx1.mimecast.com
mx1.mimecast.com        A     8.8.4.4
'@)
    $server = @{ DnsServer = $dns.EndPoint }
}

AfterAll {
    $dns.Dispose()
}

Describe 'Resolve-MailExchanger' {
    It 'gives the hosts of a domain by preference, with addresses, times and faults' {
        $result = Resolve-MailExchanger good.test @server
        $result | Should -BeOfType SmtpTools.MailExchangerResult
        $result.Status | Should -Be Found
        $result.Exchangers.Host | Should -Be 'mx1.good.test', 'mx2.good.test'
        $result.Exchangers[0].Addresses.Address | Should -Be '2606:4700::1111', '8.8.4.4'
        $result.Exchangers[0].Addresses[1].TimeToLive | Should -Be ([timespan]::FromMinutes(10))
        $result.Exchangers[0].Faults | Should -BeNullOrEmpty
        $result.Exchangers[1].Faults.Kind | Should -Be Alias
        $result.Resolver | Should -Be $dns.Address
    }

    It 'groups the hosts that are tried as one' {
        $result = Resolve-MailExchanger twin.test @server -ErrorAction Stop
        $result.Groups.Preference | Should -Be 10, 20
        $result.Groups[0].Hosts | Should -Be mx1.good.test, mx1.mimecast.com
        $result.Groups[1].Hosts | Should -Be mx2.good.test
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($result, 4))
        ($result | ConvertTo-Json -Depth 6 | ConvertFrom-Json).Groups[0].Hosts | Should -Be mx1.good.test, mx1.mimecast.com
        foreach ($shown in $result, $copy) {
            $shown.Groups | Format-Table | Out-String | Should -Match '(?m)^10 +mx1\.good\.test\s+mx1\.mimecast\.com\s+20 +mx2\.good\.test'
            $shown | Format-List | Out-String | Should -Match 'Groups\s+: 10 mx1\.good\.test, mx1\.mimecast\.com\s+20 mx2\.good\.test'
        }

        Resolve-MailExchanger good.test @server | Format-List | Out-String | Should -Not -Match 'Groups'
        (Resolve-MailExchanger null.test @server).Groups | Should -BeNullOrEmpty
    }

    It 'confirms the names of addresses where asked' {
        $addresses = (Resolve-MailExchanger good.test @server -ReverseName -ErrorAction Stop).Exchangers[0].Addresses
        $addresses.Iprev.Status | Should -Be PermError, Pass
        ($addresses | Format-Table | Out-String -Width 160) | Should -BeLike '*8.8.4.4*Pass mx1.good.test*'
        @((Resolve-MailExchanger good.test @server).Exchangers[0].Addresses | Where-Object Iprev) | Should -BeNullOrEmpty
    }

    It 'asks over TCP alone where told to' {
        (Resolve-MailExchanger forged.test @server).Status | Should -Be NxDomain
        (Resolve-MailExchanger forged.test @server -DnsOverTcp).Status | Should -Be Found
    }

    It 'names a known provider' {
        $result = Resolve-MailExchanger hosted.test @server
        $result.Provider | Should -Be Mimecast
        ($result | Format-List | Out-String) | Should -BeLike '*Provider*: Mimecast*'
    }

    It 'tells <Status> for <Domain>' -ForEach @(
        @{ Domain = 'null.test'; Status = 'NullMx' }
        @{ Domain = 'plain.test'; Status = 'ImplicitMx' }
        @{ Domain = 'empty.test'; Status = 'NoMailServer' }
        @{ Domain = 'shop.test'; Status = 'NoMailServer' }
        @{ Domain = 'missing.test'; Status = 'NxDomain' }
        @{ Domain = 'gone.mx.test'; Status = 'NoUsableExchanger' }
    ) {
        $result = Resolve-MailExchanger $Domain @server -ErrorAction Stop
        $result.Status | Should -Be $Status
        $result.Detail | Should -BeLike "*$Domain*"
    }

    It 'gives a result and the error <Id> for <Domain>' -ForEach @(
        @{ Domain = 'failed.test'; Status = 'ServerFailure'; Id = 'MailExchangerLookupFailed'; Category = 'ResourceUnavailable' }
        @{ Domain = 'silent.test'; Status = 'Timeout'; Id = 'MailExchangerLookupTimeout'; Category = 'OperationTimeout' }
        @{ Domain = 'a_b.test'; Status = 'InvalidDomain'; Id = 'MailExchangerInvalidDomain'; Category = 'InvalidArgument' }
        @{ Domain = 'user@[192.0.2.1]'; Status = 'InvalidDomain'; Id = 'MailExchangerInvalidDomain'; Category = 'InvalidArgument' }
        @{ Domain = ''; Status = 'InvalidDomain'; Id = 'MailExchangerInvalidDomain'; Category = 'InvalidArgument' }
    ) {
        $result = Resolve-MailExchanger $Domain @server -Timeout 1 -ErrorVariable failure -ErrorAction SilentlyContinue
        $result.Status | Should -Be $Status
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be "$Id,SmtpTools.Commands.ResolveMailExchangerCommand"
        $failure[0].CategoryInfo.Category | Should -Be $Category
        $failure[0].TargetObject | Should -Be $Domain
        $failure[0].Exception | Should -BeOfType SmtpTools.MailExchangerException
        $failure[0].Exception.Result | Should -Be $result
        $failure[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'goes on after a bad domain' {
        $results = 'good.test', 'failed.test', 'a b', '', 'null.test' | Resolve-MailExchanger @server -Ordered -ErrorAction SilentlyContinue
        $results.Status | Should -Be 'Found', 'ServerFailure', 'InvalidDomain', 'InvalidDomain', 'NullMx'
    }

    It 'has written the result when an error stops the pipeline' {
        $results = [Collections.Generic.List[object]]::new()
        { Resolve-MailExchanger failed.test @server -ErrorAction Stop | ForEach-Object { $results.Add($_) } } |
            Should -Throw -ErrorId 'MailExchangerLookupFailed,SmtpTools.Commands.ResolveMailExchangerCommand'
        $results.Status | Should -Be ServerFailure
    }

    It 'takes <Name>' -ForEach @(
        @{ Name = 'an address'; In = 'user@good.test' }
        @{ Name = 'an address with a quoted local part'; In = '"a@b"@good.test' }
        @{ Name = 'a name with its final dot'; In = 'Good.Test.' }
        @{ Name = 'a row with an EmailAddress'; In = [pscustomobject]@{ EmailAddress = 'user@good.test'; Name = 'User' } }
        @{ Name = 'a row with a Domain'; In = [pscustomobject]@{ Domain = 'good.test' } }
    ) {
        ($In | Resolve-MailExchanger @server -ErrorAction Stop).Domain | Should -Be good.test
    }

    It 'takes its own result' {
        (Resolve-MailExchanger good.test @server | Resolve-MailExchanger @server).Status | Should -Be Found
    }

    It 'knows an internationalised domain in both forms' {
        foreach ($form in 'bücher.example', 'BÜCHER.example', 'xn--bcher-kva.example', 'käufer@bücher.example') {
            $result = Resolve-MailExchanger $form @server -ErrorAction Stop
            $result.Domain | Should -Be 'bücher.example'
            $result.AsciiDomain | Should -Be 'xn--bcher-kva.example'
            $result.Status | Should -Be Found
        }
    }

    It 'takes a DNS server as <_>' -ForEach @('text', 'an endpoint', 'several') {
        $value = switch ($_) {
            'text' { $dns.Address }
            'an endpoint' { $dns.EndPoint }
            'several' { 'localhost:' + $dns.EndPoint.Port; $dns.Address }
        }
        (Resolve-MailExchanger good.test -DnsServer $value).Status | Should -Be Found
    }

    It 'refuses what is no DNS server' {
        { Resolve-MailExchanger good.test -DnsServer 'dns.test:port' } | Should -Throw -ExpectedMessage '*not a DNS server*' -ErrorId '*CannotConvertArgument*,*'
    }

    It 'counts the word of a resolver on loopback for DNSSEC' {
        $signed = Resolve-MailExchanger signed.test @server
        $signed.IsAuthentic | Should -BeTrue
        $signed.IsSecure | Should -BeTrue
        (Resolve-MailExchanger good.test @server).IsSecure | Should -BeFalse
    }

    It 'keeps what comes a second time, so that nothing is asked for more than twice' {
        $before = $dns.Questions.Count
        $null = 'good.test', 'bücher.example', 'good.test', 'GOOD.TEST', 'hosted.test', 'good.test' | Resolve-MailExchanger @server -ThrottleLimit 1
        $asked = $dns.Questions | Select-Object -Skip $before | Group-Object { "$_" }
        ($asked | Where-Object Name -EQ 'good.test MX').Count | Should -Be 2
        ($asked | Where-Object Name -EQ 'mx1.good.test A').Count | Should -Be 2
        ($asked | Where-Object Name -EQ 'hosted.test MX').Count | Should -Be 1
    }

    It 'writes results as they are ready, or in the order of the input' {
        $domains = 'late.test', 'good.test', 'null.test'
        ($domains | Resolve-MailExchanger @server).Domain | Select-Object -Last 1 | Should -Be late.test
        ($domains | Resolve-MailExchanger @server -Ordered).Domain | Should -Be $domains
    }

    It 'keeps the order of many domains with few threads' {
        $domains = 1..300 | ForEach-Object { if ($_ % 50 -eq 1) { 'late.test' } else { "n$_.test" } }
        ($domains | Resolve-MailExchanger @server -Ordered -ThrottleLimit 3).Domain | Should -Be $domains
    }

    It 'writes results while input still comes' {
        $events = [Collections.Generic.List[string]]::new()
        1..40 | ForEach-Object { $events.Add('in'); "n$_.test" } | Resolve-MailExchanger @server -ThrottleLimit 1 | ForEach-Object { $events.Add('out') }
        $events.IndexOf('out') | Should -BeLessThan $events.LastIndexOf('in')
        @($events -eq 'out') | Should -HaveCount 40
    }

    It 'works on as many domains at a time as it may' {
        foreach ($limit in 1, 4) {
            $slow = [SmtpTools.TestServer.LoopbackDns]::Start('* ANY !DELAY 700')
            $results = 1..6 | ForEach-Object { "n$_.test" } | Resolve-MailExchanger -DnsServer $slow.EndPoint -ThrottleLimit $limit
            $slow.Dispose()
            $results.Status | Should -Be (@('NxDomain') * 6)
            $slow.MostDelayedAtOnce | Should -BeLessOrEqual $limit
            $slow.MostDelayedAtOnce | Should -BeGreaterOrEqual ([math]::Min($limit, 2))
        }
    }

    It 'shows progress after two seconds, and that it is done' {
        $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
        $null = $shell.AddScript('param($module, $server) Import-Module $module; Resolve-MailExchanger silent.test -DnsServer $server -Timeout 4').
            AddArgument($ModulePath).AddArgument($dns.Address)
        $shell.Invoke().Status | Should -Be Timeout
        $progress = @($shell.Streams.Progress | Where-Object Activity -EQ Resolve-MailExchanger)
        $progress[0].StatusDescription | Should -Be '0 done, 1 under way'
        $progress[-1].RecordType | Should -Be Completed
        $shell.Dispose()
    }

    It 'ends at once when a later command has enough' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $first = & { 'good.test'; 1..20 | ForEach-Object { 'silent.test' } } | Resolve-MailExchanger @server -Timeout 60 | Select-Object -First 1
        $first.Domain | Should -Be good.test
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 15
    }

    It 'ends at once when it is stopped' {
        $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
        $null = $shell.AddScript('param($module, $server) Import-Module $module; "silent.test" | Resolve-MailExchanger -DnsServer $server -Timeout 60').
            AddArgument($ModulePath).AddArgument($dns.Address)
        $before = $dns.Questions.Count
        $running = $shell.BeginInvoke()
        while ($dns.Questions.Count -eq $before -and -not $running.IsCompleted) { Start-Sleep -Milliseconds 20 }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 15
        $shell.InvocationStateInfo.State | Should -Be Stopped
        $shell.Dispose()
    }

    It 'says with -Verbose what it did' {
        $said = Resolve-MailExchanger good.test @server -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }
        $said.Message | Should -BeLike 'good.test: Found, after * ms, from 127.0.0.1:*'
    }

    It 'survives Export-Clixml with its facts whole' {
        $file = Join-Path $TestDrive result.xml
        Resolve-MailExchanger good.test @server | Export-Clixml $file
        $read = Import-Clixml $file
        $read.Exchangers[0].Addresses[0].Address | Should -Be '2606:4700::1111'
        $read.Exchangers[1].Faults[0].Message | Should -BeLike '*RFC 2181*'
        $read | Format-Table | Out-String | Should -BeLike '*10 mx1.good.test*Alias*'
    }

    It 'survives ConvertTo-Json with its facts whole' {
        $read = Resolve-MailExchanger good.test @server | ConvertTo-Json -Depth 6 | ConvertFrom-Json
        $read.Exchangers[0].Addresses[1].Address | Should -Be '8.8.4.4'
    }

    It 'shows a domain in a table and as a list' {
        $table = Resolve-MailExchanger good.test, gone.mx.test @server -Ordered | Out-String -Width 120
        $table | Should -Match 'good\.test\s+Found\s+10 mx1\.good\.test\s+Alias'
        $table | Should -Match '20 mx2\.good\.test'
        $table | Should -Match 'gone\.mx\.test\s+NoUsableExchanger\s+10 192\.0\.2\.1\s+IpLiteral'
        $list = Resolve-MailExchanger signed.test @server | Format-List | Out-String -Width 120
        $list | Should -Match 'Exchangers\s+: 10 mx1\.good\.test: 2606:4700::1111, 8\.8\.4\.4'
        $list | Should -Match 'Dnssec\s+: authentic according to 127\.0\.0\.1'
        (Resolve-MailExchanger good.test @server).Exchangers | Out-String -Width 120 | Should -Match '10\s+mx1\.good\.test\s+2606:4700::1111\s+00:\d\d:00'
    }
}
