<#
    The real servers of the interop tests, for PowerShell: started by <name>/start.sh, each in a private folder on loopback ports of
    its own; ended by stop.sh, or by themselves when this process ends. Mail is read back from the Maildir they deliver into.
#>
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

$Packages = Join-Path (Split-Path (Split-Path $PSScriptRoot)) 'out' 'interop' 'pkgs'

# What runs in this process: by name, and the folder they all lie in.
$Running = @{}
$Session = @{ Folder = $null }

# Which servers have to run before another: Dovecot relays to one that delivers, and signs in who a realm knows; stunnel has a plain one behind it.
$Behind = @{ dovecot = 'postfix', 'kerberos'; odd = 'aiosmtpd' }

# Header fields that servers put before a message: the envelope, and the trace of RFC 5321 4.4.
$SenderField = 'Return-Path'
$RecipientFields = 'Delivered-To', 'Envelope-To', 'X-Original-To'
$TraceFields = @($SenderField) + $RecipientFields + @('Received', 'X-Authenticated', 'Authentication-Results')

# More octets than any server puts before a message.
$MaximumTrace = 16KB

$Octets = [Text.Encoding]::Latin1

<#
.SYNOPSIS
    Whether a server could be started here, and why not.
.OUTPUTS
    An object with Name, Available and Reason.
#>
function Test-InteropServerAvailable {
    param([Parameter(Mandatory)] [string] $Name)

    $reason = if (-not (Get-Command sh -CommandType Application -ErrorAction Ignore) -or -not $IsLinux) {
        'These servers run on Linux.'
    }
    else {
        $env:PACKAGES = $Packages
        foreach ($one in Get-WithBehind $Name) {
            $said = & sh (Join-Path $PSScriptRoot $one 'start.sh') --check 2>&1
            if ($LASTEXITCODE -ne 0) { "$said"; break }
        }
    }

    [pscustomobject]@{ Name = $Name; Available = -not $reason; Reason = $reason }
}

<#
.SYNOPSIS
    Starts servers, all at the same time, and returns an object for each; one that already runs is returned as it is.
.DESCRIPTION
    Such an object tells Name, HostName, Ports (Smtp, Smtps, Submission, Submissions, Lmtp, Plain, Dns, Authoritative ...: what the server has),
    CaCertificate, ClientCertificate, Mailbox, Credential (the one account), Told (all lines of its server.env) and Base (the server's
    folder, with its logs).
#>
function Start-InteropServer {
    param(
        [Parameter(Mandatory)]
        [ValidateSet('postfix', 'exim', 'opensmtpd', 'dovecot', 'sendmail', 'aiosmtpd', 'haraka', 'dns', 'kerberos', 'dante', 'tinyproxy', 'openssh', 'recorder', 'tls', 'odd', 'verifiers')]
        [string[]] $Name
    )

    $wanted = Get-WithBehind $Name | Select-Object -Unique
    foreach ($wave in @($wanted).Where({ $_ -notin $Behind.Keys }), @($wanted).Where({ $_ -in $Behind.Keys })) {
        $starts = @($wave).Where({ -not $Running.ContainsKey($_) }) | ForEach-Object { Invoke-Start $_ }
        foreach ($start in $starts) {
            $start.Process.WaitForExit()
            if ($start.Process.ExitCode -ne 0) {
                throw "$($start.Name) did not start: $(Get-Content $start.Log -Raw)"
            }

            $Running[$start.Name] = Get-Server $start.Name $start.Base
        }
    }

    $Name | ForEach-Object { $Running[$_] }
}

<#
.SYNOPSIS
    Ends servers, by their process ids, and removes their folders; without a name all that run.
#>
function Stop-InteropServer {
    param([string[]] $Name = @($Running.Keys))

    foreach ($one in $Name.Where({ $Running.ContainsKey($_) })) {
        $base = $Running[$one].Base
        $said = & sh (Join-Path $PSScriptRoot 'stop.sh') $base 2>&1
        if ($LASTEXITCODE -ne 0) { Write-Warning "$one did not stop: $said" }
        Remove-Item $base -Recurse -Force
        $Running.Remove($one)
    }

    if ($Running.Count -eq 0 -and $Session.Folder) {
        Remove-Item $Session.Folder -Recurse -Force
        $Session.Folder = $null
    }
}

