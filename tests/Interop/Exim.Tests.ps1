Describe 'Exim' {
    . (Join-Path $PSScriptRoot 'SendCases.ps1') -Name exim -SmtpUtf8 -Mechanism PLAIN, LOGIN, CRAM-MD5 `
        -Offers PIPELINING, CHUNKING -Dsn -Answers @{ 'VRFY user@example.test' = 252; 'EXPN list' = 550; 'ETRN example.test' = 458; 'HELP' = 214 } -Way @(
        @{ Way = 'a plain connection'; Port = 'Smtp'; Security = 'None'; Login = $false; Seen = 'with esmtp ' }
        @{ Way = 'implicit TLS'; Port = 'Smtps'; Security = 'Tls'; Login = $false; Seen = 'with esmtps .*TLS1\.[23]' }
        @{ Way = 'STARTTLS with a login'; Port = 'Smtp'; Security = 'StartTls'; Login = $true; Seen = 'with esmtpsa .*TLS1\.[23]' }
    )
}
