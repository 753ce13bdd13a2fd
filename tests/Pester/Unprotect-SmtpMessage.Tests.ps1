BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/MailCertificates.ps1
    $ca = New-MailCertificate 'Test CA' -Authority
    $ana = New-MailCertificate ana@example.org -Issuer $ca
    $bo = New-MailCertificate bo@example.com -Issuer $ca
    function New-Message([hashtable] $With = @{}) { New-SmtpMessage -From ana@example.org -To bo@example.com -Subject Report -Body 'Hello' @With }

    # The message as its receiver has it, after a change on its way.
    function Import-Changed($Message, [string] $What, [string] $With) {
        $path = Join-Path $TestDrive changed.eml
        [IO.File]::WriteAllText($path, [Text.Encoding]::ASCII.GetString($Message.ToOctets()).Replace($What, $With))
        Import-SmtpMessage $path
    }
}

Describe 'Unprotect-SmtpMessage' {
    It 'tells who signed, and which root is trusted, <Kind>' -ForEach @{ Kind = 'detached'; Opaque = $false }, @{ Kind = 'opaque'; Opaque = $true } {
        $open = New-Message | Protect-SmtpMessage -SmimeCertificate $ana -Opaque:$Opaque | Unprotect-SmtpMessage -TrustedRoot $ca
        $open | Should -BeOfType SmtpTools.MailMessage
        $open.TextBody.Trim() | Should -Be Hello
        $open.Parts.ContentType | Should -Be text/plain
        $open.Subject | Should -Be Report
        $open.EnvelopeTo | Should -Be bo@example.com
        $open.Protection.IsTrusted | Should -BeTrue
        $signature = $open.Protection.Signatures[0]
        $signature.Signer | Should -Be CN=ana@example.org
        $signature.Addresses | Should -Be ana@example.org
        $signature.Issuer | Should -Be 'CN=Test CA'
        $signature.Root | Should -Be 'CN=Test CA'
        $signature.Algorithm | Should -Be 'RSA with SHA-256'
        $signature.Fingerprint | Should -Be ([Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($ana.RawData)))
        $signature.SignedAt | Should -BeGreaterThan ([datetimeoffset]::Now.AddMinutes(-5))
    }

    It 'does not trust a root that was not given, nor what its sender sends along' {
        $open = New-Message | Protect-SmtpMessage -SmimeCertificate $ana | Unprotect-SmtpMessage
        $open.Protection.IsValid | Should -BeTrue
        $open.Protection.IsTrusted | Should -BeFalse
        $self = New-MailCertificate ana@example.org
        (New-Message | Protect-SmtpMessage -SmimeCertificate $self | Unprotect-SmtpMessage -TrustedRoot $ca).Protection.IsTrusted | Should -BeFalse
        (New-Message | Protect-SmtpMessage -SmimeCertificate $self | Unprotect-SmtpMessage -TrustedRoot $self).Protection.IsTrusted | Should -BeTrue
    }

    It 'does not take another''s signature for the author''s' {
        $open = New-Message | Protect-SmtpMessage -SmimeCertificate $bo -WarningAction SilentlyContinue | Unprotect-SmtpMessage -TrustedRoot $ca
        $open.Protection.Signatures[0].IsTrusted | Should -BeTrue
        $open.Protection.Signatures[0].IsFromSigner | Should -BeFalse
        $open.Protection.IsTrusted | Should -BeFalse
    }

    It 'warns of what was changed since' {
        $changed = Import-Changed (New-Message | Protect-SmtpMessage -SmimeCertificate $ana) Hello Hallo
        $open = $changed | Unprotect-SmtpMessage -TrustedRoot $ca -WarningVariable warned -WarningAction SilentlyContinue
        $open.Protection.IsValid | Should -BeFalse
        $open.Protection.IsTrusted | Should -BeFalse
        $open.TextBody.Trim() | Should -Be Hallo
        $warned | Should -Match 'does not fit'
    }

    It 'asks whether the certificate was revoked, where that is wanted' {
        Import-TestServer
        $server = [SmtpTools.TestServer.RevocationListServer]::Start()
        try {
            $authority = New-MailCertificate "Revoking CA $(New-Guid)" -Authority
            $revoked = New-MailCertificate ana@example.org -Issuer $authority -Extension $server.DistributionPoint
            $server.Publish($authority, $revoked)
            $signed = New-Message | Protect-SmtpMessage -SmimeCertificate $revoked

            $open = $signed | Unprotect-SmtpMessage -TrustedRoot $authority
            $open.Protection.IsTrusted | Should -BeTrue
            $open.Protection.Signatures[0].Revocation | Should -Be NotAsked
            $server.Requests | Should -Be 0

            $open = $signed | Unprotect-SmtpMessage -TrustedRoot $authority -Revocation Try -WarningVariable warned -WarningAction SilentlyContinue
            $open.Protection.IsValid | Should -BeTrue
            $open.Protection.IsTrusted | Should -BeFalse
            $open.Protection.Signatures[0].Revocation | Should -Be Revoked
            $warned | Should -Match 'CN=ana@example.org was revoked'
            $server.Requests | Should -BeGreaterThan 0
        }
        finally {
            $server.Dispose()
        }
    }

    It 'decrypts, and verifies the signature within' {
        $open = New-Message @{ HtmlBody = '<b>Hello</b>' } | Protect-SmtpMessage -SmimeCertificate $ana -RecipientCertificate $bo, $ana | Unprotect-SmtpMessage -SmimeCertificate $bo -TrustedRoot $ca
        $open.HtmlBody | Should -Match Hello
        $open.Protection.IsEncrypted | Should -BeTrue
        $open.Protection.IsTrusted | Should -BeTrue
        $open.Protection.Encryptions[0].Algorithm | Should -Be AES-256-CBC
        $open.Protection.Encryptions[0].Recipients.Count | Should -Be 2
        $open.Protection.Reasons | Should -BeNullOrEmpty
        $open | Export-Clixml $TestDrive/open.xml
        (Import-Clixml $TestDrive/open.xml).Protection.Signatures[0].Reasons | Should -Contain 'The signature fits.'
        ($open | ConvertTo-Json -Depth 6 | ConvertFrom-Json).Protection.Signatures[0].Root | Should -Be 'CN=Test CA'
    }

    It 'says that encryption alone does not tell who wrote it' {
        $open = New-Message | Protect-SmtpMessage -RecipientCertificate $bo | Unprotect-SmtpMessage -SmimeCertificate $bo
        $open.TextBody.Trim() | Should -Be Hello
        $open.Protection.Reasons | Should -Match 'as it was sent'
    }

    It 'goes on after what it can''t open' {
        $locked = New-Message | Protect-SmtpMessage -RecipientCertificate $ana
        $damaged = Import-Changed $locked "`r`n`r`nMI" "`r`n`r`nMA"
        $all = $locked, $damaged, 'text', (New-Message) | Unprotect-SmtpMessage -SmimeCertificate $bo -ErrorVariable failures -ErrorAction SilentlyContinue
        @($all).Count | Should -Be 1
        $failures.FullyQualifiedErrorId | ForEach-Object { ($_ -split ',')[0] } | Should -Be MailProtectionNoKeyForMessage, MailProtectionDamaged, InvalidArgument
        $failures[0].Exception.Message | Should -Match 'Test CA'
    }

    It 'leaves alone what is not protected' {
        $open = New-Message | Unprotect-SmtpMessage
        $open.Protection.IsSigned | Should -BeFalse
        $open.Protection.Reasons | Should -Match 'neither'
        $open.TextBody.Trim() | Should -Be Hello
    }

    It 'says what is wrong with a key before anything is opened' {
        { New-Message | Unprotect-SmtpMessage -PgpKey $TestDrive/none.asc } | Should -Throw -ErrorId 'MailProtectionKeyUnusable,*'
        { New-Message | Unprotect-SmtpMessage -SmimeCertificate $TestDrive/none.pfx } | Should -Throw -ErrorId 'MailProtectionKeyUnusable,*'
    }
}
