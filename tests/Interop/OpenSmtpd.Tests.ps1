Describe 'OpenSMTPD' {
    . (Join-Path $PSScriptRoot 'SendCases.ps1') -Name opensmtpd -Answers @{ 'VRFY user@example.test' = 500; 'EXPN list' = 500; 'HELP' = 214 } -Way @(
        @{ Way = 'a plain connection'; Port = 'Smtp'; Security = 'None'; Login = $false; Seen = 'with ESMTP id' }
    )
}
