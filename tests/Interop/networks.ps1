<#
    Tests of servers in a network of their own, with addresses that elsewhere would be other people's: run by Networks.Tests.ps1 under
    `unshare --net`, with the module's path. Writes what the tests found as Clixml.
#>
param([Parameter(Mandatory)] [string] $Module, [Parameter(Mandatory)] [string] $Result)

$ErrorActionPreference = 'Stop'
Import-Module $Module
Import-Module (Join-Path $PSScriptRoot Interop.psm1)
. (Join-Path $PSScriptRoot '..' 'Pester' 'Common.ps1')
Import-TestServer

ip link set lo up
foreach ($address in '8.8.4.4/32', '9.9.9.9/32', '1.1.1.1/32') { ip address add $address dev lo }
$found = @{}

# Block lists, in the zones of Knot by way of Unbound. Nothing listens at the addresses: what is asked is what lists say of them.
$dns = Start-InteropServer dns
try {
    foreach ($list in 'bl', 'public-bl', 'all-bl', 'sold-bl', 'empty-bl') {
        $found[$list] = 'listed.example.test', 'unlisted.example.test' |
            Test-SmtpServer -Port 2525 -DnsServer "127.0.0.1:$($dns.Ports.Dns)" -Check Reputation -BlockList "$list.example.test" -Timeout 2 -Ordered
    }

    $found['lame'] = Test-SmtpServer listed.example.test -Port 2525 -DnsServer "127.0.0.1:$($dns.Ports.Dns)" -Check Reputation -BlockList lame.test -Timeout 2
}
finally { Stop-InteropServer }

# Port 25 is dropped on the way to two networks, and on one of them port 587 answers; a third host is there and has nothing on port 25.
@'
table inet away {
    chain input {
        type filter hook input priority 0
        ip daddr { 8.8.4.4, 9.9.9.9 } tcp dport 25 drop
    }
}
'@ | nft -f -
if ($LASTEXITCODE -ne 0) { throw 'nft refused the rules.' }
$listener = Start-SmtpListener -Address 8.8.4.4 -Port 587
$zone = [SmtpTools.TestServer.LoopbackDns]::Start(@'
blocked.example MX 10 a.blocked.example
blocked.example MX 20 b.blocked.example
a.blocked.example A 8.8.4.4
b.blocked.example A 9.9.9.9
half.example MX 10 a.blocked.example
half.example MX 20 dead.example
dead.example A 1.1.1.1
'@)
try {
    foreach ($domain in 'blocked.example', 'half.example') {
        $found[$domain] = Test-SmtpServer -Domain $domain -DnsServer $zone.Address -Check Reachability, Ports -Timeout 2 | Sort-Object Preference
    }
}
finally {
    $zone.Dispose()
    Stop-SmtpListener $listener
}

$found | Export-Clixml $Result -Depth 6
