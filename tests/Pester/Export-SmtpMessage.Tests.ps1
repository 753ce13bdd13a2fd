BeforeAll {
    . $PSScriptRoot/Common.ps1
    $message = New-SmtpMessage -From ana@example.org -To bo@example.com -Subject Report -Body "From the start`n>From quoted`nend"
    function New-Folder { (New-Item -ItemType Directory (Join-Path $TestDrive (New-Guid))).FullName }
}

Describe 'Export-SmtpMessage' {
    It 'writes a file that is the message octet for octet, and opens again' {
        $file = $message | Export-SmtpMessage -Path (Join-Path (New-Folder) report.eml)
        $file | Should -BeOfType System.IO.FileInfo
        [IO.File]::ReadAllBytes($file.FullName) | Should -Be $message.ToOctets()
        (Import-SmtpMessage $file.FullName).MessageId | Should -Be $message.MessageId
    }

    It 'replaces a file only when told to' {
        $path = Join-Path (New-Folder) report.eml
        Set-Content $path old
        { $message | Export-SmtpMessage -Path $path -ErrorAction Stop } | Should -Throw '*-Force*' -ErrorId 'FileUnreadable,*'
        Get-Content $path | Should -Be old
        $null = $message | Export-SmtpMessage -Path $path -Force
        (Import-SmtpMessage $path).Subject | Should -Be Report
    }

    It 'writes a message over the very file that it was opened from' {
        $path = Join-Path (New-Folder) same.eml
        $null = $message | Export-SmtpMessage -Path $path
        $null = Import-SmtpMessage $path | Export-SmtpMessage -Path $path -Force
        [IO.File]::ReadAllBytes($path) | Should -Be $message.ToOctets()
    }

    It 'gives each message in a folder a name of its own, from which nothing leads out' {
        $folder = New-Folder
        $subjects = 'same', 'same', '../../etc/passwd', 'a:b|c*?', '', 'CON', '...'
        $files = $subjects | ForEach-Object { New-SmtpMessage -From a@example.org -To b@example.com -Subject $_ } | Export-SmtpMessage -Path $folder
        $files.Count | Should -Be 7
        $files.DirectoryName | Sort-Object -Unique | Should -Be $folder
        $files.Name | Should -Be 'same.eml', 'same (2).eml', '_.._etc_passwd.eml', 'a_b_c__.eml', 'message.eml', '_CON.eml', 'message (2).eml'
    }

    It 'refuses several messages for one file' {
        $messages = @($message, $message) | Export-SmtpMessage -Path (Join-Path (New-Folder) one.eml) -ErrorVariable failures -ErrorAction SilentlyContinue
        @($messages).Count | Should -Be 1
        $failures[0].Exception.Message | Should -Match 'name a folder'
    }

    It 'appends to an mbox, from which the messages come back as they were' {
        $path = Join-Path (New-Folder) box.mbox
        $null = $message, $message | Export-SmtpMessage -Path $path
        $text = [IO.File]::ReadAllText($path)
        $text | Should -Not -Match "`r"
        $text | Should -Match "(?m)^>From the start`n>>From quoted`n"
        $read = Import-SmtpMessage $path
        $read.Count | Should -Be 2
        $read | ForEach-Object { ([Text.Encoding]::ASCII.GetString($_.ToOctets()) -replace "`r?`n", "`n") | Should -BeExactly ([Text.Encoding]::ASCII.GetString($message.ToOctets()) -replace "`r`n", "`n") }
    }

    It 'delivers into a Maildir, where nothing is left in tmp' {
        $folder = Join-Path (New-Folder) Maildir
        $file = $message | Export-SmtpMessage -Path $folder -Format Maildir
        $null = $message | Export-SmtpMessage -Path $folder
        Split-Path (Split-Path $file.FullName) -Leaf | Should -Be new
        @(Get-ChildItem (Join-Path $folder new)).Count | Should -Be 2
        Get-ChildItem (Join-Path $folder tmp) | Should -BeNullOrEmpty
        (Import-SmtpMessage $folder).Subject | Should -Be Report, Report
    }

    It 'writes what a listener caught' {
        $listener = Start-SmtpListener
        try {
            $null = $message | Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port -Security None
            $file = Receive-SmtpMessage $listener -Timeout 10 | Export-SmtpMessage -Path (New-Folder)
            [IO.File]::ReadAllBytes($file.FullName) | Should -Be $message.ToOctets()
        }
        finally {
            $listener.Dispose()
        }
    }

    It 'takes a message that was serialised, and refuses what is none' {
        $xml = Join-Path $TestDrive message.xml
        $message | Export-Clixml $xml
        $file = Import-Clixml $xml | Export-SmtpMessage -Path (New-Folder)
        [IO.File]::ReadAllBytes($file.FullName) | Should -Be $message.ToOctets()
        { 5 | Export-SmtpMessage -Path (New-Folder) -ErrorAction Stop } | Should -Throw '*Int32 is no message*'
    }

    It 'with -WhatIf writes nothing' {
        $folder = New-Folder
        $message | Export-SmtpMessage -Path $folder -WhatIf | Should -BeNullOrEmpty
        Get-ChildItem $folder | Should -BeNullOrEmpty
    }
}
