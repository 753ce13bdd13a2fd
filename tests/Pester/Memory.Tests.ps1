<#
    A large attachment goes from file to socket, encoded on the way, and is never held in memory. The sender is a process of its own, whose
    highest use of memory Linux tells; another counts what it gets and keeps none of it. With $env:SMTPTOOLS_MEMORY_MIB the file is of that size.
#>
BeforeDiscovery {
    $ways = @(
        @{ Way = 'by DATA'; Offers = @{ DisableExtension = 'Chunking' }; Script = { Send-SmtpMessage @envelope -Attachments $file @server } }
        @{ Way = 'by BDAT'; Offers = @{}; Script = { Send-SmtpMessage @envelope -Attachments $file @server } }
        @{ Way = 'as an object'; Offers = @{}; Script = { New-SmtpMessage @envelope -Attachments $file | Send-SmtpMessage @server } }
        @{ Way = 'signed by DKIM'; Offers = @{}; Script = {
                $key = New-DkimKey example.test s1 -Path $folder
                New-SmtpMessage @envelope -Attachments $file | Protect-SmtpMessage -DkimKey $key | Send-SmtpMessage @server
            }
        }
        @{ Way = 'from and to .eml files'; Offers = @{}; Script = {
                New-SmtpMessage @envelope -Attachments $file | Export-SmtpMessage (Join-Path $folder large.eml) | Import-SmtpMessage | Send-SmtpMessage @server
            }
        }
    )
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $size = if ($env:SMTPTOOLS_MEMORY_MIB) { [long]$env:SMTPTOOLS_MEMORY_MIB * 1MB } else { 256MB }
}

Describe 'Memory' -Skip:(-not $IsLinux) {
    It 'grows by less than 32 MiB where a large file is sent <Way>' -ForEach $ways {
        $listener = Start-SmtpListener -Mode Envelope -MaxMessageSize 4GB @Offers
        try {
            $said = Invoke-FreshPwsh {
                param($ModulePath, $Port, $Size, $Root, $Way)
                Import-Module $ModulePath
                $server = @{ SmtpServer = '127.0.0.1'; Port = $Port; Security = 'None' }
                $envelope = @{ From = 'a@example.test'; To = 'b@example.test'; Subject = 's'; ErrorAction = 'Stop' }
                $send = [scriptblock]::Create($Way)

                function Get-Peak { [long](@((Get-Content /proc/self/status) -match '^VmHWM')[0] -replace '\D') * 1KB }

                # Once with a small file, so that code and buffers are there; then the large one, which is sparse.
                $result = foreach ($length in 3MB, [long]$Size) {
                    $folder = Join-Path $Root $length
                    $null = New-Item $folder -ItemType Directory
                    $file = Join-Path $folder large.bin
                    $stream = [IO.File]::Create($file)
                    $stream.SetLength($length)
                    $stream.Dispose()
                    [GC]::Collect()
                    [IO.File]::WriteAllText('/proc/self/clear_refs', '5')
                    $before = Get-Peak
                    $sent = . $send
                    [pscustomobject]@{ State = "$($sent.State)"; Size = $sent.Size; Growth = (Get-Peak) - $before }
                }

                $result[-1] | ConvertTo-Json -Compress
            } -ArgumentList $listener.Port, $size, (New-Item (Join-Path $TestDrive (New-Guid)) -ItemType Directory).FullName, "$Script"
        }
        finally {
            $listener | Stop-SmtpListener
        }

        $result = $said | ConvertFrom-Json
        $result.State | Should -Be Sent
        $listener.OctetCount | Should -BeGreaterThan ($size / 3 * 4)
        Write-Verbose "$Way`: $([Math]::Round($result.Growth / 1MB, 1)) MiB" -Verbose:([bool]$env:SMTPTOOLS_MEMORY_MIB)
        $result.Growth | Should -BeLessThan 32MB
    }
}
