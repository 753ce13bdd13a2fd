# Other tests' DNS servers are on loopback, whose word for DNSSEC counts unasked. This one is on another address of this computer.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-TestServer

    $address = [Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces() | ForEach-Object { $_.GetIPProperties().UnicastAddresses.Address } |
        Where-Object { $_ -and -not [Net.IPAddress]::IsLoopback($_) -and -not $_.IsIPv6LinkLocal } | Select-Object -First 1
    if ($address) {
        $dns = [SmtpTools.TestServer.LoopbackDns]::Start(@'
good.test                MX    10 mx.good.test
good.test                TXT   "v=spf1 -all"
mx.good.test             A     8.8.4.4
_25._tcp.mx.good.test    TLSA  3 1 1 8cb0fc6c527506a053f4f14c8464bebbd6dede2738d11468dd953d7d6a3021f1
a._domainkey.good.test   TXT   "v=DKIM1; p="
_dmarc.good.test         TXT   "v=DMARC1; p=reject"
*                        ANY   !AUTHENTIC
'@, $address)
    }
}

AfterAll {
    if ($address) { $dns.Dispose() }
}

Describe '-TrustDnsServer' {
    BeforeDiscovery {
        $cases = @(
            @{ Command = 'Resolve-BimiRecord' }
            @{ Command = 'Resolve-DkimKey'; More = @{ Selector = 'a' } }
            @{ Command = 'Resolve-DmarcPolicy' }
            @{ Command = 'Resolve-MailExchanger' }
            @{ Command = 'Resolve-MtaStsPolicy' }
            @{ Command = 'Resolve-SpfRecord' }
            @{ Command = 'Resolve-TlsReportingPolicy' }
            @{ Command = 'Resolve-TlsaRecord' }
            @{ Command = 'Test-MailDomain'; More = @{ DnsOnly = $true }; Part = 'Mx' }
        )
    }

    It 'makes the word of a server that is not on loopback count in <Command>' -ForEach $cases {
        if (-not $address) {
            Set-ItResult -Skipped -Because 'this computer has no address but those of loopback'
            return
        }

        $arguments = @{ DnsServer = $dns.EndPoint; ErrorAction = 'Stop' } + ($More ?? @{})
        $without, $with = @((& $Command good.test @arguments), (& $Command good.test @arguments -TrustDnsServer)) | ForEach-Object { if ($Part) { $_.$Part } else { $_ } }
        $without.IsAuthentic, $with.IsAuthentic | Should -Be $true, $true
        $without.IsSecure | Should -BeFalse
        $with.IsSecure | Should -BeTrue
    }

    It 'is tested for every cmdlet that resolves' -ForEach @{ Tested = $cases.Command } {
        $resolving = Get-Command -Module SmtpTools -Verb Resolve | Where-Object { $_.Parameters.ContainsKey('TrustDnsServer') }
        $Tested | Where-Object { $_ -like 'Resolve-*' } | Sort-Object | Should -Be ($resolving.Name | Sort-Object)
    }
}
