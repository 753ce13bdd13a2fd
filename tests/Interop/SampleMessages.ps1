<#
    Ready messages that are hard to carry: files to send, and the octets that must arrive. Dot-sourced.
#>

# Octets as characters of the same number.
$Octets = [Text.Encoding]::Latin1

# Buffer sizes are powers of two as a rule: a line that starts with a dot is put at each distance of -4 to +4 octets from the edges of
# buffers of 4 KiB and more.
$SampleEdge = 4096
$SampleReach = 4

# By name, what appends a body to a StringBuilder that holds the header.
$SampleBodies = [ordered]@{
    'dots-at-input-edges'  = { Add-EdgeDots $args[0] }
    'dots-at-output-edges' = { Add-EdgeDots $args[0] -Stuffed }
    'dots-anywhere'        = { Add-RandomDots $args[0] }
    'dots-only'            = { $args[0].Append("`r`n.`r`n..`r`n.`r`n") }
    'end-of-data-inside'   = { $args[0].Append("`r`nbefore`r`n.`r`nMAIL FROM:<forged@example.test>`r`n.`r`nQUIT`r`n") }
    'no-body'              = { $args[0].Append("`r`n") }
    'empty-lines'          = { $args[0].Append("`r`n" * 50) }
    'no-end-of-line'       = { $args[0].Append("`r`nlast line.") }
    'longest-lines'        = { $args[0].Append("`r`n" + (('.' + 'x' * 997 + "`r`n") * 40)) }
    'eight-bit'            = { $args[0].Append("`r`n" + $Octets.GetString([Text.Encoding]::UTF8.GetBytes("Grüße, 日本語, 🎉`r`n.é`r`n"))) }
    'bare-line-feeds'      = { $args[0].Append("`r`nfirst`n.second`n.`n..`nlast`n") }
    'late-lone-dot'        = { Add-LateDot $args[0] }
    'large'                = { $args[0].Append("`r`n") }
}

# After that, lines of Base64 over and over, which make an attachment of 25 MB.
$LargeBlock = ('TG9yZW0gaXBzdW0gZG9sb3Igc2l0IGFtZXQsIGNvbnNldGV0dXIgc2FkaXBzY2luZyBlbGl0ciwg' + "`r`n") * 4096
$SampleBlocks = @{ 'large' = [int](25MB / 3 * 4 / 4096 / 76) }

# 100 KiB each and more.
$LargeSamples = 'dots-at-input-edges', 'dots-at-output-edges', 'dots-anywhere', 'late-lone-dot', 'large'

<#
.SYNOPSIS
    Writes samples into a folder, addressed to <sample>.<Tag>@example.test, and returns of each Name, Path, Recipient, and Hash: the
    SHA-256 of what must arrive, by how the mailbox ends lines (CRLF or LF).
#>
function New-SampleMessage([string] $Folder, [string] $Tag, [string[]] $Name) {
    $null = New-Item $Folder -ItemType Directory -Force
    foreach ($one in $Name) {
        $recipient = "$one.$Tag@example.test"
        $text = [Text.StringBuilder]::new()
        $null = $text.Append((@(
                    'From: Sender <sender@example.test>'
                    "To: $recipient"
                    "Subject: $one"
                    ' on a second line'
                    'Date: Mon, 02 Mar 2026 10:00:00 +0100'
                    "Message-ID: <$one.$Tag@client.example.test>"
                    'MIME-Version: 1.0'
                    'Content-Type: text/plain; charset=utf-8'
                    'Content-Transfer-Encoding: 8bit'
                    'X-Empty:'
                    "X-Long: $('x' * 900)"
                    ''
                ) -join "`r`n"))
        $null = & $SampleBodies[$one] $text
        $written = $text.ToString()
        $path = Join-Path $Folder "$one.eml"
        $blocks = [int]$SampleBlocks[$one]
        $file = [IO.File]::Create($path)
        try {
            $file.Write($Octets.GetBytes($written))
            for ($block = 0; $block -lt $blocks; $block++) { $file.Write($Octets.GetBytes($LargeBlock)) }
        }
        finally {
            $file.Dispose()
        }

        $expected = ConvertTo-Wire $written
        [pscustomobject]@{
            Name      = $one
            Path      = $path
            Recipient = $recipient
            Hash      = @{
                CRLF = Get-RepeatedHash $expected $LargeBlock $blocks
                LF   = Get-RepeatedHash $expected.Replace("`r`n", "`n") $LargeBlock.Replace("`r`n", "`n") $blocks
            }
        }
    }
}

# What leaves has CRLF alone for the end of a line, and ends with one (RFC 5321 2.3.8, 4.1.1.4).
function ConvertTo-Wire([string] $Text) {
    $wire = $Text.Replace("`r`n", "`n").Replace("`n", "`r`n")
    $wire.EndsWith("`r`n", [StringComparison]::Ordinal) ? $wire : $wire + "`r`n"
}

function Get-RepeatedHash([string] $Text, [string] $Block, [int] $Times) {
    $hash = [Security.Cryptography.IncrementalHash]::CreateHash('SHA256')
    try {
        $hash.AppendData($Octets.GetBytes($Text))
        $repeated = $Octets.GetBytes($Block)
        for ($time = 0; $time -lt $Times; $time++) { $hash.AppendData($repeated) }
        [Convert]::ToHexString($hash.GetHashAndReset())
    }
    finally {
        $hash.Dispose()
    }
}

# Lines that start with a dot near every edge of the text itself, or of the text after a dot has been put before each (RFC 5321 4.5.2).
function Add-EdgeDots([Text.StringBuilder] $Text, [switch] $Stuffed) {
    $null = $Text.Append("`r`n")
    $added = 0
    $edges = (2 * $SampleReach + 1) * 16
    foreach ($edge in [Math]::Ceiling(($Text.Length + 100) / $SampleEdge)..$edges) {
        $start = $edge * $SampleEdge + $edge % (2 * $SampleReach + 1) - $SampleReach
        while (($gap = $start - $Text.Length - ($Stuffed ? $added : 0)) -gt 0) {
            # The last but one line leaves room for the last.
            $length = $gap -gt 200 ? 78 : $gap -gt 78 ? $gap - 20 : $gap
            $null = $Text.Append([char]'x', $length - 2).Append("`r`n")
        }

        $null = $Text.Append(".`r`n..`r`n.x`r`n")
        $added += 3
    }
}

# Half a megabyte of short lines that start with dots, so that the edge of a buffer of any size falls anywhere in one.
function Add-RandomDots([Text.StringBuilder] $Text) {
    $null = $Text.Append("`r`n")
    $random = [Random]::new(2)
    while ($Text.Length -lt 500KB) {
        $null = $Text.Append([char]'.', $random.Next(1, 8)).Append([char]'x', $random.Next(0, 60)).Append("`r`n")
    }
}

# Some 100 KiB, more than goes out in one flight, with a line that is a dot alone near the end.
function Add-LateDot([Text.StringBuilder] $Text) {
    $null = $Text.Append("`r`n").Append(('x' * 76 + "`r`n") * 1300).Append("before`r`n.`r`nafter`r`n")
}
