BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-TestServer

    $dns = [SmtpTools.TestServer.LoopbackDns]::Start(@'
default._bimi.good.test   TXT   "v=BIMI1; l=https://www.good.test/logo.svg;"
_dmarc.good.test          TXT   "v=DMARC1; p=reject"
brand._bimi.good.test     TXT   "v=BIMI1; l=; a=;"
default._bimi.bad.test    TXT   "v=BIMI1; l=https://www.good.test/bad.svg; a=https://www.good.test/none.pem"
_dmarc.bad.test           TXT   "v=DMARC1; p=none"
none.test                 MX    10 mx.none.test
default._bimi.failed.test TXT   !SERVFAIL
'@)
    $authority = [SmtpTools.TestServer.TestCertificates]::Create()
    $https = [SmtpTools.TestServer.LoopbackHttps]::Start($authority.Server('www.good.test'))
    $svg = '<svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 1 1"><title>Example</title></svg>'
    $null = $https.AddText('/logo.svg', $svg, 'image/svg+xml').AddText('/bad.svg', $svg.Replace('tiny-ps', 'full'), 'image/svg+xml')
    $server = @{ DnsServer = $dns.EndPoint; ConnectTo = $https.EndPoint; TrustedRoot = $authority.Root }
}

AfterAll {
    $https.Dispose()
    $dns.Dispose()
}

Describe 'Resolve-BimiRecord' {
    It 'fetches and checks a logo' {
        $result = Resolve-BimiRecord good.test @server -ErrorAction Stop
        $result | Should -BeOfType SmtpTools.BimiResult
        $result.Status | Should -Be Found
        $result.Logo.Title | Should -Be Example
        $result.Logo.IsValid | Should -BeTrue
        $result.Findings.Id | Should -Be BimiCertificateMissing
    }

    It 'asks for another selector' {
        (Resolve-BimiRecord good.test @server -Selector brand).Record.IsDeclination | Should -BeTrue
        (Resolve-BimiRecord none.test @server -Selector brand).Status | Should -Be NotFoundAmongTried
    }

    It 'finds what is wrong with logo and certificate' {
        $result = Resolve-BimiRecord bad.test @server -ErrorAction Stop
        $result.Findings.Id | Should -Be BimiCertificateUnreachable, BimiDmarcNotEnforced, BimiLogoInvalid
        $result.Logo.Problems | Should -BeLike '*baseProfile*'
    }

    It 'gives a result and an error where DNS fails' {
        $result = Resolve-BimiRecord failed.test @server -ErrorVariable failure -ErrorAction SilentlyContinue
        $result.Status | Should -Be ServerFailure
        $failure[0].FullyQualifiedErrorId | Should -Be 'BimiLookupFailed,SmtpTools.Commands.ResolveBimiRecordCommand'
    }

    It 'goes on after a bad domain' {
        $results = 'good.test', 'failed.test', 'a b', 'none.test' | Resolve-BimiRecord @server -Ordered -ErrorAction SilentlyContinue
        $results.Status | Should -Be 'Found', 'ServerFailure', 'InvalidDomain', 'NotFoundAmongTried'
    }

    It 'keeps its facts through Export-Clixml' {
        $file = Join-Path $TestDrive record.xml
        Resolve-BimiRecord good.test @server | Export-Clixml $file
        $back = Import-Clixml $file
        $back.Record.Location | Should -Be https://www.good.test/logo.svg
        $back.Logo.Title | Should -Be Example
    }

    It 'shows the logo' {
        (Resolve-BimiRecord good.test @server | Format-Table | Out-String -Width 160) | Should -BeLike '*good.test*Found*https://www.good.test/logo.svg*'
        (Resolve-BimiRecord bad.test @server | Format-List | Out-String -Width 200) | Should -BeLike '*bad.svg: 200*Error: The mark certificate cannot be fetched*'
    }
}
