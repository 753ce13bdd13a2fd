BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-TestServer

    $dns = [SmtpTools.TestServer.LoopbackDns]::Start(@'
good.test                MX    10 mx.good.test
mx.good.test             A     8.8.4.4
good.test                TXT   "v=spf1 mx -all"
_smtp._tls.good.test     TXT   "v=TLSRPTv1; rua=mailto:tls@good.test"
evil.test                MX    10 mx.good.test
evil.test                TXT   "v=spf1 <script>alert(1)</script> \"onload=x -all"
_mta-sts.evil.test       TXT   "v=STSv1; id=</code><img src=x onerror=alert(1)>;"
xn--bcher-kva.example    MX    10 mx.good.test
'@)
    $tests = 'good.test', 'evil.test', 'bücher.example', 'missing.test' | Test-MailDomain -DnsServer $dns.EndPoint -Ordered -DnsOnly:$false -HttpsTimeout 2
    $page = $tests | Export-MailDomainReport (Join-Path $TestDrive 'report.html') -Title 'A & B'
    $html = Get-Content $page -Raw
}

AfterAll {
    $dns.Dispose()
}

Describe 'Export-MailDomainReport' {
    It 'writes one page about all domains' {
        $page | Should -BeOfType IO.FileInfo
        $html | Should -BeLike '<!DOCTYPE html>*<html lang="en">*</html>*'
        foreach ($domain in 'good.test', 'evil.test', 'bücher.example', 'missing.test') { $html | Should -BeLike "*<h2 id=""domain-*$domain</h2>*" }
        $html | Should -BeLike '*xn--bcher-kva.example*'
        $html | Should -BeLike '*<title>A &amp; B</title>*'
    }

    It 'escapes whatever a domain publishes' {
        $html | Should -BeLike '*&lt;script&gt;*'
        $html | Should -Not -Match '<script|<img|onerror=alert\(1\)>'
    }

    It 'needs nothing else' {
        $html | Should -Not -Match '\s(src|href)\s*=\s*"(?!#)'
        $html | Should -Not -Match '@import|url\('
        $html | Should -BeLike "*default-src 'none'*"
        $html | Should -BeLike '*prefers-color-scheme: dark*'
        $html | Should -BeLike '*@media print*'
    }

    It 'is well-formed, with one first heading and unique anchors' {
        $xml = [xml]($html -replace '<!DOCTYPE html>' -replace '<meta([^>]*)>', '<meta$1/>' -replace '<br>', '<br/>' -replace '&middot;', '-')
        $xml.SelectNodes('//h1').Count | Should -Be 1
        $ids = $xml.SelectNodes('//@id').Value
        $ids.Count | Should -Be @($ids | Sort-Object -Unique).Count
        foreach ($link in $xml.SelectNodes('//a/@href').Value) { $ids | Should -Contain $link.TrimStart('#') }
        $xml.SelectNodes('//table[not(caption)]').Count | Should -Be 0
        $xml.SelectNodes('//th[not(@scope)]').Count | Should -Be 0
    }

    It 'shows each finding with what to do' {
        foreach ($finding in $tests.Findings) { $html | Should -BeLike "*<code>$($finding.Id)</code>*" }
    }

    It 'replaces a file only when told' {
        $path = Join-Path $TestDrive 'report.html'
        $tests[0] | Export-MailDomainReport $path -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        Get-Content $path -Raw | Should -Be $html
        $failure[0].ErrorDetails.RecommendedAction | Should -BeLike '*-Force*'
        $null = $tests[0] | Export-MailDomainReport $path -Force
        Get-Content $path -Raw | Should -Not -BeLike '*evil.test*'
    }

    It 'says which folder is not there' {
        $folder = Join-Path $TestDrive nowhere
        $tests[0] | Export-MailDomainReport (Join-Path $folder report.html) -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'FileNotFound,*'
        "$($failure[0])" | Should -Be "`"$folder`" does not exist."
    }

    It 'writes nothing with -WhatIf' {
        $tests[0] | Export-MailDomainReport (Join-Path $TestDrive 'none.html') -WhatIf
        Join-Path $TestDrive 'none.html' | Should -Not -Exist
    }
}
