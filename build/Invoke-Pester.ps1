<#
.SYNOPSIS
    Runs the Pester files of one folder in this process and writes what came of them to a file.
#>
param(
    [Parameter(Mandatory)] [string] $Path,
    # The folder Pester, as build/Tools.csproj lays it out.
    [Parameter(Mandatory)] [string] $Pester,
    # Where to write the sum, as JSON.
    [Parameter(Mandatory)] [string] $Sum
)

$ErrorActionPreference = 'Stop'
Import-Module $Pester

# The outermost Describe of a test: a server, in the interop tests.
function Get-Group($Test) {
    $block = $Test.Block
    while ($block.Parent -and -not $block.Parent.IsRoot) { $block = $block.Parent }
    $block.Name
}

$configuration = New-PesterConfiguration @{
    Run    = @{ Path = $Path; PassThru = $true; Exit = $false; FailOnNullOrEmptyForEach = $false }
    Output = @{ Verbosity = 'Normal'; RenderMode = 'Plaintext' }
}
$run = if (Get-ChildItem $Path -Recurse -Filter '*.Tests.ps1') { Invoke-Pester -Configuration $configuration }

# A file that did not even load, or a block whose set-up failed, is a failure that no test of its own counts.
$groups = @($run.Skipped | Group-Object { Get-Group $_ } | ForEach-Object {
        @{ Name = $_.Name; Reason = @($_.Group.ErrorRecord.Exception.Message).Where({ $_ })[0] }
    })
@{
    Kind          = Split-Path $Path -Leaf
    Passed        = [int]$run.PassedCount
    Failed        = [int]$run.FailedCount + [int]$run.FailedBlocksCount + [int]$run.FailedContainersCount
    Skipped       = [int]$run.SkippedCount
    SkippedGroups = $groups
} | ConvertTo-Json -Depth 4 | Set-Content $Sum
