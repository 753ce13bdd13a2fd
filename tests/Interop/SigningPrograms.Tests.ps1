<#
    Signatures of DKIM and seals of ARC, made here and verified by rspamd, by dkimpy's programs and by OpenDKIM's, and theirs verified here.
    Each program asks DNS itself for the keys.
#>
Describe 'DKIM and ARC with the programs of others' {
    . (Join-Path $PSScriptRoot 'Needs.ps1') -Server verifiers
    if ($lack) { return }

    BeforeAll {
        . (Join-Path $PSScriptRoot '..' 'Pester' 'Common.ps1')
        Import-Module (Join-Path $PSScriptRoot 'Interop.psm1')
        $rsa = New-DkimKey example.org s1 -Path $TestDrive
        $ed25519 = New-DkimKey example.org s2 -KeyType Ed25519 -Path $TestDrive
        $ours = @{ rsa = @($rsa); ed25519 = @($ed25519); both = @($rsa, $ed25519) }
        $env:RECORDS = Join-Path $TestDrive records
        $rsa.Record, $ed25519.Record | ForEach-Object { $_.Name + '. 300 TXT ' + ($_.Value -replace '(.{1,250})', '"$1" ') } | Set-Content $env:RECORDS
        $server = Start-InteropServer verifiers
        $dns = @{ DnsServer = "127.0.0.1:$($server.Ports.Dns)" }
        $file = Join-Path $TestDrive message.eml

        # White space and dots that a canonicalization must not touch or must; a field that is folded; 8-bit text and a part in base64.
        function New-Message {
            New-SmtpMessage -From 'Jörg <ana@example.org>' -To bo@example.com -Subject ('Grüße € ' + 'words  ' * 30) -Body "text  with  spaces `n.`nFrom here`n`n`n" -HtmlBody '<p>€</p>' `
                -Attachments (New-SmtpAttachment -Content ([byte[]](0..255)) -Name a.bin)
        }

        # Runs a program where rspamd and DNS are, the message on its standard input, and returns its standard output as text of octets.
        function Invoke-There([byte[]] $Message, [string[]] $Command, [switch] $MayFail) {
            [IO.File]::WriteAllBytes($file, $Message)
            & sh -c 'base=$1; shift; exec sh "$0" "$base" "$@" < "$MESSAGE" > "$MESSAGE.out" 2> "$MESSAGE.err"' (Join-Path $PSScriptRoot verifiers enter.sh) $server.Base @Command
            $code = $LASTEXITCODE
            if ($code -ne 0 -and -not $MayFail) { throw "$Command ended with ${code}: $(Get-Content "$file.err" -Raw) $(Get-Content "$file.out" -Raw)" }
            [pscustomobject]@{ Code = $code; Text = [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes("$file.out")) }
        }

        $env:MESSAGE = $file

        function Get-RspamdSymbol([byte[]] $Octets, [string] $Pattern) {
            $said = (Invoke-There $Octets @('rspamc', '-h', '127.0.0.1:11333', '--json')).Text | ConvertFrom-Json
            @($said.symbols.psobject.Properties.Name) -match $Pattern
        }

        # What each says of a message's signatures.
        function Test-SignatureThere([byte[]] $Octets) {
            $text = [Text.Encoding]::Latin1.GetString($Octets)
            $count = [regex]::Matches($text, '(?m)^DKIM-Signature:').Count
            [pscustomobject]@{
                Rspamd   = Get-RspamdSymbol $Octets 'DKIM_(ALLOW|REJECT|PERMFAIL|TEMPFAIL)'
                Dkimpy   = @(for ($index = 0; $index -lt $count; $index++) { (Invoke-There $Octets @('dkimverify', '--index', $index) -MayFail).Text.Trim() })
                # It reads lines that end as those of Unix do.
                OpenDkim = (Invoke-There ([Text.Encoding]::Latin1.GetBytes($text.Replace("`r`n", "`n"))) @('opendkim-testmsg') -MayFail).Code
            }
        }

        # What each says of its chain of seals.
        function Test-SealThere([byte[]] $Octets) {
            Get-RspamdSymbol $Octets '^ARC_(ALLOW|REJECT|INVALID|NA|DNSFAIL)$'
            [regex]::Match((Invoke-There $Octets arcverify).Text, "cv=b'(\w+)'").Groups[1].Value
        }

        function Test-Here([string] $Text) {
            [IO.File]::WriteAllBytes($file, [Text.Encoding]::Latin1.GetBytes($Text))
            Test-MailAuthentication $file @dns -ErrorAction Stop
        }

        # The message with what rspamd puts before it.
        function Add-RspamdField([byte[]] $Octets, [string] $User, [switch] $Seal) {
            $said = (Invoke-There $Octets @('rspamc', '-h', '127.0.0.1:11333', '--json', '--user', $User)).Text | ConvertFrom-Json
            $fields = if ($Seal) {
                'ARC-Seal', 'ARC-Message-Signature', 'ARC-Authentication-Results' | ForEach-Object { "${_}: $($said.milter.add_headers.$_.value)" }
            }
            else { "DKIM-Signature: $($said.'dkim-signature')" }
            [Text.Encoding]::Latin1.GetBytes(($fields.ForEach({ ($_ -replace "`r?`n", "`r`n") + "`r`n" }) -join '') + [Text.Encoding]::Latin1.GetString($Octets))
        }

        # Seals a message: by us, by dkimpy's program, by rspamd.
        function Add-Seal([byte[]] $Octets, [string] $By, [int] $Hop) {
            $results = "mx$Hop.example.org; arc=$(if ($Hop) { 'pass' } else { 'none' })"
            if ($By -eq 'rspamd') { return Add-RspamdField $Octets rsa -Seal }
            if ($By -eq 'dkimpy') {
                # The program takes what it says of the chain from the results of its own host.
                $Octets = [Text.Encoding]::Latin1.GetBytes("Authentication-Results: $results`r`n" + [Text.Encoding]::Latin1.GetString($Octets))
                return [Text.Encoding]::Latin1.GetBytes((Invoke-There $Octets @('arcsign', 'dkimpy-rsa', 'example.org', (Join-Path $server.Base dkimpy-rsa.key), "mx$Hop.example.org")).Text)
            }

            $path = Join-Path $TestDrive unsealed.eml
            [IO.File]::WriteAllBytes($path, $Octets)
            (Import-SmtpMessage $path | Protect-SmtpMessage -ArcKey $rsa -AuthenticationResults $results -ErrorAction Stop).ToOctets()
        }
    }

    AfterAll {
        Stop-InteropServer verifiers
        $env:RECORDS = $env:MESSAGE = $null
    }

    It 'verify our signatures, <_>' -ForEach 'rsa', 'ed25519', 'both' {
        $octets = (New-Message | Protect-SmtpMessage -DkimKey $ours[$_]).ToOctets()
        $said = Test-SignatureThere $octets
        $said.Rspamd | Should -Be R_DKIM_ALLOW
        $said.Dkimpy | Should -Be (@('signature ok') * $ours[$_].Count)
        # OpenDKIM of Debian knows RSA alone.
        if ($_ -ne 'ed25519') { $said.OpenDkim | Should -Be 0 }

        $changed = [Text.Encoding]::Latin1.GetBytes([Text.Encoding]::Latin1.GetString($octets).Replace('From here', 'From there'))
        $said = Test-SignatureThere $changed
        $said.Rspamd | Should -Be R_DKIM_REJECT
        # It fails by an error where the body does not fit.
        $said.Dkimpy | Should -Be (@('') * $ours[$_].Count)
        $said.OpenDkim | Should -Not -Be 0
    }

    It 'make signatures that verify here: <Name>' -ForEach @(
        @{ Name = 'dkimsign, simple/simple'; Sign = { (Invoke-There $octets @('dkimsign', '--hcanon', 'simple', '--bcanon', 'simple', 'dkimpy-rsa', 'example.org', "$($server.Base)/dkimpy-rsa.key")).Text } }
        @{ Name = 'dkimsign, relaxed/relaxed'; Sign = { (Invoke-There $octets @('dkimsign', '--hcanon', 'relaxed', '--bcanon', 'relaxed', 'dkimpy-rsa', 'example.org', "$($server.Base)/dkimpy-rsa.key")).Text } }
        @{ Name = 'dkimsign, Ed25519'; Sign = { (Invoke-There $octets @('dkimsign', '--signalg', 'ed25519-sha256', 'dkimpy-ed25519', 'example.org', "$($server.Base)/dkimpy-ed25519.key")).Text } }
        @{ Name = 'rspamd, RSA'; Sign = { [Text.Encoding]::Latin1.GetString((Add-RspamdField $octets rsa)) } }
        @{ Name = 'rspamd, Ed25519'; Sign = { [Text.Encoding]::Latin1.GetString((Add-RspamdField $octets ed25519)) } }
        # It knows SHA-1 alone, which verifies and counts for nothing (RFC 8301 3.1).
        @{ Name = 'opendkim-testmsg'; Result = 'Policy'; Sign = {
                $unix = [Text.Encoding]::Latin1.GetBytes([Text.Encoding]::Latin1.GetString($octets).Replace("`r`n", "`n"))
                (Invoke-There $unix @('opendkim-testmsg', '-d', 'example.org', '-s', 'dkimpy-rsa', '-k', "$($server.Base)/dkimpy-rsa.key")).Text -replace "\r?\n", "`r`n"
            } }
    ) {
        $octets = (New-Message).ToOctets()
        $signed = & $Sign
        $signed | Should -Match '(?m)^DKIM-Signature:'
        $found = (Test-Here $signed).Dkim
        $found.Result | Should -Be ($Result ?? 'Pass') -Because ($found | Format-List | Out-String)
        if ($Result) { return }

        (Test-Here $signed.Replace('From here', 'From there')).Dkim.Result | Should -Be Fail
    }

    It 'verify chains of seals, and theirs verify here: <Name>' -ForEach @(
        @{ Name = 'ours twice'; By = 'us', 'us' }
        @{ Name = 'ours three times'; By = 'us', 'us', 'us' }
        @{ Name = 'dkimpy, twice'; By = 'dkimpy', 'dkimpy' }
        @{ Name = 'rspamd, twice'; By = 'rspamd', 'rspamd' }
        # rspamd 3.4 hashes earlier sets in the wrong order, which shows where there are two of them (RFC 8617 5.1.1).
        @{ Name = 'of all, in turn'; By = 'us', 'rspamd', 'dkimpy', 'us' }
    ) {
        $octets = (New-Message | Protect-SmtpMessage -DkimKey $rsa).ToOctets()
        for ($hop = 0; $hop -lt $By.Count; $hop++) { $octets = Add-Seal $octets $By[$hop] $hop }
        $text = [Text.Encoding]::Latin1.GetString($octets)
        [regex]::Matches($text, '(?m)^ARC-Seal:').Count | Should -Be $By.Count
        Test-SealThere $octets | Should -Be ARC_ALLOW, pass
        $chain = (Test-Here $text).Arc
        $chain.Result | Should -Be Pass -Because ($chain | Format-List | Out-String)

        $changed = $text.Replace('From here', 'From there')
        Test-SealThere ([Text.Encoding]::Latin1.GetBytes($changed)) | Should -Be ARC_REJECT, fail
        (Test-Here $changed).Arc.Result | Should -Be Fail
    }
}
