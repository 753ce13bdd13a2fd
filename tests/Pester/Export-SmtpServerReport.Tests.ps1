BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/ScriptedServer.ps1

    $listener = Start-SmtpListener
    $hostile = Start-ScriptedServer {
        param($script)
        $null = $script.Send('220 <script>alert(1)</script>').Answer('EHLO *', '250-"><img src=x onerror=alert(1)>', '250 SIZE 10').Quit()
    }
    $tests = @(
        Test-SmtpServer "127.0.0.1:$($listener.Port)" -Check Reachability, Hello, StartTls, TlsVersions, TlsCiphers, TlsCertificates, Certificate, Relay, Postmaster
        Test-SmtpServer "127.0.0.1:$($hostile.Port)" -Check Reachability, Hello
        Test-SmtpServer "127.0.0.1:$(Get-ClosedPort)" -Check Reachability
    )
    $page = $tests | Export-SmtpServerReport (Join-Path $TestDrive 'report.html') -Title 'A & B'
    $html = Get-Content $page -Raw
    $xml = [xml]($html -replace '<!DOCTYPE html>' -replace '<meta([^>]*)>', '<meta$1/>' -replace '&middot;', '-')
}

AfterAll {
    $hostile.Dispose()
    Stop-SmtpListener $listener
}

Describe 'Export-SmtpServerReport' {
    It 'writes one page about all servers' {
        $page | Should -BeOfType IO.FileInfo
        $html | Should -BeLike '<!DOCTYPE html>*<html lang="en">*</html>*'
        $html | Should -BeLike '*<title>A &amp; B</title>*'
        $xml.SelectNodes('//h2').InnerText | Should -Be ($tests | ForEach-Object { "$($_.Server):$($_.Port)" })
        $html | Should -BeLike '*3 servers, of which *'
    }

    It 'draws the phases as bars within the session' {
        $bars = $xml.SelectNodes('//section[1]//div[starts-with(@class, "bar ")]/@style').Value
        $bars.Count | Should -Be @($tests[0].Phases | Where-Object Time).Count
        foreach ($bar in $bars) {
            $bar | Should -Match '^margin-inline-start:([\d.]+)%;width:([\d.]+)%$'
            $null = $bar -match '([\d.]+)%;width:([\d.]+)%'
            ([double] $Matches[1]) + [double] $Matches[2] | Should -BeLessOrEqual 100.1
        }
    }

    It 'draws the certificate chain' {
        $links = $xml.SelectNodes('//section[1]//ol[@class="chain"]/li')
        $links.Count | Should -BeGreaterOrEqual 1
        $links[0].InnerText | Should -BeLike "*$($tests[0].Certificate.Subject)*sent by the server*days left*"
    }

    It 'shows each TLS version, and the cipher suites of each that is accepted' {
        $versions = $xml.SelectNodes('//section[1]//table[starts-with(caption, "TLS versions")]/tbody/tr')
        $versions.Count | Should -Be $tests[0].TlsVersions.Count
        foreach ($version in $tests[0].TlsVersions) {
            $row = $versions | Where-Object { $_.SelectSingleNode('th').InnerText -eq $version.Protocol }
            $row.SelectSingleNode('td[1]').InnerText | Should -Be $(if ($version.IsAccepted) { 'yes' } else { 'no' })
            $accepted = @($tests[0].TlsCipherSuites | Where-Object Protocol -EQ $version.Protocol)
            $suites = $xml.SelectNodes("//section[1]//table[caption = 'Cipher suites in $($version.Protocol)']/tbody/tr")
            $suites.Count | Should -Be $accepted.Count
            @($suites | ForEach-Object { $_.SelectSingleNode('th').InnerText }) | Should -Be @($accepted.Name)
        }

        $tests[0].TlsCipherSuites.Count | Should -BeGreaterThan 2
        $html | Should -BeLike "*in its order: $($tests[0].TlsGroups -join ', ').*"
    }

    It 'tells what the checks tried and what they found' {
        $html | Should -BeLike '*percent hack*'
        foreach ($finding in $tests.Findings) { $html | Should -BeLike "*<code>$($finding.Id)</code>*" }
        $tests.Trials.Count | Should -BeGreaterThan 18
    }

    It 'escapes whatever a server says' {
        $html | Should -BeLike '*&lt;script&gt;*'
        $html | Should -Not -Match '<script|<img'
    }

    It 'needs nothing else' {
        $html | Should -Not -Match '\s(src|href)\s*=\s*"(?!#)'
        $html | Should -Not -Match '@import|url\('
        $html | Should -BeLike "*default-src 'none'*"
        $html | Should -BeLike '*prefers-color-scheme: dark*'
        $html | Should -BeLike '*@media print*'
    }

    It 'is well-formed, with one first heading, unique anchors and tables that can be read' {
        $xml.SelectNodes('//h1').Count | Should -Be 1
        $ids = $xml.SelectNodes('//@id').Value
        $ids.Count | Should -Be @($ids | Sort-Object -Unique).Count
        foreach ($link in $xml.SelectNodes('//a/@href').Value) { $ids | Should -Contain $link.TrimStart('#') }
        $xml.SelectNodes('//table[not(caption)]').Count | Should -Be 0
        $xml.SelectNodes('//th[not(@scope)]').Count | Should -Be 0
    }

    It 'replaces a file only when told, and writes nothing with -WhatIf' {
        $path = Join-Path $TestDrive 'report.html'
        $tests[0] | Export-SmtpServerReport $path -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        $tests[0] | Export-SmtpServerReport (Join-Path $TestDrive 'none.html') -WhatIf
        Join-Path $TestDrive 'none.html' | Should -Not -Exist
        $null = $tests[0] | Export-SmtpServerReport $path -Force
        Get-Content $path -Raw | Should -Not -BeLike '*percent hack*script*'
    }
}
