BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/MailCertificates.ps1
    Import-TestServer
    $key = New-DkimKey example.org s1 -Path $TestDrive
    $other = New-DkimKey example.org s2 -Path $TestDrive
    $dns = [SmtpTools.TestServer.LoopbackDns]::Start(@"
s1._domainkey.example.org    TXT   $(($key.Record.Strings | ForEach-Object { "`"$_`"" }) -join ' ')
s2._domainkey.example.org    TXT   $(($key.Record.Strings | ForEach-Object { "`"$_`"" }) -join ' ')
_dmarc.example.org           TXT   "v=DMARC1; p=reject"
_dmarc.example.net           TXT   "v=DMARC1; p=reject"
failed.example.org           ANY   !SERVFAIL
sf._domainkey.example.org    ANY   !SERVFAIL
forged._domainkey.example.org TXT  $(($key.Record.Strings | ForEach-Object { "`"$_`"" }) -join ' ')
forged._domainkey.example.org ANY  !ELSEWHERE
"@)
    $listener = Start-SmtpListener
    $to = @{ SmtpServer = '127.0.0.1'; Port = $listener.Port; To = 'bo@example.com'; Subject = 'Report'; Body = 'Hello' }
    function Get-Caught { @(Receive-SmtpMessage $listener -Count 100 -Timeout 0 -ErrorAction SilentlyContinue) }
}

AfterAll {
    Stop-SmtpListener $listener
    $dns.Dispose()
}

Describe 'Send-SmtpMessage signs' {
    It 'for the domain, and each row of a pipeline' {
        $results = 1..3 | ForEach-Object { [pscustomobject] @{ From = "a$_@example.org" } } | Send-SmtpMessage @to -DkimKey $key
        $results.Count | Should -Be 3
        $caught = Get-Caught
        $caught.Count | Should -Be 3
        $caught.Message | ForEach-Object { $_.Headers.Name | Should -Contain DKIM-Signature }
    }

    It 'with a certificate, and then for the domain' {
        $ana = New-MailCertificate ana@example.org
        $path = Export-MailCertificate $ana $TestDrive/ana.pfx secret -WithKey
        $null = Send-SmtpMessage @to -From ana@example.org -SmimeCertificate $path -SmimePassword (ConvertTo-Password secret) -DkimKey $key.Path -DkimSelector s1 -ErrorAction Stop
        $message = (Get-Caught).Message
        $message.Parts[0].ContentType | Should -Be multipart/signed
        $message.Headers.Name | Should -Contain DKIM-Signature
    }

    It 'and sends what verifies with the published key' {
        $result = Send-SmtpMessage @to -From ana@example.org -DkimKey $key -VerifyBeforeSend -DnsServer $dns.EndPoint -ErrorAction Stop
        $result.State | Should -Be Sent
        @(Get-Caught).Count | Should -Be 1
        (Send-SmtpMessage @to -From ana@sub.example.org -DkimKey $key -VerifyBeforeSend -DnsServer $dns.EndPoint -ErrorAction Stop).State | Should -Be Sent
        $null = Get-Caught
    }

    It 'and asks for the key over TCP alone where told to' {
        $signed = @{ From = 'ana@example.org'; DkimKey = $key.Path; DkimSelector = 'forged'; VerifyBeforeSend = $true; DnsServer = $dns.EndPoint }
        Send-SmtpMessage @to @signed -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'MailProtectionKeyNotPublished,*'
        (Send-SmtpMessage @to @signed -DnsOverTcp -ErrorAction Stop).State | Should -Be Sent
        $null = Get-Caught
    }

    It 'and sends nothing where <Why>' -ForEach @(
        @{ Why = 'another key is published'; Id = 'MailProtectionKeyMismatch'; From = 'ana@example.org'; Selector = 's2'; Domain = 'example.org' }
        @{ Why = 'no key is published'; Id = 'MailProtectionKeyNotPublished'; From = 'ana@example.org'; Selector = 's9'; Domain = 'example.org' }
        @{ Why = 'DNS does not answer'; Id = 'MailProtectionKeyLookupFailed'; From = 'ana@example.org'; Selector = 'sf'; Domain = 'example.org' }
        @{ Why = 'the domain is not aligned with From'; Id = 'MailProtectionNotAligned'; From = 'ana@example.net'; Selector = 's1'; Domain = 'example.org' }
    ) {
        $path = if ($Selector -eq 's2') { $other.Path } else { $key.Path }
        $result = Send-SmtpMessage @to -From $From -DkimKey $path -DkimSelector $Selector -DkimDomain $Domain -VerifyBeforeSend -DnsServer $dns.EndPoint -ErrorVariable failures -ErrorAction SilentlyContinue
        $result | Should -BeNullOrEmpty
        $failures[0].FullyQualifiedErrorId | Should -Be "$Id,SmtpTools.Commands.SendSmtpMessageCommand"
        $failures[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Get-Caught | Should -BeNullOrEmpty
    }

    It 'says what is wrong with the parameters before anything is sent' {
        { Send-SmtpMessage @to -From ana@example.org -VerifyBeforeSend } | Should -Throw '*-DkimKey*'
        { Send-SmtpMessage @to -From ana@example.org -DkimKey $key.Path } | Should -Throw '*-DkimSelector*'
        { Send-SmtpMessage @to -From ana@example.org -DkimKey $TestDrive/none.pem -DkimSelector a } | Should -Throw -ErrorId 'MailProtectionKeyUnusable,*'
        Get-Caught | Should -BeNullOrEmpty
    }
}
