# Another module may have brought other versions of the packages that we use into PowerShell's own load context.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $rivals = Join-Path $Root out tools rivals
}

Describe 'Beside another module with other versions of our packages' {
    It 'uses its own, and leaves the other ones as they are' {
        Invoke-FreshPwsh {
            param($module, $rivals)
            $theirs = Get-ChildItem $rivals | ForEach-Object { [Reflection.Assembly]::LoadFrom($_.FullName) }
            Import-Module $module
            $gate = [Reflection.Assembly]::Load('SmtpTools.Mail')
            $context = [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($gate)
            foreach ($their in $theirs) {
                $name = [Reflection.AssemblyName]$their.GetName().Name
                $our = $context.LoadFromAssemblyName($name)
                $default = [Runtime.Loader.AssemblyLoadContext]::Default.LoadFromAssemblyName($name)
                "$name $($default -eq $their) $($our -ne $their) $(Split-Path (Split-Path $our.Location) -Leaf)"
            }
        } $rivals | Sort-Object | Should -Be @(
            'BouncyCastle.Cryptography True True packages'
            'DnsClient True True packages'
            'MimeKit True True packages'
        )
    }

    It 'sends and reads a message, after a second import and after a removal too' {
        Invoke-FreshPwsh {
            param($module, $rivals)
            Get-ChildItem $rivals | ForEach-Object { $null = [Reflection.Assembly]::LoadFrom($_.FullName) }

            # Sending builds the message and reading takes it apart: both are MimeKit's work.
            function Send-Once([string] $subject) {
                $listener = Start-SmtpListener
                $sent = Send-SmtpMessage -SmtpServer 127.0.0.1 -Port $listener.Port -Security None -From ana@example.org -To bo@example.com -Subject $subject -Body 'Grüße'
                $message = Receive-SmtpMessage $listener -Timeout 10
                Stop-SmtpListener $listener
                "$($sent.State) $($message.Subject) $($message.Message.TextBody.Trim())"
            }

            Import-Module $module
            Send-Once first
            Import-Module $module -Force
            Send-Once again
            Remove-Module SmtpTools
            Import-Module $module
            Send-Once anew
            [Runtime.Loader.AssemblyLoadContext]::Default.Assemblies | Where-Object { $_.GetName().Name -eq 'MimeKit' } |
                ForEach-Object { Split-Path (Split-Path $_.Location) -Leaf }
        } $rivals | Should -Be 'Sent first Grüße', 'Sent again Grüße', 'Sent anew Grüße', 'rivals'
    }

    It 'resolves over its own DnsClient' {
        Invoke-FreshPwsh {
            param($module, $rivals)
            Get-ChildItem $rivals | ForEach-Object { $null = [Reflection.Assembly]::LoadFrom($_.FullName) }
            Import-Module $module
            # Nothing listens there. Who asked is what counts.
            $null = Resolve-MailExchanger example.org -DnsServer 127.0.0.1:1 -ErrorAction SilentlyContinue
            $packages = [Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -EQ 'SmtpTools packages'
            $packages.Assemblies | Where-Object { $_.GetName().Name -eq 'DnsClient' } | ForEach-Object { Split-Path (Split-Path $_.Location) -Leaf }
        } $rivals | Should -Be 'packages'
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
