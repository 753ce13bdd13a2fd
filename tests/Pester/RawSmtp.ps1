# Dot-sourced by the tests of the listener: a client of exact lines, so that they need no other part of the module.

# Sends each line when the reply to the one before has come, and returns all that the server said.
function Invoke-RawSmtp($Listener, [string[]] $Line) {
    $client = [Net.Sockets.TcpClient]::new()
    try {
        $client.Connect($Listener.Endpoint)
        $client.ReceiveTimeout = 10000
        $reader = [IO.StreamReader]::new($client.GetStream())
        $said = [Collections.Generic.List[string]]::new()
        $readReply = {
            do {
                $read = $reader.ReadLine()
                $said.Add($read)
            } while ($read -match '^\d{3}-')
        }
        & $readReply
        foreach ($one in $Line) {
            $octets = [Text.Encoding]::UTF8.GetBytes("$one`r`n")
            $client.GetStream().Write($octets, 0, $octets.Length)
            & $readReply
        }

        $said -join "`r`n"
    }
    finally {
        $client.Dispose()
    }
}

function Send-RawMessage($Listener, [string] $Recipient = 'bo@example.com', [string] $Subject = 'Test') {
    $said = Invoke-RawSmtp $Listener 'EHLO client.example', 'MAIL FROM:<ana@example.org>', "RCPT TO:<$Recipient>", 'DATA', "Subject: $Subject`r`n`r`nHello`r`n.", 'QUIT'
    $said | Should -Match 'queued as'
}
