BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-TestServer

    $rsa = [Security.Cryptography.RSA]::Create(2048)
    $key = [Convert]::ToBase64String($rsa.ExportSubjectPublicKeyInfo())
    $dns = [SmtpTools.TestServer.LoopbackDns]::Start(@"
s1._domainkey.good.test TXT   "v=DKIM1; k=rsa; p=$($key.Substring(0, 200))" "$($key.Substring(200))"
good.test               TXT   "v=spf1 ip4:192.0.2.0/24 ip4:127.0.0.1 -all"
_dmarc.good.test        TXT   "v=DMARC1; p=quarantine"
open.test               TXT   "v=spf1 ip4:192.0.2.0/24 -all"
_dmarc.failed.test      ANY   !SERVFAIL
"@)
    $server = @{ DnsServer = $dns.EndPoint; TrustDnsServer = $true }
    $sha256 = [Security.Cryptography.SHA256]::Create()

    # A message, signed as RFC 6376 3.4 and 3.7 say by nothing but .NET: one space in each field and no line to fold.
    function New-Received([string] $From = 'a@good.test', [switch] $Signed, [string] $Trace = '') {
        $fields = [ordered]@{ From = $From; To = 'b@example.test'; Subject = 'Grüße'; Date = 'Mon, 02 Nov 2026 10:00:00 +0000' }
        $head = ($fields.GetEnumerator() | ForEach-Object { "$($_.Key): $($_.Value)`r`n" }) -join ''
        $body = "first line`r`nlast line`r`n"
        if ($Signed) {
            $hash = [Convert]::ToBase64String($sha256.ComputeHash([Text.Encoding]::UTF8.GetBytes($body)))
            $tags = "v=1; a=rsa-sha256; c=relaxed/simple; d=good.test; s=s1; h=from:to:subject:date; bh=$hash; b="
            $canonical = (($fields.GetEnumerator() | ForEach-Object { "$($_.Key.ToLower()):$($_.Value)`r`n" }) -join '') + "dkim-signature:$tags"
            $signature = $rsa.SignData([Text.Encoding]::UTF8.GetBytes($canonical), 'SHA256', [Security.Cryptography.RSASignaturePadding]::Pkcs1)
            $head = "DKIM-Signature: $tags$([Convert]::ToBase64String($signature))`r`n$head"
        }

        $path = Join-Path $TestDrive "$(New-Guid).eml"
        [IO.File]::WriteAllText($path, "$Trace$head`r`n$body")
        $path
    }

    $trace = "Return-Path: <bounce@good.test>`r`nReceived: from mail.good.test (mail.good.test [192.0.2.1])`r`n`tby mx.example.test (Postfix); Mon, 02 Nov 2026 10:00:00 +0000`r`n"
}

AfterAll {
    $dns.Dispose()
}

