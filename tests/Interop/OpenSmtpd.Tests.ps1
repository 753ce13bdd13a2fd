Describe 'OpenSMTPD' {
    . (Join-Path $PSScriptRoot 'SendCases.ps1') -Name opensmtpd -Way @(
        @{ Way = 'a plain connection'; Port = 'Smtp'; Security = 'None'; Login = $false; Seen = 'with ESMTP id' }
    )
}
