<#
.SYNOPSIS
    Sends a message to the module's own capture server, under TLS and signed in, and compares what was captured with what was sent.
#>
param(
    [Parameter(Mandatory)] [string] $Module
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3.0
Import-Module (Join-Path $Module 'SmtpTools.psd1')

function Show-Step([string] $Title, $What) {
    Write-Host "`n== $Title" -ForegroundColor Cyan
    $What | Out-String | Write-Host
}

$folder = Join-Path ([IO.Path]::GetTempPath()) "smtptools-demo-$(New-Guid)"
$null = New-Item $folder -ItemType Directory
try {
    # The smallest PNG there is, and a file with a name that needs care on its way.
    $picture = Join-Path $folder 'dot.png'
    [IO.File]::WriteAllBytes($picture, [Convert]::FromBase64String(
            'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='))
    $attachment = Join-Path $folder 'Übersicht.csv'
    Set-Content $attachment "name;count`nä;1`n漢;2"

    $credential = [pscredential]::new('ana', (ConvertTo-SecureString (New-Guid) -AsPlainText -Force))
    $listener = Start-SmtpListener -Credential $credential
    Show-Step "A capture server on $($listener.Endpoint), with STARTTLS and AUTH" $listener

    $message = New-SmtpMessage -From 'Ana Müller <ana@example.org>' -To 'Bo <bo@example.com>' -Subject 'Grüße from the demo' `
        -Body "Plain text: ä € 漢`n.a line that begins with a dot" -HtmlBody '<p>HTML with a picture: <img src="cid:dot.png" alt="dot"></p>' `
        -InlineImage $picture -Attachments $attachment
    $sent = $message | Send-SmtpMessage -SmtpServer $listener.Address -Port $listener.Port -Credential $credential -TrustedRoot $listener.Certificate
    Show-Step 'The result of sending' ($sent | Format-List)

    $captured = Receive-SmtpMessage $listener -Timeout 30
    Show-Step 'The message as it was captured' ($captured | Format-List)
    Show-Step 'Its octets' ([Text.Encoding]::UTF8.GetString($captured.Raw))
    Show-Step 'The dialogue' $sent.Transcript

    $test = Test-SmtpServer -SmtpServer $listener.Address -Port $listener.Port -Security StartTls
    Show-Step 'Test-SmtpServer, which does not know the server''s certificate and says so' ($test | Format-List)

    $isEqual = [Linq.Enumerable]::SequenceEqual([byte[]]$captured.Raw, [byte[]]$message.ToOctets())
    $isAsSent = $isEqual -and $sent.State -eq 'Sent' -and $captured.AuthIdentity -eq 'ana' -and $null -ne $captured.Tls
    Write-Host ($isAsSent ?
        "The captured message is what was sent, octet for octet ($($captured.Size) octets), under TLS and signed in." :
        'The captured message is NOT what was sent.')
    exit ($isAsSent ? 0 : 1)
}
finally {
    if (Test-Path Variable:listener) {
        Stop-SmtpListener $listener
    }

    Remove-Item $folder -Recurse -Force
}
