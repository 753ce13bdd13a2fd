# Reads a help page (docs/help-pages.md tells the form) into an object, over the parse tree of ConvertFrom-Markdown.

function Read-HelpPage([string] $Path) {
    $sections = Get-MarkdownSection (Get-MarkdownBlock $Path) 2
    $top = Get-MarkdownSection $sections[0].Blocks 1
    $page = [ordered]@{
        Path        = $Path
        Name        = $top[1].Title
        Synopsis    = (ConvertTo-HelpText $top[1].Blocks) -join ' '
        Description = @()
        Parameters  = [ordered]@{}
        Examples    = @()
        Inputs      = @()
        Outputs     = @()
        Notes       = @()
        Links       = @()
    }

    foreach ($section in $sections | Select-Object -Skip 1) {
        $parts = @(Get-MarkdownSection $section.Blocks 3 | Select-Object -Skip 1)
        switch ($section.Title) {
            'Description' { $page.Description = @(ConvertTo-HelpText $section.Blocks) }
            'Parameters' {
                foreach ($part in $parts) { $page.Parameters[$part.Title.TrimStart('-')] = @(ConvertTo-HelpText $part.Blocks) }
                foreach ($shared in Get-SharedParameter $Path (Get-MarkdownSection $section.Blocks 3)[0].Blocks) {
                    if (-not $page.Parameters.Contains($shared.Key)) { $page.Parameters[$shared.Key] = $shared.Value }
                }
            }
            'Examples' { $page.Examples = @($parts | ForEach-Object { ConvertTo-HelpExample $_ }) }
            'Inputs' { $page.Inputs = @($parts | ForEach-Object { @{ Type = $_.Title; Text = @(ConvertTo-HelpText $_.Blocks) } }) }
            'Outputs' { $page.Outputs = @($parts | ForEach-Object { @{ Type = $_.Title; Text = @(ConvertTo-HelpText $_.Blocks) } }) }
            'Notes' { $page.Notes = @(ConvertTo-HelpText $section.Blocks) }
            'Links' { $page.Links = @(Get-MarkdownLink $section.Blocks) }
            default { throw "${Path}: a help page has no section '$_'." }
        }
    }

    [pscustomobject]$page
}

# The parameters of the pages that the Parameters section links to before its first own one.
function Get-SharedParameter([string] $Path, $Blocks) {
    foreach ($block in $Blocks) {
        foreach ($link in @($block.Inline | Where-Object { $_.GetType().Name -eq 'LinkInline' })) {
            (Read-HelpPage (Join-Path (Split-Path $Path) $link.Url)).Parameters.GetEnumerator()
        }
    }
}

# A comment is for who reads the page's source, not its help; link definitions have been used by their links.
function Get-MarkdownBlock([string] $Path) {
    @((ConvertFrom-Markdown -LiteralPath $Path).Tokens | Where-Object { $_.GetType().Name -notin 'HtmlBlock', 'LinkReferenceDefinitionGroup' })
}

# Cuts blocks at the headings of one level. The first section has no title: what stands before the first heading.
function Get-MarkdownSection($Blocks, [int] $Level) {
    # A list of blocks is itself a block: += would add its parts.
    $section = @{ Title = ''; Blocks = [Collections.Generic.List[object]]::new() }
    foreach ($block in $Blocks) {
        if ($block.GetType().Name -eq 'HeadingBlock' -and $block.Level -eq $Level) {
            $section
            $section = @{ Title = ConvertTo-InlineText $block.Inline; Blocks = [Collections.Generic.List[object]]::new() }
        }
        else {
            $section.Blocks.Add($block)
        }
    }

    $section
}

# A string for each paragraph, list (a line for each item) and code block (indented).
function ConvertTo-HelpText($Blocks) {
    foreach ($block in $Blocks) {
        switch ($block.GetType().Name) {
            'ParagraphBlock' { ConvertTo-InlineText $block.Inline }
            'HeadingBlock' { ConvertTo-InlineText $block.Inline }
            'ListBlock' { @(foreach ($item in $block) { "- $((ConvertTo-HelpText $item) -join ' ')" }) -join "`n" }
            'FencedCodeBlock' { ($block.Lines.ToString() -split "`n" | ForEach-Object { "    $_" }) -join "`n" }
            default { throw "Line $($block.Line + 1): help text has no place for a $_." }
        }
    }
}

function ConvertTo-InlineText($Inlines) {
    $text = foreach ($inline in $Inlines) {
        switch ($inline.GetType().Name) {
            'LiteralInline' { $inline.Content.ToString() }
            'CodeInline' { $inline.Content }
            'LineBreakInline' { ' ' }
            'HtmlEntityInline' { $inline.Transcoded.ToString() }
            'AutolinkInline' { $inline.Url }
            'EmphasisInline' { ConvertTo-InlineText $inline }
            'LinkInline' { "$(ConvertTo-InlineText $inline) ($($inline.Url))" }
            default { throw "Line $($inline.Line + 1): help text has no place for a $_." }
        }
    }

    -join $text
}

# What the reader types and what comes of it are blocks of code of their own; the rest is remarks.
function ConvertTo-HelpExample($Part) {
    $fences = @($Part.Blocks | Where-Object { $_.GetType().Name -eq 'FencedCodeBlock' })
    $code = @($fences | Where-Object Info -EQ 'powershell')
    [pscustomobject]@{
        Title    = $Part.Title
        Code     = @($code | ForEach-Object { $_.Lines.ToString() }) -join "`n"
        Shown    = @($fences | ForEach-Object { $_.Lines.ToString() }) -join "`n`n"
        Remarks  = @(ConvertTo-HelpText ($Part.Blocks | Where-Object { $_ -notin $fences }))
        Runnable = [bool]@($code | Where-Object Arguments -EQ 'runnable')
    }
}

function Get-MarkdownLink($Blocks) {
    foreach ($item in $Blocks | ForEach-Object { $_ }) {
        foreach ($inline in $item[0].Inline) {
            switch ($inline.GetType().Name) {
                'LinkInline' { [pscustomobject]@{ Text = ConvertTo-InlineText $inline; Uri = $inline.Url } }
                'LiteralInline' { [pscustomobject]@{ Text = $inline.Content.ToString().Trim(); Uri = '' } }
                'CodeInline' { [pscustomobject]@{ Text = $inline.Content; Uri = '' } }
            }
        }
    }
}
