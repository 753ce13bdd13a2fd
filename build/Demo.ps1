# The task Demo of build.ps1: one command shows a real message on its way, and fails where what arrived is not what was sent.

function Invoke-Demo {
    Invoke-Build
    & $Pwsh @PwshArgument -NoProfile -NonInteractive -File (Join-Path $Root 'build' 'Show-Demo.ps1') -Module $ModulePath | Out-Host
    if ($LASTEXITCODE -ne 0) {
        throw "The demo ended with exit code $LASTEXITCODE."
    }
}
