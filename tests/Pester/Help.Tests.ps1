BeforeDiscovery {
    . $PSScriptRoot/Common.ps1
    . $Root/build/HelpPage.ps1
    $pages = Get-ChildItem $Root/module/help/en-US -Filter '*-*.md' | ForEach-Object { Read-HelpPage $_.FullName }
    $cmdlets = Get-Command -Module SmtpTools | ForEach-Object {
        @{ Command = $_; Name = $_.Name; Page = $pages | Where-Object Name -EQ $_.Name }
    }
    $runnable = foreach ($page in $pages) {
        $page.Examples | Where-Object Runnable | ForEach-Object { @{ Name = $page.Name; Title = $_.Title; Code = $_.Code } }
    }
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
}

Describe 'Help of <Name>' -ForEach $cmdlets {
    It 'has a page' {
        $Page | Should -Not -BeNullOrEmpty
        $Page.Path | Split-Path -LeafBase | Should -BeExactly $Name
    }

    It 'tells of each parameter that the cmdlet has, and of no other' {
        $shared = [Management.Automation.Cmdlet]::CommonParameters + 'WhatIf' + 'Confirm'
        $real = $Command.Parameters.Keys | Where-Object { $_ -notin $shared } | Sort-Object
        $Page.Parameters.Keys | Sort-Object | Should -BeExactly $real
        $Page.Parameters.GetEnumerator() | Where-Object { -not $_.Value } | ForEach-Object Key | Should -BeNullOrEmpty -Because 'a parameter has a text'
    }

    It 'has a synopsis, a description and two examples' {
        $Page.Synopsis | Should -Not -BeNullOrEmpty
        $Page.Description | Should -Not -BeNullOrEmpty
        $Page.Examples.Count | Should -BeGreaterOrEqual 2
        $Page.Examples | Where-Object { -not $_.Code } | Should -BeNullOrEmpty -Because 'an example has code'
    }

    It 'names each type that the cmdlet puts out' {
        $Page.Outputs.Type | Should -Not -BeNullOrEmpty
        $Command.OutputType.Name | Where-Object { $_ -notin $Page.Outputs.Type } | Should -BeNullOrEmpty
    }

    It 'is what Get-Help shows' {
        $help = Get-Help $Name -Full
        $help.Synopsis | Should -BeExactly $Page.Synopsis
        @($help.examples.example).Count | Should -Be $Page.Examples.Count
        $help.parameters.parameter.name | Sort-Object | Should -Be ($Command.Parameters.Keys | Where-Object { $_ -notin [Management.Automation.Cmdlet]::CommonParameters } | Sort-Object)
        @($help.syntax.syntaxItem).Count | Should -Be $Command.ParameterSets.Count
    }
}

Describe 'Help pages' {
    It 'are of cmdlets that exist: <_>' -ForEach @($pages | ForEach-Object Name) {
        Get-Command $_ -Module SmtpTools -ErrorAction Ignore | Should -Not -BeNullOrEmpty
    }

    It 'have an example that runs: <Name>, <Title>' -ForEach $runnable {
        $session = [powershell]::Create([initialsessionstate]::CreateDefault2())
        try {
            $null = $session.AddScript('param($module, $folder) $ErrorActionPreference = "Stop"; Import-Module $module; Set-Location $folder').
                AddArgument($ModulePath).AddArgument("$TestDrive").AddStatement().AddScript($Code).Invoke()
            $session.Streams.Error | Should -BeNullOrEmpty
        }
        finally {
            $session.Dispose()
        }
    }

    It 'have an about_ topic that Get-Help finds' {
        Invoke-FreshPwsh { param($module) Import-Module $module; Get-Help about_SmtpTools } | Should -Contain '    about_SmtpTools'
    }
}