Describe 'Test-MailAuthentication' {
    It 'takes messages and paths as they come: <Kind>' -ForEach @(
        @{ Kind = 'a message'; Given = { Import-SmtpMessage (New-Received -Signed) }; Count = 1 }
        @{ Kind = 'several messages'; Given = { Import-SmtpMessage (New-Received -Signed), (New-Received -Signed) }; Count = 2 }
        @{ Kind = 'paths'; Given = { (New-Received -Signed), (New-Received -Signed) }; Count = 2 }
        @{ Kind = 'a file'; Given = { Get-Item (New-Received -Signed) }; Count = 1 }
        @{ Kind = 'a wildcard'; Given = { (New-Received -Signed) -replace '\.eml$', '.e?l' }; Count = 1 }
    ) {
        $given = & $Given
        $results = @(Test-MailAuthentication $given @server -ErrorAction Stop)
        $results.IsAuthentic | Should -Be (@($true) * $Count)
    }

    It 'shows an ARC chain with each set and reason on a line of its own' {
        $key = New-DkimKey hop.test s1 -Path $TestDrive
        $message = Import-SmtpMessage (New-Received -Signed)
        1..2 | ForEach-Object { $message = $message | Protect-SmtpMessage -ArcKey $key -AuthenticationResults "mx$_.hop.test; arc=$(if ($_ -eq 1) { 'none' } else { 'pass' })" }
        $arc = (Test-MailAuthentication $message @server -ErrorAction Stop).Arc
        $arc | Format-List | Out-String -Width 200 | Should -Match '(?s)Result +: Fail.*Sets +: 1: hop\.test \(s1\): \w+, chain before it none\r?\n +2: hop\.test.*Reasons +: There is no key at s1\._domainkey\.hop\.test'
        $arc | Format-Table | Out-String -Width 200 | Should -Match 'Fail +hop\.test, hop\.test +There is no key'
        $arc.Sets | Out-String -Width 200 | Should -Match '1 +hop\.test +s1 +\w+ +none +i=1; ?mx1\.hop\.test'
    }

    It 'finds a message authentic that is signed for its From domain' {
        $result = Test-MailAuthentication (New-Received -Signed) @server -ErrorAction Stop
        $result | Should -BeOfType SmtpTools.MailAuthenticationResult
        $result.IsAuthentic | Should -BeTrue
        $result.Verdict | Should -Be 'Authentic: DKIM of good.test stands for good.test'
        $result.Dkim[0].Result | Should -Be Pass
        $result.Dkim[0].KeyBits | Should -Be 2048
        $result.Dmarc.Result | Should -Be Pass
        $result.Arc.Result | Should -Be None
        $result.Spf | Should -BeNullOrEmpty
        $result.Reasons | Should -Contain 'spf: not checked. Neither the client nor a server whose Received field tells of it was named.'
    }

    It 'finds one not authentic whose body was changed, and says what its domain asks for' {
        $path = New-Received -Signed
        [IO.File]::WriteAllText($path, [IO.File]::ReadAllText($path).Replace('last line', 'other line'))
        $result = Test-MailAuthentication $path @server
        $result.IsAuthentic | Should -BeFalse
        $result.Disposition | Should -Be Quarantine
        $result.Dkim[0].Reason | Should -BeLike '*body was changed*'
        $result.Path | Should -Be $path
        $result.AuthenticationResults | Should -BeLike 'localhost; dkim=fail reason="*" header.d=good.test*; dmarc=fail header.from=good.test policy.dmarc=quarantine; arc=none'
    }

    It 'checks SPF for the client that a trusted server names, and for no other' {
        $path = New-Received -Trace $trace
        $result = Test-MailAuthentication $path -TrustedHost mx.example.test @server
        $result.IsAuthentic | Should -BeTrue
        $result.ClientAddress | Should -Be 192.0.2.1
        $result.ClientSource | Should -Be 'Received field 1, by mx.example.test'
        $result.MailFrom | Should -Be bounce@good.test
        $result.AuthenticationResults | Should -BeLike 'mx.example.test; *spf=pass smtp.mailfrom=bounce@good.test*'
        $result.Hops[0].IsTrusted | Should -BeTrue

        foreach ($other in @{}, @{ TrustedHost = 'mx.other.test' }) {
            $result = Test-MailAuthentication $path @other @server
            $result.Spf | Should -BeNullOrEmpty
            $result.IsAuthentic | Should -BeFalse
            $result.Hops[0].IsTrusted | Should -BeFalse
        }
    }

    It 'checks SPF for the client that is given' {
        $path = New-Received
        (Test-MailAuthentication $path -IPAddress 192.0.2.9 -Sender bounce@good.test -Helo mail.good.test @server).IsAuthentic | Should -BeTrue
        (Test-MailAuthentication $path -IPAddress 203.0.113.9 -Sender bounce@good.test @server).Spf.Result | Should -Be Fail
        (Test-MailAuthentication $path -IPAddress 192.0.2.9 -Sender '' -Helo good.test @server).Spf.Identity | Should -Be helo
        $unknown = Test-MailAuthentication $path -IPAddress 192.0.2.9 -Helo good.test @server
        $unknown.IsAuthentic | Should -BeFalse
        $unknown.Reasons -like 'spf: the MAIL FROM address is not known*' | Should -HaveCount 1
        (Test-MailAuthentication $path -AuthenticationServer mx.mine.test @server).AuthenticationResults | Should -BeLike 'mx.mine.test; *'
    }

    It 'tells what a receiver gives that follows RFC 7489, by a list' {
        $list = Join-Path $TestDrive suffixes.dat
        Set-Content $list -Value 'test', 'good.test'
        $path = New-Received -Signed -From a@news.good.test
        $result = Test-MailAuthentication $path -PublicSuffixList $list @server -ErrorAction Stop
        $result.Dmarc.Result | Should -Be Pass
        $result.Dmarc.Rfc7489Result | Should -Be None
        $result.Reasons | Should -Contain 'dmarc: A receiver that follows RFC 7489 gives None: NotFound, organizational domain news.good.test.'
        (Test-MailAuthentication $path @server).Dmarc.Rfc7489Result | Should -BeNullOrEmpty
    }

    It 'leaves undecided what has no policy' {
        $result = Test-MailAuthentication (New-Received -From a@open.test) -IPAddress 192.0.2.1 -Sender a@open.test @server
        $result.IsAuthentic | Should -BeNullOrEmpty
        $result.Verdict | Should -Be 'Undecided: open.test has no DMARC policy; SPF of open.test passes'
    }

    It 'gives a result and an error where DNS does not say' {
        $result = Test-MailAuthentication (New-Received -From a@failed.test) @server -ErrorVariable failure -ErrorAction SilentlyContinue
        $result.Dmarc.Result | Should -Be TempError
        $failure[0].FullyQualifiedErrorId | Should -Be 'MailAuthenticationTempError,SmtpTools.Commands.TestMailAuthenticationCommand'
        $failure[0].Exception.Result | Should -Be $result
    }

    It 'takes paths, files, messages and mailboxes' {
        $path = New-Received -Signed
        $mbox = Join-Path $TestDrive all.mbox
        Import-SmtpMessage $path, (New-Received) | Export-SmtpMessage $mbox | Out-Null
        ($path | Test-MailAuthentication @server).IsAuthentic | Should -BeTrue
        (Get-Item $path | Test-MailAuthentication @server).IsAuthentic | Should -BeTrue
        (Import-SmtpMessage $path | Test-MailAuthentication @server).IsAuthentic | Should -BeTrue
        (Test-MailAuthentication -LiteralPath $path @server).IsAuthentic | Should -BeTrue
        (Test-MailAuthentication $mbox @server -Ordered).IsAuthentic | Should -Be $true, $false
        (Test-MailAuthentication (Join-Path $TestDrive '*.mbox') @server -Ordered).IsAuthentic | Should -Be $true, $false
    }

    It 'takes a captured message with what its listener saw of the client' {
        $listener = Start-SmtpListener
        try {
            Import-SmtpMessage (New-Received) | Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port -Security None -EnvelopeFrom bounce@good.test -LocalDomain client.good.test | Out-Null
            $result = Receive-SmtpMessage -Listener $listener -Count 1 -Timeout 10 | Test-MailAuthentication @server
        }
        finally {
            $listener | Stop-SmtpListener
        }

        $result.ClientAddress | Should -Be 127.0.0.1
        $result.MailFrom | Should -Be bounce@good.test
        $result.Helo | Should -Be client.good.test
        $result.Spf.Result | Should -Be Pass
        $result.IsAuthentic | Should -BeTrue
    }

    It 'refuses <Case> with the id <Id>' -ForEach @(
        @{ Case = 'a file that is not there'; Id = 'FileNotFound'; Script = { Test-MailAuthentication ./missing.eml @server -ErrorAction Stop } }
        @{ Case = 'an object that is no message'; Id = 'InvalidArgument'; Script = { 42 | Test-MailAuthentication @server -ErrorAction Stop } }
        @{ Case = 'a host that is none'; Id = 'TrustedHostUnusable'; Script = { Test-MailAuthentication ./missing.eml -TrustedHost 'two words' @server } }
        @{ Case = 'a folder'; Id = 'InvalidArgument'; Script = { Test-MailAuthentication $TestDrive @server -ErrorAction Stop } }
    ) {
        $Script | Should -Throw -ErrorId "$Id,SmtpTools.Commands.TestMailAuthenticationCommand"
    }

    It 'shows the verdict first, and all results on a screen' {
        $result = Test-MailAuthentication (New-Received -Signed -Trace $trace) -TrustedHost mx.example.test @server
        $text = $result | Out-String -Width 100
        @($text -split '\r?\n' | Where-Object { $_ })[0] | Should -BeLike 'Verdict*: Authentic: *'
        $text | Should -BeLike '*Client*192.0.2.1 (mail.good.test) - Received field 1, by mx.example.test*Dkim*Pass: good.test*Spf*Pass: good.test*Dmarc*Pass*Arc*None*'
        ($text -split '\r?\n').Count | Should -BeLessThan 24
        ($result | Format-Table | Out-String -Width 80) | Should -BeLike '*good.test*yes*Pass*Pass*Pass*None*'
        (Test-MailAuthentication (New-Received) @server -Verbose 4>&1 | Out-String) | Should -BeLike '*dmarc: The message has neither*'
    }

    It 'keeps its facts through Export-Clixml and ConvertTo-Json' {
        $file = Join-Path $TestDrive result.xml
        $result = Test-MailAuthentication (New-Received -Signed) @server
        $result | Export-Clixml $file
        $read = Import-Clixml $file
        $read.Dkim[0].Domain | Should -Be good.test
        $read.Verdict | Should -Be $result.Verdict
        ($result | ConvertTo-Json -Depth 4 -WarningAction SilentlyContinue | ConvertFrom-Json).Dkim[0].Selector | Should -Be s1
    }
}
