# Haraka comes from npm where Node.js 20 is there (install.sh); Debian 12 has an older one.
Describe 'Haraka' {
    . (Join-Path $PSScriptRoot 'SendCases.ps1') -Name haraka -SmtpUtf8 -Optional -Mechanism PLAIN, LOGIN, CRAM-MD5 `
        -Offers PIPELINING -Answers @{ 'VRFY user@example.test' = 252; 'HELP' = 250 } -Way @(
        @{ Way = 'a plain connection'; Port = 'Smtp'; Security = 'None'; Login = $false; Seen = 'with ESMTP ' }
        @{ Way = 'STARTTLS with a login'; Port = 'Smtp'; Security = 'StartTls'; Login = $true; Seen = 'with ESMTPSA ' }
        @{ Way = 'implicit TLS with a login'; Port = 'Smtps'; Security = 'Tls'; Login = $true; Seen = 'with ESMTPSA ' }
    )
}
