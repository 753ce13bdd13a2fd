<#
.SYNOPSIS
    Makes the built module's help from the pages in module/help: MAML for the cmdlets, text for the about_ topics.
.DESCRIPTION
    Runs in a process of its own, since it imports the built module to ask its cmdlets for their parameters.
#>
param(
    # The folder of the built module; the help goes into its folder en-US.
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $Pages
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
foreach ($part in 'HelpPage', 'Maml', 'AboutTopic') { . (Join-Path $PSScriptRoot "$part.ps1") }
Import-Module (Join-Path $Module 'SmtpTools.psd1')

$destination = Join-Path $Module 'en-US'
$null = New-Item $destination -ItemType Directory -Force
$cmdlets = @(Get-Command -Module SmtpTools | ForEach-Object Name)
$read = @(Get-ChildItem $Pages -Filter '*-*.md' | ForEach-Object { Read-HelpPage $_.FullName })
foreach ($name in $cmdlets | Where-Object { $_ -notin $read.Name }) { Write-Warning "There is no help page for $name." }
foreach ($page in $read | Where-Object Name -NotIn $cmdlets) { Write-Warning "There is no cmdlet for $($page.Path)." }

(ConvertTo-Maml @($read | Where-Object Name -In $cmdlets)).Save((Join-Path $destination 'SmtpTools.PowerShell.dll-Help.xml'))
foreach ($topic in Get-ChildItem $Pages -Filter 'about_*.md') {
    ConvertTo-AboutText $topic.FullName | Set-Content (Join-Path $destination "$($topic.BaseName).help.txt")
}
