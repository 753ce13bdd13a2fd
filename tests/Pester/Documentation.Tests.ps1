BeforeDiscovery {
    . $PSScriptRoot/Common.ps1
    $names = (Get-Command -Module SmtpTools).Name -join '|'
    $pages = @('README.md', 'CONTRIBUTING.md') + (Get-ChildItem $Root/docs, $Root/module/help/en-US -Filter *.md -Recurse | ForEach-Object { [IO.Path]::GetRelativePath($Root, $_.FullName) })
    $code = foreach ($page in $pages) {
        $text = Get-Content $Root/$page -Raw
        foreach ($block in [regex]::Matches($text, '(?ms)^```powershell(?<runnable> runnable)?\r?\n(?<code>.*?)^```')) {
            @{ Page = $page; Code = $block.Groups['code'].Value; Runnable = $block.Groups['runnable'].Success }
        }

        # In a table a bar of the code is written \|; an ellipsis stands for the reader's own parameters.
        foreach ($span in [regex]::Matches($text, "``(?<code>[^``\r\n]*\b(?:$names)\b [^``\r\n]*)``")) {
            @{ Page = $page; Code = $span.Groups['code'].Value.Replace('\|', '|') -replace ' \.\.\.$'; Runnable = $false }
        }
    }

    # Those of the help pages are run by Help.Tests.ps1.
    $runnable = $code | Where-Object { $_.Runnable -and $_.Page -notmatch 'help' }
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
}

Describe 'Code in <Name>' -ForEach @($code | Group-Object { $_.Page } | ForEach-Object { @{ Name = $_.Name; Samples = $_.Group.Code } }) {
    It 'is PowerShell, with parameters that the cmdlets have' {
        foreach ($sample in $Samples) {
            $errors = $null
            $tree = [Management.Automation.Language.Parser]::ParseInput($sample, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty -Because $sample
            foreach ($command in $tree.FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true)) {
                $cmdlet = Get-Command $command.GetCommandName() -Module SmtpTools -ErrorAction Ignore
                foreach ($parameter in $command.CommandElements | Where-Object { $cmdlet -and $_ -is [Management.Automation.Language.CommandParameterAst] }) {
                    { $cmdlet.ResolveParameter($parameter.ParameterName) } | Should -Not -Throw -Because $sample
                }
            }
        }
    }
}

Describe 'Code in <Page> that is marked to run' -ForEach $runnable {
    It 'runs' {
        Invoke-FreshPwsh {
            param($module, $code)
            $ErrorActionPreference = 'Stop'
            Import-Module $module
            & ([scriptblock]::Create($code))
        } $Code | Should -Contain Sent
    }
}
