<#
    Each parameter that protects, opens, reads or writes a message: what it says is found in the octets by Python's email package, or by its
    mailbox package in what was written. A parameter without a check fails the last test.
#>
BeforeDiscovery {
    # What is given, and a script that looks at what Python read ($read) and its fields by name ($field).
    $dkim = @(
        @{ Parameter = 'DkimKey'; Give = { @{ DkimKey = $rsa, $ed25519 } }; Find = { $field['DKIM-Signature'] -join ' ' | Should -Match 'a=ed25519-sha256;.*d=example\.org; s=s2;.*a=rsa-sha256;.*d=example\.org; s=s1;' } }
        @{ Parameter = 'DkimSelector'; Give = { @{ DkimKey = $rsa.Path; DkimSelector = 'other' } }; Find = { $field['DKIM-Signature'] | Should -Match 's=other;' } }
        @{ Parameter = 'DkimDomain'; Give = { @{ DkimKey = $rsa.Path; DkimSelector = 's1'; DkimDomain = 'bücher.example' } }; Find = { $field['DKIM-Signature'] | Should -Match 'd=xn--bcher-kva\.example;' } }
    )
    $smime = @(
        @{ Parameter = 'SmimeCertificate'; Give = { @{ SmimeCertificate = $ana } }
            Find = { $read.structure | Should -Be multipart/signed, text/plain, application/pkcs7-signature; $field['Content-Type'] | Should -Match 'protocol="?application/pkcs7-signature"?;.*micalg="?sha-256|micalg="?sha-256"?;.*protocol="?application/pkcs7-signature' } }
        @{ Parameter = 'SmimePassword'; Give = { @{ SmimeCertificate = $anaPfx; SmimePassword = ConvertTo-Password 'sécret' } }; Find = { $read.structure[0] | Should -Be multipart/signed } }
    )
    $protect = $dkim + $smime + @(
        @{ Parameter = 'InputObject'; Give = { @{ DkimKey = $rsa } }; Find = { $read.subject | Should -Be 'Grüße'; $read.parts[0].text.Trim() | Should -Be 'Hello €' } }
        @{ Parameter = 'Opaque'; Give = { @{ SmimeCertificate = $ana; Opaque = $true } }; Find = { $read.structure | Should -Be application/pkcs7-mime; $read.parts[0].params.'smime-type' | Should -Be signed-data } }
        @{ Parameter = 'RecipientCertificate'; Give = { @{ RecipientCertificate = $bo, $ana } }; Find = { $read.structure | Should -Be application/pkcs7-mime; $read.parts[0].params.'smime-type' | Should -Be enveloped-data } }
        @{ Parameter = 'PgpKey'; Give = { @{ PgpKey = $pgp.Open } }
            Find = { $read.structure | Should -Be multipart/signed, text/plain, application/pgp-signature; $read.parts[1].sha256 | Should -Not -BeNullOrEmpty; $field['Content-Type'] | Should -Match 'application/pgp-signature' } }
        @{ Parameter = 'PgpPassphrase'; Give = { @{ PgpKey = $pgp.Secret; PgpPassphrase = ConvertTo-Password 'sécret' } }; Find = { $read.structure[0] | Should -Be multipart/signed } }
        @{ Parameter = 'RecipientPgpKey'; Give = { @{ RecipientPgpKey = $pgp.SecretPublic } }; Find = { $read.structure | Should -Be multipart/encrypted, application/pgp-encrypted, application/octet-stream } }
        @{ Parameter = 'DkimExpiresAfter'; Give = { @{ DkimKey = $rsa; DkimExpiresAfter = [timespan]::FromHours(5) } }
            Find = { $made, $until = [regex]::Matches($field['DKIM-Signature'], '\b[tx]=(\d+)').ForEach({ [long] $_.Groups[1].Value }) | Sort-Object; $until - $made | Should -Be 18000 } }
        @{ Parameter = 'ArcKey'; Give = { @{ ArcKey = $rsa; AuthenticationResults = 'mx.example.org; arc=none' } }
            Find = { $field['ARC-Seal'] | Should -Match 'd=example\.org; s=s1;'; $field['ARC-Message-Signature'] | Should -Match 'i=1;' } }
        @{ Parameter = 'ArcSelector'; Give = { @{ ArcKey = $rsa.Path; ArcSelector = 'seal'; ArcDomain = 'example.org'; AuthenticationResults = 'mx.example.org; arc=none' } }; Find = { $field['ARC-Seal'] | Should -Match 's=seal;' } }
        @{ Parameter = 'ArcDomain'; Give = { @{ ArcKey = $rsa; ArcDomain = 'hop.example'; AuthenticationResults = 'mx.example.org; arc=none' } }; Find = { $field['ARC-Seal'] | Should -Match 'd=hop\.example;' } }
        @{ Parameter = 'AuthenticationResults'; Give = { @{ ArcKey = $rsa; AuthenticationResults = 'mx.example.org; spf=pass smtp.mailfrom=a@example.com; arc=none' } }
            Find = { "$($field['ARC-Authentication-Results'])" -replace '\s+', ' ' | Should -Be 'i=1; mx.example.org; spf=pass smtp.mailfrom=a@example.com; arc=none' } }
    )
    $cases = foreach ($check in $protect) { $check + @{ Command = 'Protect-SmtpMessage' } }
    $cases += foreach ($check in $dkim + $smime) { $check + @{ Command = 'Send-SmtpMessage' } }

    # How a message is made that a parameter opens.
    $unprotect = @(
        @{ Parameter = 'InputObject'; Make = @{}; Give = { @{} } }
        @{ Parameter = 'SmimeCertificate'; Make = { @{ RecipientCertificate = $ana } }; Give = { @{ SmimeCertificate = $ana } } }
        @{ Parameter = 'SmimePassword'; Make = { @{ RecipientCertificate = $ana } }; Give = { @{ SmimeCertificate = $anaPfx; SmimePassword = ConvertTo-Password 'sécret' } } }
        @{ Parameter = 'PgpKey'; Make = { @{ RecipientPgpKey = $pgp.OpenPublic } }; Give = { @{ PgpKey = $pgp.Open } } }
        @{ Parameter = 'PgpPassphrase'; Make = { @{ RecipientPgpKey = $pgp.SecretPublic } }; Give = { @{ PgpKey = $pgp.Secret; PgpPassphrase = ConvertTo-Password 'sécret' } } }
    )

    $export = @(
        @{ Parameter = 'InputObject'; Give = { @{ Path = Join-Path $TestDrive a.eml } }; Find = { (Read-ByPython ([IO.File]::ReadAllBytes((Join-Path $TestDrive a.eml)))).subject | Should -Be 'Grüße' } }
        @{ Parameter = 'Path'; Give = { @{ Path = Join-Path $TestDrive box.mbox } }; Find = { $store = Read-Store mbox (Join-Path $TestDrive box.mbox); $store.subject | Should -Be 'Grüße'; $store.text.Trim() | Should -Be 'Hello €' } }
        @{ Parameter = 'Format'; Give = { @{ Path = Join-Path $TestDrive dir; Format = 'Maildir' } }; Find = { $store = Read-Store maildir (Join-Path $TestDrive dir); $store.subject | Should -Be 'Grüße'; $store.text.Trim() | Should -Be 'Hello €' } }
        @{ Parameter = 'Force'; Give = { $path = Join-Path $TestDrive old.eml; Set-Content $path old; @{ Path = $path; Force = $true } }; Find = { (Read-ByPython ([IO.File]::ReadAllBytes((Join-Path $TestDrive old.eml)))).subject | Should -Be 'Grüße' } }
    )

    $import = @(
        @{ Parameter = 'Path'; Give = { @{ Path = Join-Path $TestDrive '*ython.eml' } } }
        @{ Parameter = 'LiteralPath'; Give = { @{ LiteralPath = Join-Path $TestDrive python.eml } } }
        @{ Parameter = 'Format'; Give = { @{ Path = Join-Path $TestDrive python.box; Format = 'Mbox' } } }
    )

    $checked = @{
        'Protect-SmtpMessage'   = $protect.Parameter
        'Unprotect-SmtpMessage' = $unprotect.Parameter
        'Export-SmtpMessage'    = $export.Parameter
        'Import-SmtpMessage'    = $import.Parameter
    }
    $others = @{
        # They change what is said of signatures and not the message.
        'Unprotect-SmtpMessage' = 'TrustedRoot', 'Revocation'
        'Export-SmtpMessage'    = 'WhatIf', 'Confirm'
    }
    $commands = foreach ($command in $checked.Keys) { @{ Command = $command; Checked = $checked[$command]; Others = $others[$command] } }
}

