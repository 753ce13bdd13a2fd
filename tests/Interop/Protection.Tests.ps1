# What is signed and encrypted here, read by OpenSSL, GnuPG and OpenDKIM, and theirs read here.
BeforeDiscovery {
    $missing = @('openssl', 'gpg', 'opendkim' | Where-Object { -not (Get-Command $_ -CommandType Application -ErrorAction SilentlyContinue) })
}

BeforeAll {
    . (Join-Path $PSScriptRoot '..' 'Pester' 'Common.ps1')
    . (Join-Path $PSScriptRoot '..' 'Pester' 'MailCertificates.ps1')

    function New-Message([hashtable] $With = @{}) {
        New-SmtpMessage -From ana@example.org -To bo@example.com -Subject 'Grüße €' -Body "Grüße €`n.`nFrom here  `n`nend" @With
    }

    # One whose text stands in it as it is, to be changed.
    function New-PlainMessage { New-SmtpMessage -From ana@example.org -To bo@example.com -Subject Plain -Body 'Nothing else is here.' }

    function Save-Message($Message, [string] $Name) {
        $path = Join-Path $TestDrive $Name
        $null = $Message | Export-SmtpMessage $path -Force
        $path
    }

    # Runs a program; what it says on its error stream is kept apart, and a failure is an error with it.
    function Invoke-Program([string] $Program, [string[]] $Arguments) {
        $failures = Join-Path $TestDrive failures.txt
        $said = & $Program @Arguments 2> $failures
        if ($LASTEXITCODE -ne 0) {
            throw "$Program ended with ${LASTEXITCODE}: $(Get-Content $failures -Raw) $said"
        }

        $said
    }
}

Describe 'S/MIME with OpenSSL' -Skip:('openssl' -in $missing) {
    BeforeAll {
        $ca = New-MailCertificate 'Test CA' -Authority
        $ana = New-MailCertificate ana@example.org -Issuer $ca
        $bo = New-MailCertificate bo@example.com -Issuer $ca
        $root = Export-MailCertificate $ca $TestDrive/ca.pem
        $anaPem = Export-MailCertificate $ana $TestDrive/ana.pem -WithKey
        $boPem = Export-MailCertificate $bo $TestDrive/bo.pem -WithKey
        $boCer = Export-MailCertificate $bo $TestDrive/bo.cer
    }

    It 'verifies our signatures, <Kind>' -ForEach @{ Kind = 'detached'; Opaque = $false }, @{ Kind = 'opaque'; Opaque = $true } {
        $file = Save-Message (New-Message | Protect-SmtpMessage -SmimeCertificate $anaPem -Opaque:$Opaque) signed.eml
        Invoke-Program openssl @('cms', '-verify', '-in', $file, '-CAfile', $root, '-purpose', 'smimesign') | Out-String | Should -Match 'Content-Type: text/plain'
    }

    It 'refuses ours when it was changed' {
        $file = Save-Message (New-PlainMessage | Protect-SmtpMessage -SmimeCertificate $anaPem) signed.eml
        [IO.File]::WriteAllText($file, [IO.File]::ReadAllText($file).Replace('here', 'gone'))
        { Invoke-Program openssl @('cms', '-verify', '-in', $file, '-CAfile', $root) } | Should -Throw '*verification failure*'
    }

    It 'decrypts ours, and verifies the signature within' {
        $file = Save-Message (New-Message | Protect-SmtpMessage -SmimeCertificate $anaPem -RecipientCertificate $boCer) locked.eml
        $inner = Join-Path $TestDrive inner.eml
        $null = Invoke-Program openssl @('cms', '-decrypt', '-in', $file, '-recip', $boPem, '-out', $inner)
        Invoke-Program openssl @('cms', '-verify', '-in', $inner, '-CAfile', $root) | Out-String | Should -Match 'text/plain'
    }

    It 'makes signatures that verify here, <Kind>' -ForEach @{ Kind = 'detached'; More = @() }, @{ Kind = 'opaque'; More = @('-nodetach') } {
        $text = Join-Path $TestDrive text.txt
        [IO.File]::WriteAllText($text, "Content-Type: text/plain`r`n`r`nHello`r`n")
        $file = Join-Path $TestDrive theirs.eml
        $null = Invoke-Program openssl (@('cms', '-sign', '-in', $text, '-signer', $anaPem, '-out', $file, '-from', 'ana@example.org', '-to', 'bo@example.com', '-subject', 'Theirs') + $More)
        $open = Import-SmtpMessage $file | Unprotect-SmtpMessage -TrustedRoot $ca
        $open.TextBody.Trim() | Should -Be Hello
        $open.Subject | Should -Be Theirs
        $open.Protection.Signatures[0].Reasons | Should -Contain 'The signature fits.'
        $open.Protection.IsTrusted | Should -BeTrue
        $open.Protection.Signatures[0].Root | Should -Be 'CN=Test CA'
        (Import-SmtpMessage $file | Unprotect-SmtpMessage).Protection.IsTrusted | Should -BeFalse
    }

    It 'encrypts what is decrypted here, with <_>' -ForEach 'aes128', 'aes256', 'des3' {
        $text = Join-Path $TestDrive text.txt
        [IO.File]::WriteAllText($text, "Content-Type: text/plain`r`n`r`nHello`r`n")
        $file = Join-Path $TestDrive theirs.eml
        $null = Invoke-Program openssl @('cms', '-encrypt', "-$_", '-in', $text, '-out', $file, '-from', 'ana@example.org', '-to', 'bo@example.com', '-subject', 'Theirs', $boPem)
        $open = Import-SmtpMessage $file | Unprotect-SmtpMessage -SmimeCertificate $boPem
        $open.TextBody.Trim() | Should -Be Hello
        $open.Protection.IsEncrypted | Should -BeTrue
        { Import-SmtpMessage $file | Unprotect-SmtpMessage -SmimeCertificate $anaPem -ErrorAction Stop } | Should -Throw '*Test CA*' -ErrorId 'MailProtectionNoKeyForMessage,*'
    }
}

