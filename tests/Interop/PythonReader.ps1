# Dot-sourced: what Python's email package, which shares nothing with ours, finds in a message.

function Get-Sha256([byte[]] $Octets) { [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($Octets)).ToLower() }

function Read-ByPython([byte[]] $Octets) {
    $file = Join-Path $TestDrive message.eml
    [IO.File]::WriteAllBytes($file, $Octets)
    $read = & python3 (Join-Path $PSScriptRoot read-message.py) $file 0 | ConvertFrom-Json
    $read.defects | Should -BeNullOrEmpty
    # Which line ends Python keeps depends on how the text was encoded.
    foreach ($part in $read.parts) { if ($null -ne $part.text) { $part.text = $part.text.Replace("`r`n", "`n") } }
    $read
}

# The fields by their names; each has a list of values.
function Get-Field($Read) {
    $field = @{}
    $Read.fields | Group-Object { $_[0] } | ForEach-Object { $field[$_.Name] = @($_.Group | ForEach-Object { $_[1] }) }
    $field
}