BeforeAll {
    . (Join-Path $PSScriptRoot '..' 'Pester' 'Common.ps1')
    . (Join-Path $PSScriptRoot '..' 'Pester' 'MailCertificates.ps1')
    . (Join-Path $PSScriptRoot 'PythonReader.ps1')
    $listener = Start-SmtpListener
    $server = @{ SmtpServer = '127.0.0.1'; Port = $listener.Port; Security = 'None' }
    $rsa = New-DkimKey example.org s1 -Path $TestDrive
    $ed25519 = New-DkimKey example.org s2 -KeyType Ed25519 -Path $TestDrive
    $ana = New-MailCertificate ana@example.org
    $bo = New-MailCertificate bo@example.com
    $anaPfx = Export-MailCertificate $ana (Join-Path $TestDrive ana.pfx) 'sécret' -WithKey
    $text = @{ From = 'ana@example.org'; To = 'bo@example.com'; Subject = 'Grüße'; Body = 'Hello €' }
    $message = New-SmtpMessage @text

    # Keys for OpenPGP, a locked one and one that is open.
    $pgp = @{}
    if (Get-Command gpg -CommandType Application -ErrorAction SilentlyContinue) {
        $keyring = Join-Path ([IO.Path]::GetTempPath()) "g$((New-Guid).ToString('N').Substring(0, 8))"
        $null = New-Item -ItemType Directory $keyring
        chmod 700 $keyring
        foreach ($kind in @{ Name = 'Secret'; Passphrase = 'sécret' }, @{ Name = 'Open'; Passphrase = '' }) {
            $gpg = @('--homedir', $keyring, '--batch', '--yes', '--no-tty', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', $kind.Passphrase)
            & gpg @gpg --quick-generate-key "$($kind.Name) <ana@example.org>" default default 1y 2>$null
            $pgp[$kind.Name], $pgp["$($kind.Name)Public"] = (Join-Path $TestDrive "$($kind.Name).sec"), (Join-Path $TestDrive "$($kind.Name).pub")
            & gpg @gpg --armor --output $pgp[$kind.Name] --export-secret-keys $kind.Name
            & gpg @gpg --armor --output $pgp["$($kind.Name)Public"] --export $kind.Name
        }
    }

    function Read-Store([string] $Kind, [string] $Path) { & python3 (Join-Path $PSScriptRoot read-store.py) $Kind $Path | ConvertFrom-Json }
}

AfterAll {
    $listener | Stop-SmtpListener
    if ($pgp.Count) {
        & gpgconf --homedir $keyring --kill gpg-agent
        Remove-Item $keyring -Recurse -Force -ErrorAction SilentlyContinue
    }
}

Describe 'What a parameter of protection says is in the message' {
    It '<Command> -<Parameter>' -ForEach $cases {
        $given = & $Give
        if ($Parameter -like '*Pgp*' -and -not $pgp.Count) { Set-ItResult -Skipped -Because 'gpg is missing' }
        $octets = if ($Command -eq 'Protect-SmtpMessage') {
            ($message | Protect-SmtpMessage @given -ErrorAction Stop -WarningAction SilentlyContinue).ToOctets()
        }
        else {
            (Send-SmtpMessage @text @given @server -ErrorAction Stop).State | Should -Be Sent
            (Receive-SmtpMessage -Listener $listener -Timeout 10).Raw
        }

        $read = Read-ByPython $octets
        $field = Get-Field $read
        $read.subject | Should -Be 'Grüße'
        . $Find
    }

    It 'Unprotect-SmtpMessage -<Parameter>' -ForEach $unprotect {
        if ($Parameter -like '*Pgp*' -and -not $pgp.Count) { Set-ItResult -Skipped -Because 'gpg is missing' }
        $made = if ($Make -is [scriptblock]) { & $Make } else { $Make }
        $locked = if ($made.Count) { $message | Protect-SmtpMessage @made -ErrorAction Stop -WarningAction SilentlyContinue } else { $message }
        $given = & $Give
        $read = Read-ByPython ($locked | Unprotect-SmtpMessage @given -ErrorAction Stop).ToOctets()
        $read.subject | Should -Be 'Grüße'
        $read.structure | Should -Be text/plain
        $read.parts[0].text.Trim() | Should -Be 'Hello €'
    }

    It 'Export-SmtpMessage -<Parameter>' -ForEach $export {
        $given = & $Give
        $null = $message | Export-SmtpMessage @given -ErrorAction Stop
        . $Find
    }

    It 'Import-SmtpMessage -<Parameter>' -ForEach $import {
        & python3 -c @'
import email.message, mailbox, sys
message = email.message.EmailMessage()
message["From"], message["To"], message["Subject"] = "ana@example.org", "bo@example.com", "Grüße"
message.set_content("From here\nHello €\n", cte="8bit")
open(sys.argv[1] + "/python.eml", "wb").write(message.as_bytes())
box = mailbox.mbox(sys.argv[1] + "/python.box")
box.clear()
box.add(message)
box.close()
'@ $TestDrive
        $given = & $Give
        $read = @(Import-SmtpMessage @given -ErrorAction Stop)
        $read.Subject | Should -Be 'Grüße'
        $read.TextBody.Trim() -replace "`r", '' | Should -Be "From here`nHello €"
    }

    It 'is checked above for every parameter of <Command>' -ForEach $commands {
        $known = $Checked + $Others + [Management.Automation.PSCmdlet]::CommonParameters
        (Get-Command $Command).Parameters.Keys | Where-Object { $_ -notin $known } | Should -BeNullOrEmpty
    }

    It 'is checked above for every parameter of Send-SmtpMessage that signs' -ForEach @{ Checked = ($dkim + $smime).Parameter } {
        # They decide whether it is sent.
        $known = $Checked + 'VerifyBeforeSend', 'DnsServer'
        (Get-Command Send-SmtpMessage).Parameters.Keys | Where-Object { $_ -match '^(Dkim|Smime|Arc|Pgp|Recipient(Cert|Pgp)|Verify)' -and $_ -notin $known } | Should -BeNullOrEmpty
    }
}
