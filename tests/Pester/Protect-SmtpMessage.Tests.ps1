BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/MailCertificates.ps1
    $rsa = New-DkimKey example.org s1 -Path $TestDrive
    $ed = New-DkimKey example.org s2 -KeyType Ed25519 -Path $TestDrive
    function New-Message([hashtable] $With = @{}) { New-SmtpMessage -From ana@example.org -To bo@example.com -Subject Report -Body 'Hello' @With }
    function Get-Text($Message) { [Text.Encoding]::ASCII.GetString($Message.ToOctets()) }
}

Describe 'Protect-SmtpMessage' {
    Context 'DKIM' {
        It 'signs with both kinds of key, the domain and selectors from their objects' {
            $signed = New-Message | Protect-SmtpMessage -DkimKey $rsa, $ed
            $fields = @($signed.Headers | Where-Object Name -EQ DKIM-Signature).Value
            $fields.Count | Should -Be 2
            $fields -join ' ' | Should -Match 'a=rsa-sha256.*a=ed25519-sha256|a=ed25519-sha256.*a=rsa-sha256'
            $fields | ForEach-Object { $_ | Should -Match 'd=example\.org' ; $_ | Should -Match 'c=relaxed/relaxed' ; $_ | Should -Match 'h=From:From:' }
            Get-Text $signed | Should -Match '^DKIM-Signature:'
        }

        It 'takes paths with selectors, and the domain of From' {
            $signed = New-Message | Protect-SmtpMessage -DkimKey $rsa.Path, $ed.Path -DkimSelector a, b
            ($signed.Headers | Where-Object Name -EQ DKIM-Signature).Value -join ' ' | Should -Match 's=b.*s=a|s=a.*s=b'
            (New-Message | Protect-SmtpMessage -DkimKey (Get-Item $rsa.Path) -DkimSelector a -DkimDomain other.example).Headers[0].Value | Should -Match 'd=other\.example'
        }

        It 'takes a key that came through a file' {
            $rsa | Export-Clixml $TestDrive/key.xml
            (New-Message | Protect-SmtpMessage -DkimKey (Import-Clixml $TestDrive/key.xml)).Headers[0].Value | Should -Match 's=s1'
        }

        It 'keeps envelope, Bcc and row' {
            $signed = New-SmtpMessage -From ana@example.org -To bo@example.com -Bcc cy@example.com -Subject x -Body y | Protect-SmtpMessage -DkimKey $rsa
            $signed.EnvelopeTo | Should -Be bo@example.com, cy@example.com
            $signed.Bcc | Should -Be cy@example.com
            Get-Text $signed | Should -Not -Match 'cy@'
            ([pscustomobject] @{ To = 'bo@example.com'; Number = 7 } | New-SmtpMessage -From ana@example.org -Subject x -Body y | Protect-SmtpMessage -DkimKey $rsa).Row.Number | Should -Be 7
        }

        It 'lets signatures expire' {
            (New-Message | Protect-SmtpMessage -DkimKey $rsa -DkimExpiresAfter (New-TimeSpan -Days 7)).Headers[0].Value | Should -Match 'x=\d+'
        }

        It 'goes on after a message that can''t be signed' {
            $noAuthor = Join-Path $TestDrive no-author.eml
            "To: bo@example.com`r`n`r`nx" | Set-Content $noAuthor
            $signed = (Import-SmtpMessage $noAuthor), (New-Message), 'text', (New-Message) |
                Protect-SmtpMessage -DkimKey $rsa.Path -DkimSelector s1 -ErrorVariable failures -ErrorAction SilentlyContinue
            @($signed).Count | Should -Be 2
            $failures.FullyQualifiedErrorId | Should -Be 'MailProtectionMessageUnfit,SmtpTools.Commands.ProtectSmtpMessageCommand', 'InvalidArgument,SmtpTools.Commands.ProtectSmtpMessageCommand'
        }

        It 'says what is wrong with a key before anything is signed' {
            { New-Message | Protect-SmtpMessage -DkimKey $TestDrive/none.pem -DkimSelector a } | Should -Throw '*none.pem*' -ErrorId 'MailProtectionKeyUnusable,*'
            'secret text' | Set-Content $TestDrive/bad.pem
            { New-Message | Protect-SmtpMessage -DkimKey $TestDrive/bad.pem -DkimSelector a } | Should -Throw -ErrorId 'MailProtectionKeyUnusable,*'
            $Error[0].Exception.ToString() | Should -Not -Match 'secret text'
            { New-Message | Protect-SmtpMessage -DkimKey $rsa.Path } | Should -Throw '*-DkimSelector*'
            { New-Message | Protect-SmtpMessage -DkimKey $rsa.Path -DkimSelector a, b } | Should -Throw '*-DkimKey*'
            { New-Message | Protect-SmtpMessage } | Should -Throw '*-DkimKey*'
        }
    }

    Context 'S/MIME' {
        BeforeAll {
            $ana = New-MailCertificate ana@example.org
            $bo = New-MailCertificate bo@example.com
            $cy = New-MailCertificate cy@example.com

            # What is encrypted, read by .NET's own CMS.
            function Read-Envelope($Message) {
                $cms = [Security.Cryptography.Pkcs.EnvelopedCms]::new()
                $text = Get-Text $Message
                $cms.Decode([Convert]::FromBase64String($text.Substring($text.IndexOf("`r`n`r`n"))))
                $cms
            }

            function Get-Recipient($Message) { (Read-Envelope $Message).RecipientInfos.RecipientIdentifier.Value.SerialNumber | Sort-Object }

            function Unlock-Message($Message, $Certificate) {
                $cms = Read-Envelope $Message
                $cms.Decrypt([Security.Cryptography.X509Certificates.X509Certificate2Collection]::new($Certificate))
                [Text.Encoding]::ASCII.GetString($cms.ContentInfo.Content)
            }
        }

        It 'signs with a certificate from <Kind>' -ForEach @(
            @{ Kind = 'a PFX file'; Name = 'ana.pfx'; Password = 'secret' }
            @{ Kind = 'a PEM file'; Name = 'ana.pem'; Password = '' }
            @{ Kind = 'a PEM file with a password'; Name = 'locked.pem'; Password = 'secret' }
        ) {
            $path = Export-MailCertificate $ana (Join-Path $TestDrive $Name) $Password -WithKey
            $with = if ($Password) { @{ SmimePassword = ConvertTo-Password $Password } } else { @{} }
            $signed = New-Message | Protect-SmtpMessage -SmimeCertificate $path @with
            $signed.Parts.ContentType | Should -Be multipart/signed, text/plain, application/pkcs7-signature
            $signed.TextBody.Trim() | Should -Be Hello
            $signed.EnvelopeTo | Should -Be bo@example.com
            $signed.Warnings | Should -BeNullOrEmpty
        }

        It 'signs with a certificate object, opaque where asked for' {
            $text = Get-Text (New-Message | Protect-SmtpMessage -SmimeCertificate $ana -Opaque)
            $cms = [Security.Cryptography.Pkcs.SignedCms]::new()
            $cms.Decode([Convert]::FromBase64String($text.Substring($text.IndexOf("`r`n`r`n"))))
            $cms.CheckSignature($true)
            $cms.SignerInfos[0].DigestAlgorithm.FriendlyName | Should -Be sha256
        }

        It 'makes eight bits seven before it signs' {
            $path = Join-Path $TestDrive eight.eml
            [IO.File]::WriteAllText($path, "From: ana@example.org`r`nTo: bo@example.com`r`nMIME-Version: 1.0`r`nContent-Type: text/plain; charset=utf-8`r`nContent-Transfer-Encoding: 8bit`r`n`r`nGr$([char] 0xFC)n`r`n")
            $signed = Import-SmtpMessage $path | Protect-SmtpMessage -SmimeCertificate $ana
            $signed.Encoding | Should -Be SevenBit
            $signed.TextBody | Should -Match "Gr$([char] 0xFC)n"
        }

        It 'warns where the certificate is not the author''s' {
            $null = New-Message | Protect-SmtpMessage -SmimeCertificate $bo -WarningVariable warned -WarningAction SilentlyContinue
            $warned | Should -Match 'bo@example.com.*ana@example.org'
        }

        It 'encrypts, so that the text is nowhere beside it' {
            $locked = New-Message | Protect-SmtpMessage -RecipientCertificate (Export-MailCertificate $bo $TestDrive/bo.cer), (Export-MailCertificate $ana $TestDrive/ana2.pem)
            $locked.Parts[0].ContentType | Should -Be application/pkcs7-mime
            $locked.TextBody | Should -BeNullOrEmpty
            ($locked | ConvertTo-Json -Depth 4) | Should -Not -Match 'Hello'
            Get-Recipient $locked | Should -Be (@($bo.SerialNumber, $ana.SerialNumber) | Sort-Object)
            Unlock-Message $locked $bo | Should -Match 'Hello'
            $locked.Subject | Should -Be Report
        }

        It 'signs and encrypts, and then signs for the domain' {
            $all = New-Message | Protect-SmtpMessage -SmimeCertificate $ana -RecipientCertificate $bo -DkimKey $rsa
            $all.Headers[0].Name | Should -Be DKIM-Signature
            Unlock-Message $all $bo | Should -Match 'multipart/signed'
        }

        It 'gives Bcc recipients a copy of their own, so that nobody finds them among the keys' {
            $copies = @(New-Message @{ Bcc = 'cy@example.com' } | Protect-SmtpMessage -RecipientCertificate $bo, $cy, $ana)
            $copies.Count | Should -Be 2
            $copies[0].EnvelopeTo | Should -Be bo@example.com
            $copies[1].EnvelopeTo | Should -Be cy@example.com
            Get-Recipient $copies[0] | Should -Be (@($bo.SerialNumber, $ana.SerialNumber) | Sort-Object)
            Get-Recipient $copies[1] | Should -Be (@($cy.SerialNumber, $ana.SerialNumber) | Sort-Object)
            Get-Text $copies[0] | Should -Not -Match 'cy@'
        }

        It 'warns of a recipient who can''t read it' {
            $null = New-Message @{ Cc = 'dan@example.com' } | Protect-SmtpMessage -RecipientCertificate $bo -WarningVariable warned -WarningAction SilentlyContinue
            $warned | Should -Match 'dan@example.com'
        }

        It 'refuses <Why>' -ForEach @(
            @{ Why = 'an expired certificate'; Id = 'MailProtectionKeyNotCurrent'; With = @{ NotAfter = [datetime]::UtcNow.AddDays(-1) } }
            @{ Why = 'one that is not valid yet'; Id = 'MailProtectionKeyNotCurrent'; With = @{ NotBefore = [datetime]::UtcNow.AddDays(1) } }
            @{ Why = 'one for servers'; Id = 'MailProtectionWrongPurpose'; With = @{ Purpose = '1.3.6.1.5.5.7.3.1' } }
            @{ Why = 'one for something else'; Id = 'MailProtectionWrongPurpose'; With = @{ Usage = 'CrlSign' } }
        ) {
            $bad = New-MailCertificate ana@example.org @With
            { New-Message | Protect-SmtpMessage -SmimeCertificate $bad -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
            { New-Message | Protect-SmtpMessage -RecipientCertificate $bad -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
        }

        It 'says what is wrong with a file, and no password' {
            $pfx = Export-MailCertificate $ana $TestDrive/wrong.pfx secret -WithKey
            { New-Message | Protect-SmtpMessage -SmimeCertificate $pfx -SmimePassword (ConvertTo-Password 'not this') } | Should -Throw '*wrong.pfx*' -ErrorId 'MailProtectionWrongPassword,*'
            $Error[0].Exception.ToString() | Should -Not -Match 'not this'
            { New-Message | Protect-SmtpMessage -SmimeCertificate $pfx } | Should -Throw -ErrorId 'MailProtectionWrongPassword,*'
            $pem = Export-MailCertificate $ana $TestDrive/wrong.pem secret -WithKey
            { New-Message | Protect-SmtpMessage -SmimeCertificate $pem -SmimePassword (ConvertTo-Password x) } | Should -Throw -ErrorId 'MailProtectionWrongPassword,*'
            $public = Export-MailCertificate $ana $TestDrive/public.cer
            { New-Message | Protect-SmtpMessage -SmimeCertificate $public -ErrorAction Stop } | Should -Throw -ErrorId 'MailProtectionNoPrivateKey,*'
            'nothing' | Set-Content $TestDrive/nothing.pfx
            { New-Message | Protect-SmtpMessage -SmimeCertificate $TestDrive/nothing.pfx } | Should -Throw -ErrorId 'MailProtectionKeyUnusable,*'
            { New-Message | Protect-SmtpMessage -SmimeCertificate ('0' * 40) } | Should -Throw '*store*' -ErrorId 'MailProtectionKeyUnusable,*'
        }
    }

    Context 'ARC' {
        It 'seals, and seals again what was sealed' {
            $once = New-Message | Protect-SmtpMessage -DkimKey $rsa -ArcKey $rsa -AuthenticationResults 'mx.example.org; dkim=pass header.d=example.org; arc=none'
            $once.Headers.Name[0..3] | Should -Contain ARC-Seal
            ($once.Headers | Where-Object Name -EQ ARC-Seal).Value | Should -Match 'i=1;.*cv=none'
            $twice = $once | Protect-SmtpMessage -ArcKey $ed.Path -ArcSelector s2 -ArcDomain hop.example -AuthenticationResults 'hop.example; arc=pass'
            @($twice.Headers | Where-Object Name -EQ ARC-Seal).Value -join ' ' | Should -Match 'cv=pass'
        }

        It 'takes the results of each message from a script block' {
            $sealed = New-Message | Protect-SmtpMessage -ArcKey $rsa -AuthenticationResults { "mx.example.org; none" }
            ($sealed.Headers | Where-Object Name -EQ ARC-Authentication-Results).Value | Should -Match 'i=1; ?mx\.example\.org'
        }

        It 'asks for what it lacks' {
            { New-Message | Protect-SmtpMessage -ArcKey $rsa.Path -ArcSelector a -AuthenticationResults 'x; none' } | Should -Throw '*-ArcDomain*'
            { New-Message | Protect-SmtpMessage -ArcKey $rsa -ErrorAction Stop } | Should -Throw '*-AuthenticationResults*'
            { New-Message | Protect-SmtpMessage -ArcKey $rsa -AuthenticationResults "x`r`nBcc: y" -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidArgument,*'
        }
    }
}
