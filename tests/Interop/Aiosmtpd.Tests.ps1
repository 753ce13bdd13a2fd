Describe 'aiosmtpd' {
    . (Join-Path $PSScriptRoot 'SendCases.ps1') -Name aiosmtpd -SmtpUtf8 -Mechanism PLAIN, LOGIN -Answers @{ 'VRFY user@example.test' = 252; 'EXPN list' = 502; 'HELP' = 250 } -Way @(
        @{ Way = 'a plain connection'; Port = 'Smtp'; Security = 'None'; Login = $false; Seen = '^(?!.*X-Authenticated)' }
        @{ Way = 'submission'; Port = 'Submission'; Security = 'StartTls'; Login = $true; Seen = 'X-Authenticated: user' }
        @{ Way = 'implicit TLS with a login'; Port = 'Smtps'; Security = 'Tls'; Login = $true; Seen = 'X-Authenticated: user' }
    )
}