<#
.SYNOPSIS
    Waits until messages for a recipient are delivered, and returns them as they lie in the mailbox.
.OUTPUTS
    Objects with Sender, Recipient, Trace (the header fields that the server put before the message), Path (the file), Start (where in
    it the message itself begins) and LineEnd (CRLF or LF, as the server keeps the ends of lines).
#>
function Wait-InteropMail {
    param(
        [Parameter(Mandatory)] $Server,
        [Parameter(Mandatory)] [string] $Recipient,
        [int] $Count = 1,
        [int] $TimeoutSeconds = 30
    )

    $clock = [Diagnostics.Stopwatch]::StartNew()
    while ($true) {
        $found = @(Get-Delivery $Server $Recipient)
        if ($found.Count -ge $Count) { return $found }
        if ($clock.Elapsed.TotalSeconds -gt $TimeoutSeconds) {
            throw "$($Server.Name) delivered $($found.Count) of $Count messages to $Recipient in $TimeoutSeconds s."
        }

        # A Maildir is a folder to be looked into again: there is nothing that could be waited on.
        Start-Sleep -Milliseconds 50
    }
}

# Servers, and after them those that have to run behind them.
function Get-WithBehind([string[]] $Name) {
    $Name
    $Name.Where({ $Behind.ContainsKey($_) }).ForEach({ $Behind[$_] })
}

function Get-HomeFolder {
    if (-not $Session.Folder) {
        $folder = Join-Path ([IO.Path]::GetTempPath()) "smtptools-interop-$([IO.Path]::GetRandomFileName().Replace('.', ''))"
        # Servers drop to users of their own, who must be able to come in.
        $null = [IO.Directory]::CreateDirectory($folder, [IO.UnixFileMode]'UserRead,UserWrite,UserExecute,GroupRead,GroupExecute,OtherRead,OtherExecute')
        & sh (Join-Path $PSScriptRoot 'certificates.sh') (Join-Path $folder 'certs')
        if ($LASTEXITCODE -ne 0) { throw 'The certificates of the interop servers could not be made.' }
        $Session.Folder = $folder
    }

    $Session.Folder
}

function Invoke-Start([string] $Name) {
    $folder = Get-HomeFolder
    $base = Join-Path $folder $Name
    $log = Join-Path $folder "$Name.start"
    # The shell sends its words to a file: a daemon that inherited a pipe of ours would hold it open.
    $info = [Diagnostics.ProcessStartInfo]::new('sh')
    '-c', 'exec sh "$0" "$1" > "$2" 2>&1 < /dev/null', (Join-Path $PSScriptRoot $Name 'start.sh'), $base, $log |
        ForEach-Object { $info.ArgumentList.Add($_) }
    $info.Environment['PACKAGES'] = $Packages
    $info.Environment['CERTS'] = Join-Path $folder 'certs'
    $info.Environment['OWNER'] = "$PID"
    # TLSA records for the servers that already run.
    if ($Name -eq 'dns') { $info.Environment['TLSA_PORTS'] = @($Running.Values | ForEach-Object { $_.Ports.Values }) -join ' ' }
    if ($Name -eq 'odd') { $info.Environment['PLAIN_PORT'] = "$($Running['aiosmtpd'].Ports.Plain)" }
    if ($Name -eq 'dovecot') {
        $info.Environment['RELAY_PORT'] = "$($Running['postfix'].Ports.Smtp)"
        'KRB5_CONFIG', 'KRB5_KTNAME' | ForEach-Object { $info.Environment[$_] = $Running['kerberos'].Told[$_] }
    }

    [pscustomobject]@{ Name = $Name; Base = $base; Log = $log; Process = [Diagnostics.Process]::Start($info) }
}

