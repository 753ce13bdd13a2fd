# Another module may have brought other versions of the packages that we use into PowerShell's own load context.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $rivals = Join-Path $Root out tools rivals
}

Describe 'Beside another module with other versions of our packages' {
    It 'uses its own <_>, and leaves the other one as it is' -ForEach 'MimeKit', 'DnsClient', 'BouncyCastle.Cryptography' {
        $ours, $theirs = Invoke-FreshPwsh {
            param($module, $rivals, $name)
            $theirs = [Reflection.Assembly]::LoadFrom((Join-Path $rivals "$name.dll"))
            Import-Module $module
            $gate = [Reflection.Assembly]::Load('SmtpTools.Mail')
            $context = [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($gate)
            $ours = $context.LoadFromAssemblyName([Reflection.AssemblyName]$name)
            $ours.Location
            $theirs.Location
            if ([Runtime.Loader.AssemblyLoadContext]::Default.LoadFromAssemblyName([Reflection.AssemblyName]$name) -ne $theirs) { throw 'The default context changed.' }
        } $rivals, $_

        $ours | Should -Be (Join-Path (Get-Module SmtpTools).ModuleBase core packages "$_.dll")
        $theirs | Should -Be (Join-Path $rivals "$_.dll")
        (Get-Item $ours).VersionInfo.FileVersion | Should -Not -Be (Get-Item $theirs).VersionInfo.FileVersion
    }

    It 'shares the types of the engine between both contexts' {
        Invoke-FreshPwsh {
            param($module)
            Import-Module $module
            $gate = [Reflection.Assembly]::Load('SmtpTools.Mail')
            $context = [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($gate)
            $context.LoadFromAssemblyName([Reflection.AssemblyName]'SmtpTools') -eq [SmtpTools.SmtpReply].Assembly
        } | Should -Be $true
    }

    It 'answers for SmtpTools.Mail as long as one runspace has the module' {
        Invoke-FreshPwsh {
            param($module)
            Import-Module $module
            $null = [powershell]::Create().AddScript('Import-Module $args[0]').AddArgument($module).Invoke()
            Remove-Module SmtpTools
            [Reflection.Assembly]::Load('SmtpTools.Mail').GetName().Name
        } | Should -Be 'SmtpTools.Mail'
    }

    It 'answers for nothing once the module is removed' {
        Invoke-FreshPwsh {
            param($module)
            Import-Module $module
            Remove-Module SmtpTools
            try { [Reflection.Assembly]::Load('SmtpTools.Mail') } catch [IO.FileNotFoundException] { 'not found' }
        } | Should -Be 'not found'
    }
}
