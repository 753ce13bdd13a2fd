# Makes an about_ topic's text, which Get-Help shows as it is, from its page: headings, paragraphs, lists and code.

function ConvertTo-AboutText([string] $Path) {
    $sections = Get-MarkdownSection (Get-MarkdownBlock $Path) 2
    $top = Get-MarkdownSection $sections[0].Blocks 1
    $lines = @(
        'TOPIC'
        "    $($top[1].Title)"
        ''
        'SHORT DESCRIPTION'
        Format-AboutBlock $top[1].Blocks
        foreach ($section in $sections | Select-Object -Skip 1) {
            $section.Title.ToUpperInvariant()
            Format-AboutBlock $section.Blocks
        }
    )
    $lines -join "`n"
}

function Format-AboutBlock($Blocks) {
    foreach ($text in ConvertTo-HelpText $Blocks) {
        if ($text.StartsWith('    ', [StringComparison]::Ordinal)) { $text -split "`n" | ForEach-Object { "    $_" } }
        elseif ($text.StartsWith('- ', [StringComparison]::Ordinal)) { $text -split "`n" | ForEach-Object { Format-AboutLine $_ '    ' '      ' } }
        else { Format-AboutLine $text '    ' '    ' }
        ''
    }
}

# 80 columns, as a console has at least.
function Format-AboutLine([string] $Text, [string] $First, [string] $Next) {
    $line = $First
    foreach ($word in $Text -split ' ') {
        if ($line.Length + $word.Length -gt 79 -and $line.Trim()) {
            $line.TrimEnd()
            $line = $Next
        }

        $line += "$word "
    }

    $line.TrimEnd()
}