function Get-Server([string] $Name, [string] $Base) {
    $told = Get-Content (Join-Path $Base 'server.env') -Raw | ConvertFrom-StringData
    $ports = @{}
    $told.Keys.Where({ $_ -like '*_PORT' }) | ForEach-Object { $ports[(Get-Culture).TextInfo.ToTitleCase(($_ -replace '_PORT$').ToLowerInvariant())] = [int]$told[$_] }

    [pscustomobject]@{
        Name              = $Name
        HostName          = 'localhost'
        Ports             = $ports
        CaCertificate     = Join-Path $Session.Folder 'certs' 'ca.pem'
        ClientCertificate = Join-Path $Session.Folder 'certs' 'client.pem'
        Mailbox           = $told['MAILBOX']
        LineEnd           = $told['LINE_END']
        Credential        = [pscredential]::new('user', (ConvertTo-SecureString 'secret' -AsPlainText -Force))
        Told              = $told
        Base              = $Base
        Index             = [ordered]@{}
    }
}

# Once delivered, a file of a Maildir never changes: the head of each is read once.
function Get-Delivery($Server, [string] $Recipient) {
    $new = Get-ChildItem (Join-Path $Server.Mailbox 'new') -File
    foreach ($file in $new.Where({ -not $Server.Index.Contains($_.FullName) }) | Sort-Object LastWriteTimeUtc) {
        $Server.Index[$file.FullName] = Read-Envelope $file.FullName
    }

    foreach ($path in $Server.Index.Keys) {
        $envelope = $Server.Index[$path]
        if ($Recipient -notin $envelope.Recipients) { continue }

        [pscustomobject]@{
            Sender    = $envelope.Sender
            Recipient = $Recipient
            Trace     = $envelope.Trace
            Path      = $path
            Start     = $envelope.Start
            LineEnd   = $Server.LineEnd
        }
    }
}

function Read-Envelope([string] $Path) {
    $head = [byte[]]::new($MaximumTrace)
    $file = [IO.File]::OpenRead($Path)
    try { $length = $file.ReadAtLeast($head, $head.Length, $false) } finally { $file.Dispose() }

    $trace, $start = Read-Trace $Octets.GetString($head, 0, $length)
    # UTF-8 in the trace of a message sent with SMTPUTF8 (RFC 6531 3.7.3)
    $trace = @($trace | ForEach-Object { [Text.Encoding]::UTF8.GetString($Octets.GetBytes($_)) })
    $fields = $trace | ForEach-Object { $name, $value = $_ -split ':\s*', 2; @{ Name = $name; Value = $value.Trim('<', '>') } }
    @{
        Sender     = @($fields.Where({ $_.Name -eq $SenderField }).Value)[0]
        # None where a server delivered one copy for several and names nobody in it, as Dovecot does.
        Recipients = @($fields.Where({ $_.Name -in $RecipientFields }).ForEach({ $_.Value }))
        Trace      = $trace
        Start      = $start
    }
}

# The trace fields at the top of a message, unfolded, and where the message itself begins.
function Read-Trace([string] $Text) {
    $fields = [Collections.Generic.List[string]]::new()
    $at = 0
    while ($true) {
        $end = $Text.IndexOf("`n", $at)
        if ($end -lt 0) { break }
        # A field goes on over each line that begins with white space (RFC 5322 2.2.3).
        while ($end + 1 -lt $Text.Length -and $Text[$end + 1] -in [char]' ', [char]"`t") {
            $next = $Text.IndexOf("`n", $end + 1)
            if ($next -lt 0) { break }
            $end = $next
        }

        $field = $Text.Substring($at, $end - $at) -replace '\r?\n', '' -replace '\r$', ''
        if (($field -split ':', 2)[0] -notin $TraceFields) { break }
        $fields.Add($field)
        $at = $end + 1
    }

    $fields.ToArray(), $at
}

Export-ModuleMember -Function Test-InteropServerAvailable, Start-InteropServer, Stop-InteropServer, Wait-InteropMail
