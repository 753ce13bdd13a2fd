#Requires -Version 7.4
<#
.SYNOPSIS
    Builds, tests, documents and packs SmtpTools.
.DESCRIPTION
    Needs the .NET 10 SDK and nothing else: PowerShell comes as a .NET tool of this repository.

        dotnet tool restore
        dotnet pwsh build.ps1 Test

    Everything that a task makes is under out/. The built module is out/SmtpTools/<version>.
.PARAMETER Task
    Build    Compiles the module, makes its help and lays it out in out/SmtpTools/<version>, ready for Import-Module.
    Test     Builds, then runs every test: xunit, Pester, and the interop tests against real servers, which are
             installed from Debian's packages first when this is root on Debian. The last line is the sum of all.
    Docs     Makes the built module's help again from the pages in module/help (docs/help-pages.md).
    Demo     Builds, then sends a message to the module's own capture server and shows all of it. Fails where what was
             captured is not what was sent.
    Bench    Measures: the cost of importing the module, then what tests/SmtpTools.Benchmarks measures, in about 20 minutes. The figures
             are in out/bench.json afterwards.
    Package  Builds, then makes a nupkg (as the PowerShell Gallery takes it) and a zip in out/packages.
    Clean    Removes out/ and what the compiler left in the projects.
.PARAMETER Quick
    Bench measures only what takes two minutes.
.PARAMETER Record
    Bench writes its tables into docs/performance.md.
.PARAMETER Configuration
    Release, unless you debug the module itself.
.EXAMPLE
    dotnet pwsh build.ps1 Build

    Then, in pwsh: Import-Module ./out/SmtpTools
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Demo', 'Bench', 'Docs', 'Package', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',

    [switch] $Quick,

    [switch] $Record
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

$Root = $PSScriptRoot
$Out = Join-Path $Root 'out'
$Version = (Select-String "ModuleVersion\s*=\s*'([0-9.]+)'" (Join-Path $Root 'SmtpTools.psd1')).Matches[0].Groups[1].Value
$ModulePath = Join-Path $Out 'SmtpTools' $Version

# No compiler or build server stays behind when a task has ended.
$env:MSBUILDDISABLENODEREUSE = '1'
$env:DOTNET_CLI_USE_MSBUILD_SERVER = '0'
$env:UseSharedCompilation = 'false'
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'

# The PowerShell that runs this, to be called with & again: as a .NET tool it is dotnet and a file.
$Pwsh, $PwshArgument = [Environment]::ProcessPath, @()
if ((Split-Path $Pwsh -LeafBase) -eq 'dotnet') {
    $PwshArgument = @(Join-Path $PSHOME 'pwsh.dll')
}

foreach ($part in 'Test', 'Demo', 'Bench') { . (Join-Path $Root 'build' "$part.ps1") }

# Runs the .NET SDK; its failure is ours.
function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $($args[0]) $($args[1]) ended with exit code $LASTEXITCODE."
    }
}

function Invoke-Build {
    $project = Join-Path $Root 'src' 'SmtpTools.PowerShell'
    $stage = Join-Path $Out 'stage'
    Invoke-DotNet build $project --configuration $Configuration --verbosity quiet
    Remove-Item $stage, (Split-Path $ModulePath) -Recurse -Force -ErrorAction Ignore
    foreach ($framework in 'net8.0', 'net472') {
        $published = Join-Path $stage $framework
        Invoke-DotNet publish $project --no-build --framework $framework --configuration $Configuration --output $published --verbosity quiet
    }

    Copy-CoreAssembly (Join-Path $stage 'net8.0') (Join-Path $ModulePath 'core')
    Copy-Assembly (Join-Path $stage 'net472' '*') (Join-Path $ModulePath 'desktop')
    $files = 'SmtpTools.psd1', 'LICENSE', 'module/*.ps1xml', 'module/ThirdPartyNotices.txt'
    $files | ForEach-Object { Copy-Item (Join-Path $Root $_) $ModulePath }
    Invoke-Docs
    Write-Host "Built $ModulePath"
}

function Invoke-Docs {
    $script = Join-Path $Root 'build' 'New-ModuleHelp.ps1'
    & $Pwsh @PwshArgument -NoProfile -NonInteractive -File $script -Module $ModulePath -Pages (Join-Path $Root 'module' 'help' 'en-US')
    if ($LASTEXITCODE -ne 0) {
        throw 'The help could not be made.'
    }
}

# The cmdlets and the engine are what PowerShell loads; the rest waits in packages/ for the module's own load context.
function Copy-CoreAssembly([string] $From, [string] $To) {
    $own = 'SmtpTools.PowerShell', 'SmtpTools'
    $packages = Join-Path $To 'packages'
    Copy-Assembly (Join-Path $From '*') $To -Include $own
    Copy-Assembly (Join-Path $From '*') $packages -Exclude $own

    # A package that calls Windows' own APIs has another build there.
    $windows = Join-Path $From 'runtimes' 'win' 'lib' '*' '*'
    Copy-Assembly $windows (Join-Path $packages 'windows')
}

function Copy-Assembly([string] $From, [string] $To, [string[]] $Include, [string[]] $Exclude) {
    $files = Get-Item $From | Where-Object {
        $_.Extension -in '.dll', '.pdb' -and
        (-not $Include -or $_.BaseName -in $Include) -and
        (-not $Exclude -or $_.BaseName -notin $Exclude)
    }
    $null = New-Item $To -ItemType Directory -Force
    $files | Copy-Item -Destination $To
}

function Invoke-Package {
    Invoke-Build
    $packages = Join-Path $Out 'packages'
    Remove-Item $packages -Recurse -Force -ErrorAction Ignore
    $null = New-Item $packages -ItemType Directory
    Compress-PSResource -Path $ModulePath -DestinationPath $packages
    [IO.Compression.ZipFile]::CreateFromDirectory((Split-Path $ModulePath), (Join-Path $packages "SmtpTools.$Version.zip"), 'Optimal', $true)
    Get-ChildItem $packages | ForEach-Object { Write-Host "Made $($_.FullName), $($_.Length) bytes" }
}

function Invoke-Clean {
    $projects = Get-ChildItem (Join-Path $Root 'src'), (Join-Path $Root 'tests'), (Join-Path $Root 'build') -Recurse -Filter '*.csproj'
    $made = $projects | ForEach-Object { Join-Path $_.DirectoryName 'bin'; Join-Path $_.DirectoryName 'obj' }
    Remove-Item (@($Out) + $made) -Recurse -Force -ErrorAction Ignore
}

& "Invoke-$Task"
