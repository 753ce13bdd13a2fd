# For the run of the cases: the built module, the samples, and what the cases share. Dot-sourced by a BeforeAll.
$Root = Split-Path (Split-Path $PSScriptRoot)
Import-Module (Join-Path $Root 'out' 'SmtpTools')
Import-Module (Join-Path $PSScriptRoot 'Interop.psm1')
. (Join-Path $PSScriptRoot 'SampleMessages.ps1')

# The parameters of Send-SmtpMessage that name a server and the way in.
function Get-Connection($Server, [string] $Port, [string] $Security, [switch] $Login) {
    $connection = @{ SmtpServer = $Server.HostName; Port = $Server.Ports[$Port]; Security = $Security }
    if ($Login) { $connection.Credential = $Server.Credential }
    if ($Security -ne 'None') { $connection.TrustedRoot = [Security.Cryptography.X509Certificates.X509Certificate2]::new($Server.CaCertificate) }
    $connection
}

function New-RandomFile([string] $Path, [int] $Size) {
    $content = [byte[]]::new($Size)
    [Random]::new($Size).NextBytes($content)
    [IO.File]::WriteAllBytes($Path, $content)
    Get-Item $Path
}

# Whether a delivered message is what was sent; where not, fails with the place of the first difference.
function Assert-SameOctet($Mail, $Sample) {
    $file = [IO.File]::OpenRead($Mail.Path)
    try {
        $file.Position = $Mail.Start
        $hash = [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($file))
    }
    finally {
        $file.Dispose()
    }

    if ($hash -eq $Sample.Hash[$Mail.LineEnd]) { return }

    $actual = $Octets.GetString([IO.File]::ReadAllBytes($Mail.Path)).Substring($Mail.Start)
    $expected = ConvertTo-Wire $Octets.GetString([IO.File]::ReadAllBytes($Sample.Path))
    if ($Mail.LineEnd -eq 'LF') { $actual = $actual.Replace("`n", "`r`n") }
    $shared = [Math]::Min($actual.Length, $expected.Length)
    $at = 0
    while ($at -lt $shared -and $actual[$at] -eq $expected[$at]) { $at++ }
    $from = [Math]::Max(0, $at - 40)
    $show = { param($Text) $Text.Substring($from, [Math]::Min(80, $Text.Length - $from)) | ConvertTo-Json }
    throw "Octet $at differs ($($actual.Length) arrived, $($expected.Length) expected). Arrived: $(& $show $actual), expected: $(& $show $expected)"
}

# What Python's mail reader, which shares nothing with us, makes of a delivered message.
function Read-MessageByPython($Mail) {
    & /usr/bin/python3 (Join-Path $PSScriptRoot 'read-message.py') $Mail.Path $Mail.Start | ConvertFrom-Json
    if ($LASTEXITCODE -ne 0) { throw "Python can't read $($Mail.Path)." }
}

# What was said about a message from MAIL on: the verbs of commands, and the codes of replies. Commands without a code between them left
# before the first of them was answered.
function Get-Dialogue($Result) {
    $steps = @(foreach ($entry in $Result.Transcript) {
            switch ($entry.Kind) {
                'Command' { ($entry.Text -split ' ')[0] }
                'Content' { 'content' }
                'Reply' { $entry.Text.Substring(0, 3) }
            }
        })
    $steps[$steps.IndexOf('MAIL')..($steps.Count - 1)] -join ' '
}

# A message that has come from another process, as from a job: its octets are in memory, as those of a composed one are.
function Import-Octets([string] $Path) {
    [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Import-SmtpMessage $Path)))
}
