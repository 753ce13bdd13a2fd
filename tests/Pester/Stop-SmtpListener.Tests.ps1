BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/RawSmtp.ps1
}

Describe 'Stop-SmtpListener' {
    BeforeEach {
        $listener = Start-SmtpListener
    }

    AfterEach {
        $listener.Dispose()
    }

    It 'gives the port back and puts nothing out' {
        Stop-SmtpListener $listener | Should -BeNullOrEmpty
        $listener.IsListening | Should -BeFalse
        { Invoke-RawSmtp $listener QUIT } | Should -Throw
        $again = Start-SmtpListener -Port $listener.Port
        $again.Dispose()
    }

    It 'takes several by pipeline and puts them out with -PassThru' {
        $other = Start-SmtpListener
        $stopped = $listener, $other | Stop-SmtpListener -PassThru
        $stopped | Should -Be $listener, $other
        $stopped.IsListening | Should -Be $false, $false
    }

    It 'stops the only one of the session' {
        Stop-SmtpListener
        $listener.IsListening | Should -BeFalse
    }

    It 'does nothing with -WhatIf' {
        Stop-SmtpListener $listener -WhatIf
        $listener.IsListening | Should -BeTrue
    }

    It 'may be asked twice' {
        $listener | Stop-SmtpListener
        { $listener | Stop-SmtpListener -ErrorAction Stop } | Should -Not -Throw
    }
}
