BeforeAll {
    . $PSScriptRoot/Common.ps1
}

Describe 'New-DkimKey' {
    It 'makes a <KeyType> key with its record' -ForEach @(
        @{ KeyType = 'Rsa'; Bits = 2048; Strings = 2 }
        @{ KeyType = 'Ed25519'; Bits = 256; Strings = 1 }
    ) {
        $folder = (New-Item (Join-Path $TestDrive $KeyType) -ItemType Directory).FullName
        $key = New-DkimKey example.com -Selector s1 -KeyType $KeyType -Path $folder -ErrorAction Stop
        $key | Should -BeOfType SmtpTools.DkimKeyFile
        $key.Path | Should -Be (Join-Path $folder example.com.s1.pem)
        $key.KeyBits | Should -Be $Bits
        $key.Record.Name | Should -Be s1._domainkey.example.com
        $key.Record.Strings | Should -HaveCount $Strings
        $key.Record.Strings | ForEach-Object { $_.Length | Should -BeLessOrEqual 255 }
        -join $key.Record.Strings | Should -BeExactly $key.Record.Value

        $record = [SmtpTools.DkimKeyRecordParser]::Parse($key.Record.Value)
        $record.IsValid | Should -BeTrue
        $record.KeyType | Should -Be $KeyType
        $record.KeyBits | Should -Be $Bits
        Get-Content $key.Path -Raw | Should -Match '^-----BEGIN PRIVATE KEY-----\n(?s:.*)\n-----END PRIVATE KEY-----\n$'
        ($key | Format-List | Out-String) | Should -Not -BeLike '*PRIVATE*'
    }

    It 'writes a file that its owner alone may read' -Skip:$IsWindows {
        $key = New-DkimKey example.com -Selector s2 -KeyType Ed25519 -Path (Join-Path $TestDrive s2.pem)
        [int](Get-Item $key.Path).UnixFileMode | Should -Be 0x180

        chmod 644 $key.Path
        $null = New-DkimKey example.com -Selector s2 -KeyType Ed25519 -Path $key.Path -Force
        [int](Get-Item $key.Path).UnixFileMode | Should -Be 0x180
    }

    It 'writes a file for the current user alone' -Skip:(-not $IsWindows) {
        $key = New-DkimKey example.com -Selector s2 -KeyType Ed25519 -Path (Join-Path $TestDrive s2.pem)
        $access = Get-Acl $key.Path
        $access.AreAccessRulesProtected | Should -BeTrue
        $access.Access | Should -HaveCount 1
    }

    It 'leaves a file that is there alone without -Force' {
        $path = Join-Path $TestDrive there.pem
        Set-Content $path old
        $key = New-DkimKey example.com -Selector s3 -KeyType Ed25519 -Path $path -ErrorVariable failure -ErrorAction SilentlyContinue
        $key | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -Be 'DkimKeyFileNotWritten,SmtpTools.Commands.NewDkimKeyCommand'
        Get-Content $path | Should -Be old
        (New-DkimKey example.com -Selector s3 -KeyType Ed25519 -Path $path -Force).Path | Should -Be $path
        Get-ChildItem $TestDrive -Filter *.tmp | Should -BeNullOrEmpty
    }

    It 'writes nothing with -WhatIf, and nothing for <Domain> and <Selector>' -ForEach @(
        @{ Domain = 'a b'; Selector = 's1' }
        @{ Domain = 'example.com'; Selector = '../s1' }
        @{ Domain = 'example.com'; Selector = ('a' * 64) }
    ) {
        $folder = (New-Item (Join-Path $TestDrive (New-Guid)) -ItemType Directory).FullName
        New-DkimKey example.com -Selector s1 -Path $folder -WhatIf | Should -BeNullOrEmpty
        $null = New-DkimKey $Domain -Selector $Selector -KeyType Ed25519 -Path $folder -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -Be 'DkimKeyNameInvalid,SmtpTools.Commands.NewDkimKeyCommand'
        Get-ChildItem $folder | Should -BeNullOrEmpty
    }

    It 'sets flags and takes domains from the pipeline' {
        $folder = (New-Item (Join-Path $TestDrive many) -ItemType Directory).FullName
        $keys = 'a.example', 'bücher.example' | New-DkimKey -Selector s1 -KeyType Ed25519 -Path $folder -Testing -Strict
        $keys.Domain | Should -Be a.example, xn--bcher-kva.example
        $keys[0].Record.Value | Should -BeLike 'v=DKIM1; k=ed25519; t=y:s; p=*'
        $keys[0].Record.ZoneLine | Should -Be "s1._domainkey.a.example. IN TXT `"$($keys[0].Record.Value)`""
    }

    It 'refuses a short key' {
        { New-DkimKey example.com -Selector s1 -KeySize 1024 } | Should -Throw -ErrorId '*ParameterArgumentValidationError*'
    }
}
