BeforeAll {
    . $PSScriptRoot/Common.ps1
    function Get-Content-Of($Attachment) {
        $stream = $Attachment.OpenRead()
        try { [IO.StreamReader]::new($stream).ReadToEnd() } finally { $stream.Dispose() }
    }
}

Describe 'New-SmtpAttachment' {
    It 'names a file anew and leaves it unlocked' {
        $file = Join-Path $TestDrive raw.bin
        Set-Content $file content -NoNewline
        $attachment = New-SmtpAttachment $file -Name 'Bericht für Mai.pdf' -ContentType application/pdf
        $attachment | Should -BeOfType SmtpTools.MailAttachment
        $attachment.Name | Should -Be 'Bericht für Mai.pdf'
        $attachment.Length | Should -Be 7
        $attachment.Path | Should -Be $file
        Get-Content-Of $attachment | Should -Be content
        { Remove-Item $file -ErrorAction Stop } | Should -Not -Throw
    }

    It 'takes files from the pipeline under their own names' {
        Set-Content (Join-Path $TestDrive one.txt) 1
        Set-Content (Join-Path $TestDrive two.txt) 2
        (Get-ChildItem $TestDrive -Filter *.txt | New-SmtpAttachment).Name | Sort-Object | Should -Be 'one.txt', 'two.txt'
    }

    It 'takes octets, text and streams as content' {
        Get-Content-Of (New-SmtpAttachment -Content ([byte[]](65, 66)) -Name a.bin) | Should -Be AB
        Get-Content-Of (New-SmtpAttachment -Content @([byte]65, [byte]66) -Name a.bin) | Should -Be AB
        Get-Content-Of (New-SmtpAttachment -Content 'ä€' -Name a.txt) | Should -Be 'ä€'
        Get-Content-Of (New-SmtpAttachment -Content ([IO.MemoryStream]::new([byte[]](67))) -Name a.bin) | Should -Be C
        { New-SmtpAttachment -Content 5 -Name a.bin -ErrorAction Stop } | Should -Throw '*Int32*' -ErrorId 'InvalidArgument,*'
    }

    It 'says which file is missing' {
        { New-SmtpAttachment (Join-Path $TestDrive missing.pdf) -ErrorAction Stop } | Should -Throw '*missing.pdf*' -ErrorId 'SmtpMessageFileUnusable,*'
    }
}
