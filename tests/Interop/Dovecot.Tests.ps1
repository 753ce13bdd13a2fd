Describe 'Dovecot submission' {
    . (Join-Path $PSScriptRoot 'SendCases.ps1') -Name dovecot -MailboxOf postfix -Mechanism PLAIN, LOGIN, CRAM-MD5, SCRAM-SHA-1, SCRAM-SHA-256 -Way @(
        @{ Way = 'STARTTLS with a login'; Port = 'Submission'; Security = 'StartTls'; Login = $true; Seen = 'by mx\.example\.test with ESMTPSA' }
        @{ Way = 'implicit TLS with a login'; Port = 'Submissions'; Security = 'Tls'; Login = $true; Seen = 'by mx\.example\.test with ESMTPSA' }
    )
}
