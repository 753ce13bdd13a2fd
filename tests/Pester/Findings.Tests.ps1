BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $Root/build/FindingsPage.ps1
}

Describe 'docs/findings.md' {
    It 'is what the code says' {
        Get-Content $Root/docs/findings.md -Raw | Should -BeExactly (Get-FindingsPage) -Because 'build/New-FindingsPage.ps1 makes it'
    }
}
