# Dot-sourced by the test files that need a server which plays a script, after Common.ps1.
Import-TestServer

# Starts a server that plays the steps which $Script adds to its argument, on every connection. To be disposed of.
function Start-ScriptedServer([scriptblock] $Script) {
    [SmtpTools.TestServer.ScriptedServer]::Start([Action[SmtpTools.TestServer.Script]]$Script)
}

# A port of 127.0.0.1 on which nothing listens.
function Get-ClosedPort {
    $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $listener.LocalEndpoint.Port
    $listener.Stop()
}
