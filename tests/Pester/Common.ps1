# Dot-sourced by each test file's BeforeAll: the built module, imported, and a way to run a script in a fresh PowerShell.
$Root = Split-Path (Split-Path $PSScriptRoot)
$ModulePath = Join-Path $Root 'out' 'SmtpTools'
Import-Module $ModulePath

# Runs a script in a PowerShell process of its own, with the module's path as its first argument, and returns what it
# wrote. An error that it did not catch is one here.
function Invoke-FreshPwsh([scriptblock] $Script, [object[]] $ArgumentList = @()) {
    $pwsh, $first = [Environment]::ProcessPath, @()
    if ((Split-Path $pwsh -LeafBase) -eq 'dotnet') {
        $first = @(Join-Path $PSHOME 'pwsh.dll')
    }

    $file = Join-Path ([IO.Path]::GetTempPath()) "$(New-Guid).ps1"
    "`$ErrorActionPreference = 'Stop'`n& {$Script} @args" | Set-Content $file
    try {
        $said = & $pwsh @first -NoProfile -NonInteractive -File $file $ModulePath @ArgumentList 2>&1
        if ($LASTEXITCODE -ne 0) {
            throw "The script ended with exit code ${LASTEXITCODE}: $($said | Out-String)"
        }

        $said
    }
    finally {
        Remove-Item $file
    }
}

# Loads the servers of tests/SmtpTools.TestServer (LoopbackDns, ScriptedServer, ...), which `build.ps1 Test` has built.
function Import-TestServer {
    $built = Get-ChildItem (Join-Path $Root 'tests' 'SmtpTools.TestServer' 'bin' '*' '*' 'SmtpTools.TestServer.dll') |
        Sort-Object LastWriteTime -Descending | Select-Object -First 1
    if (-not $built) {
        throw 'tests/SmtpTools.TestServer is not built.'
    }

    Add-Type -Path $built.FullName
}
