<#
.SYNOPSIS
    Writes docs/findings.md from the checks and standards of a built module.
#>
param(
    # The built module's folder.
    [string] $ModulePath = (Join-Path (Split-Path $PSScriptRoot) 'out' 'SmtpTools')
)

$ErrorActionPreference = 'Stop'
Import-Module (Resolve-Path $ModulePath)
. $PSScriptRoot/FindingsPage.ps1
[IO.File]::WriteAllText((Join-Path (Split-Path $PSScriptRoot) 'docs' 'findings.md'), (Get-FindingsPage))