Describe 'OpenPGP with GnuPG' -Skip:('gpg' -in $missing) {
    BeforeAll {
        # A keyring of the test's own; the socket of its agent wants a short path.
        $keyring = Join-Path ([IO.Path]::GetTempPath()) "g$((New-Guid).ToString('N').Substring(0, 8))"
        $null = New-Item -ItemType Directory $keyring
        chmod 700 $keyring
        $gpg = @('--homedir', $keyring, '--batch', '--yes', '--no-tty', '--quiet', '--trust-model', 'always', '--pinentry-mode', 'loopback')
        $keys = @{}
        foreach ($kind in @{ Name = 'ana@example.org'; Kind = 'default' }, @{ Name = 'bo@example.com'; Kind = 'future-default' }) {
            $null = Invoke-Program gpg ($gpg + @('--passphrase', 'sécret', '--quick-generate-key', "Test <$($kind.Name)>", $kind.Kind, 'default', '1y'))
            $public, $secret = (Join-Path $TestDrive "$($kind.Name).pub"), (Join-Path $TestDrive "$($kind.Name).sec")
            $null = Invoke-Program gpg ($gpg + @('--armor', '--output', $public, '--export', $kind.Name))
            $null = Invoke-Program gpg ($gpg + @('--armor', '--passphrase', 'sécret', '--output', $secret, '--export-secret-keys', $kind.Name))
            $keys[$kind.Name] = @{ Public = $public; Secret = $secret }
        }

        $ana, $bo = $keys['ana@example.org'], $keys['bo@example.com']
        $passphrase = @{ PgpPassphrase = ConvertTo-Password 'sécret' }
        $text = Join-Path $TestDrive part.txt
        [IO.File]::WriteAllText($text, "Content-Type: text/plain`r`n`r`nHello`r`n")
        $head = "From: ana@example.org`r`nTo: bo@example.com`r`nSubject: Theirs`r`nMIME-Version: 1.0`r`n"
    }

    AfterAll {
        & gpgconf --homedir $keyring --kill gpg-agent
        Remove-Item $keyring -Recurse -Force -ErrorAction SilentlyContinue
    }

    It 'verifies our signatures, of <_>' -ForEach 'ana@example.org', 'bo@example.com' {
        $signed = Save-Message (New-Message @{ From = $_ } | Protect-SmtpMessage -PgpKey $keys[$_].Secret @passphrase) signed.eml
        # The two parts, cut out by hand: up to the line end before the boundary (RFC 3156 5).
        $whole = [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($signed))
        $boundary = [regex]::Match($whole, 'boundary="?([^";\r\n]+)').Groups[1].Value
        $parts = $whole -split [regex]::Escape("--$boundary")
        $body = $parts[1].Substring(2)
        [IO.File]::WriteAllText("$TestDrive/body", $body.Substring(0, $body.Length - 2), [Text.Encoding]::Latin1)
        [IO.File]::WriteAllText("$TestDrive/signature", $parts[2].Substring($parts[2].IndexOf('-----BEGIN')))
        { Invoke-Program gpg ($gpg + @('--verify', "$TestDrive/signature", "$TestDrive/body")) } | Should -Not -Throw
        [IO.File]::AppendAllText("$TestDrive/body", 'more')
        { Invoke-Program gpg ($gpg + @('--verify', "$TestDrive/signature", "$TestDrive/body")) } | Should -Throw '*BAD*'
    }

    It 'decrypts ours, for keys of both kinds' {
        $locked = Save-Message (New-Message | Protect-SmtpMessage -RecipientPgpKey $bo.Public, $ana.Public) locked.eml
        $whole = Get-Content $locked -Raw
        Set-Content "$TestDrive/armor" $whole.Substring($whole.IndexOf('-----BEGIN'))
        Invoke-Program gpg ($gpg + @('--passphrase', 'sécret', '--decrypt', "$TestDrive/armor")) | Out-String | Should -Match 'text/plain'
        $whole | Should -Not -Match 'From here'
    }

    It 'makes signatures that verify here' {
        $null = Invoke-Program gpg ($gpg + @('--armor', '--passphrase', 'sécret', '--local-user', 'ana@example.org', '--output', "$TestDrive/signature", '--detach-sign', $text))
        $file = Join-Path $TestDrive theirs.eml
        [IO.File]::WriteAllText($file, $head + "Content-Type: multipart/signed; micalg=pgp-sha512; protocol=`"application/pgp-signature`"; boundary=b`r`n`r`n--b`r`n" +
            [IO.File]::ReadAllText($text) + "`r`n--b`r`nContent-Type: application/pgp-signature`r`n`r`n" + [IO.File]::ReadAllText("$TestDrive/signature") + "`r`n--b--`r`n")
        $open = Import-SmtpMessage $file | Unprotect-SmtpMessage -PgpKey $ana.Public
        $open.Protection.IsTrusted | Should -BeTrue -Because ($open.Protection.Signatures.Reasons -join ' ')
        $open.TextBody.Trim() | Should -Be Hello
        $unknown = Import-SmtpMessage $file | Unprotect-SmtpMessage -WarningAction SilentlyContinue
        $unknown.Protection.IsValid | Should -BeFalse
        $unknown.Protection.Signatures[0].Reasons | Should -Match 'not among those given'
    }

    It 'encrypts what is decrypted here, <Kind>' -ForEach @(
        @{ Kind = 'signed within'; More = @('--sign', '--local-user', 'ana@example.org'); Signed = $true }
        @{ Kind = 'not signed'; More = @(); Signed = $false }
        @{ Kind = 'for a hidden key'; More = @('--throw-keyids'); Signed = $false }
    ) {
        $armor = "$TestDrive/armor"
        $null = Invoke-Program gpg ($gpg + @('--armor', '--passphrase', 'sécret', '--recipient', 'bo@example.com', '--output', $armor) + $More + @('--encrypt', $text))
        $file = Join-Path $TestDrive theirs.eml
        [IO.File]::WriteAllText($file, $head + "Content-Type: multipart/encrypted; protocol=`"application/pgp-encrypted`"; boundary=b`r`n`r`n--b`r`nContent-Type: application/pgp-encrypted`r`n`r`nVersion: 1`r`n`r`n--b`r`nContent-Type: application/octet-stream`r`n`r`n" +
            [IO.File]::ReadAllText($armor) + "`r`n--b--`r`n")
        $open = Import-SmtpMessage $file | Unprotect-SmtpMessage -PgpKey $bo.Secret, $ana.Public @passphrase -ErrorAction Stop
        $open.TextBody.Trim() | Should -Be Hello
        $open.Protection.Encryptions[0].HasIntegrity | Should -BeTrue
        $open.Protection.IsTrusted | Should -Be $Signed
        { Import-SmtpMessage $file | Unprotect-SmtpMessage -PgpKey $ana.Public -ErrorAction Stop } | Should -Throw -ErrorId 'MailProtectionNoKeyForMessage,*'
        { Import-SmtpMessage $file | Unprotect-SmtpMessage -PgpKey $bo.Secret -PgpPassphrase (ConvertTo-Password wrong) } | Should -Throw -ErrorId 'MailProtectionWrongPassword,*'
    }
}

Describe 'DKIM with OpenDKIM' -Skip:('opendkim' -in $missing) {
    It 'verifies our signature, and not that of a changed message' {
        $key = New-DkimKey example.org s1 -Path $TestDrive
        $file = Save-Message (New-PlainMessage | Protect-SmtpMessage -DkimKey $key) dkim.eml
        Set-Content "$TestDrive/keys" "$($key.Record.Name) $($key.Record.Value)"
        Set-Content "$TestDrive/opendkim.conf" "TestPublicKeys $TestDrive/keys", 'Mode v', 'Syslog no'

        # It reads files with the line ends of Unix.
        [IO.File]::WriteAllText($file, [IO.File]::ReadAllText($file).Replace("`r`n", "`n"))
        & opendkim -x "$TestDrive/opendkim.conf" -t $file -vv 2>&1 | Out-String | Should -Match 'dkim=pass'
        [IO.File]::WriteAllText($file, [IO.File]::ReadAllText($file).Replace('here', 'gone'))
        & opendkim -x "$TestDrive/opendkim.conf" -t $file -vv 2>&1 | Out-String | Should -Match 'dkim=fail'
    }
}
