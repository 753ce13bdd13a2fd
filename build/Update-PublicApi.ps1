#Requires -Version 7.4
<#
.SYNOPSIS
    Writes the public API of the shipped projects into their PublicAPI.Unshipped.txt files, for review.
.DESCRIPTION
    Asks the compiler: each public symbol that is in no PublicAPI file is one RS0016 warning. What all targets of a project
    have goes into src/<project>/PublicAPI.Unshipped.txt, what one target alone has into src/<project>/PublicAPI/<target>/.
    At a release the lines move from Unshipped to Shipped.
.EXAMPLE
    dotnet pwsh build/Update-PublicApi.ps1
#>
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$root = Split-Path $PSScriptRoot
$header = '#nullable enable'
$env:MSBUILDDISABLENODEREUSE = '1'
$env:UseSharedCompilation = 'false'

function Set-ApiFile([string] $Path, [string[]] $Lines) {
    [IO.File]::WriteAllText($Path, ((@($header) + $Lines) -join "`n") + "`n")
}

function Get-Sorted([string[]] $Lines) {
    [Array]::Sort($Lines, [StringComparer]::Ordinal)
    , $Lines
}

$projects = 'SmtpTools', 'SmtpTools.Mail', 'SmtpTools.PowerShell'
foreach ($project in $projects) {
    $folder = Join-Path $root 'src' $project
    Remove-Item (Join-Path $folder 'PublicAPI') -Recurse -ErrorAction Ignore
    Set-ApiFile (Join-Path $folder 'PublicAPI.Unshipped.txt') @()
}

# The cmdlets refer to the other two, so one build says all.
$log = & dotnet build (Join-Path $root 'src' 'SmtpTools.PowerShell') --no-incremental -p:ReviewPublicApi=true -p:TreatWarningsAsErrors=false
if ($LASTEXITCODE -ne 0) {
    throw "The module does not build:`n$($log -match ': error ' | Out-String)"
}

foreach ($project in $projects) {
    # The compiler says each warning twice, as it happens and in its summary.
    $found = @{}
    foreach ($line in $log -match "warning RS0016: .*[\\/]$([regex]::Escape($project))\.csproj") {
        if ($line -match "Symbol '(?<symbol>.+)' is not part of .*::TargetFramework=(?<target>[^\]]+)\]") {
            $found[$Matches.target] ??= [Collections.Generic.HashSet[string]]::new([StringComparer]::Ordinal)
            $null = $found[$Matches.target].Add($Matches.symbol)
        }
    }

    $all = [Collections.Generic.HashSet[string]]::new([StringComparer]::Ordinal)
    $common = $null
    foreach ($target in $found.Keys) {
        $all.UnionWith($found[$target])
        if ($null -eq $common) { $common = [Collections.Generic.HashSet[string]]::new($found[$target], [StringComparer]::Ordinal) }
        else { $common.IntersectWith($found[$target]) }
    }

    $folder = Join-Path $root 'src' $project
    Set-ApiFile (Join-Path $folder 'PublicAPI.Unshipped.txt') (Get-Sorted $common)
    foreach ($target in $found.Keys) {
        $found[$target].ExceptWith($common)
        if ($found[$target].Count) {
            $place = New-Item (Join-Path $folder 'PublicAPI' $target) -ItemType Directory -Force
            Set-ApiFile (Join-Path $place 'PublicAPI.Unshipped.txt') (Get-Sorted $found[$target])
            Set-ApiFile (Join-Path $place 'PublicAPI.Shipped.txt') @()
        }
    }

    Write-Host "${project}: $(@($common).Count) public symbols in all targets, $($all.Count - @($common).Count) in one"
}
