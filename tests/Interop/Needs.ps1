<#
    Dot-sourced inside a Describe: sets $lack to why one of the servers can't be started here, or to nothing. One test says so: skipped, or
    failed where the variable CI says that nothing may be missing.
#>
param(
    [Parameter(Mandatory)] [string[]] $Server,
    # Whether nothing is wrong where one is missing: a line says so, and no test.
    [switch] $Optional
)

Import-Module (Join-Path $PSScriptRoot 'Interop.psm1')
$lack = ($Server | ForEach-Object { Test-InteropServerAvailable $_ }).Reason | Where-Object { $_ } | Select-Object -First 1
if ($lack -and $Optional) {
    Write-Host "Left out: $lack"
}
else {
    It 'is there' -ForEach @{ Lack = $lack } {
        if ($Lack -and $env:CI -eq 'true') { throw $Lack }
        if ($Lack) { Set-ItResult -Skipped -Because $Lack }
    }
}
