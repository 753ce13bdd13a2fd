Describe 'Sendmail' {
    . (Join-Path $PSScriptRoot 'SendCases.ps1') -Name sendmail -Mechanism PLAIN, LOGIN, CRAM-MD5, SCRAM-SHA-1, SCRAM-SHA-256, SCRAM-SHA-512 -Way @(
        @{ Way = 'a plain connection'; Port = 'Smtp'; Security = 'None'; Login = $false; Seen = 'with ESMTP id' }
        @{ Way = 'STARTTLS with a login'; Port = 'Smtp'; Security = 'StartTls'; Login = $true; Seen = 'with ESMTPSA id .*version=TLSv1\.[23]' }
    )
}
