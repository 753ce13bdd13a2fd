# The task Bench of build.ps1: figures, not tests. What they were, and on what, is in docs/performance.md.

function Invoke-Bench {
    Invoke-Build
    Measure-Import | Format-List | Out-String | Write-Host
    $benchmarks = Join-Path $Root 'tests' 'SmtpTools.Benchmarks'
    $options = @(if ($Quick) { '--quick' }; if ($Record) { '--docs', (Join-Path $Root 'docs' 'performance.md') })
    Invoke-DotNet run --project $benchmarks --configuration Release '--' @options --out (Join-Path $Out 'bench.json')
}

# An empty PowerShell and one that imports the module, in turn, so that what else the machine does meets both. Both run
# one simple command, since the first one that PowerShell runs is paid for by whoever comes first.
function Measure-Import([int] $Pairs = 21) {
    $empty = '$null = Get-Module SmtpTools'
    $import = "Import-Module '$(Join-Path $ModulePath 'SmtpTools.psd1')'; $empty"
    $rounds = foreach ($round in 0..$Pairs) {
        $without = Measure-Pwsh $empty
        $with = Measure-Pwsh $import
        [pscustomobject]@{ Without = $without; With = $with; Import = $with - $without }
    }

    # The first pair fills the file cache.
    $rounds = $rounds | Select-Object -Skip 1
    [pscustomobject]@{
        'Pairs'                    = $Pairs
        'pwsh, empty (median ms)'  = Get-Median $rounds.Without
        'pwsh, import (median ms)' = Get-Median $rounds.With
        'Import (median ms)'       = Get-Median $rounds.Import
        'Import (quartiles ms)'    = "$(Get-Median $rounds.Import 0.25) to $(Get-Median $rounds.Import 0.75)"
    }
}

function Measure-Pwsh([string] $Command) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    & $Pwsh @PwshArgument -NoProfile -NonInteractive -Command $Command
    $watch.Elapsed.TotalMilliseconds
    if ($LASTEXITCODE -ne 0) {
        throw "PowerShell ended with exit code $LASTEXITCODE."
    }
}

function Get-Median([double[]] $Values, [double] $At = 0.5) {
    [Array]::Sort($Values)
    [Math]::Round($Values[[Math]::Floor(($Values.Count - 1) * $At)], 1)
}
