BeforeAll {
    . $PSScriptRoot/Common.ps1
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
