BeforeDiscovery {
    . $PSScriptRoot/Common.ps1
    $outputTypes = Get-Command -Module SmtpTools | ForEach-Object { $_.OutputType.Name } |
        Where-Object { $_ -like 'SmtpTools.*' } | Sort-Object -Unique
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $base = (Get-Module SmtpTools).ModuleBase
    $manifestFile = Join-Path $base SmtpTools.psd1
}

Describe 'The manifest' {
    It 'is valid' {
        Test-ModuleManifest $manifestFile -ErrorAction Stop | Should -Not -BeNullOrEmpty
    }

    It 'serves Windows PowerShell 5.1 and PowerShell 7' {
        $manifest = Test-ModuleManifest $manifestFile
        $manifest.PowerShellVersion | Should -Be '5.1'
        $manifest.CompatiblePSEditions | Sort-Object | Should -Be 'Core', 'Desktop'
    }

    It 'lists by name what the cmdlet assembly has, and nothing else' {
        $listed = (Test-ModuleManifest $manifestFile).ExportedCommands.Keys | Sort-Object
        $assembly = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'SmtpTools.PowerShell' }
        $real = foreach ($type in $assembly.GetExportedTypes()) {
            $cmdlet = [Reflection.CustomAttributeExtensions]::GetCustomAttribute($type, [Management.Automation.CmdletAttribute])
            if ($cmdlet) { "$($cmdlet.VerbName)-$($cmdlet.NounName)" }
        }

        $listed | Should -Be ($real | Sort-Object)
        (Get-Command -Module SmtpTools).Name | Sort-Object | Should -Be $listed
        Get-Content $manifestFile -Raw | Should -Not -Match "Export\s*=.*\*"
    }

    It 'gives assemblies and module one version' {
        (Get-Module SmtpTools).Version | Should -Be ([SmtpTools.SmtpReply].Assembly.GetName().Version.ToString(3))
    }
}

Describe 'Importing' {
    It 'loads the cmdlets and the engine, and no package' {
        $loaded = Invoke-FreshPwsh {
            param($module)
            $before = [AppDomain]::CurrentDomain.GetAssemblies()
            Import-Module $module
            $new = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_ -notin $before }
            $packages = Get-ChildItem (Join-Path (Get-Module SmtpTools).ModuleBase core packages) -Filter *.dll
            $new | ForEach-Object { $_.GetName().Name } | Where-Object { $_ -like 'SmtpTools*' -or $_ -in $packages.BaseName } | Sort-Object
        }

        $loaded | Should -Be 'SmtpTools', 'SmtpTools.PowerShell'
    }

    It 'makes no load context before a cmdlet needs it' {
        Invoke-FreshPwsh {
            param($module)
            Import-Module $module
            [Runtime.Loader.AssemblyLoadContext]::All.Name
        } | Should -Be 'Default'
    }

    It 'lets a script name the types of the engine' {
        Invoke-FreshPwsh { param($module) Import-Module $module; [SmtpTools.SmtpReply].FullName } | Should -Be 'SmtpTools.SmtpReply'
    }

    It 'works again with -Force, and after Remove-Module' {
        Invoke-FreshPwsh {
            param($module)
            Import-Module $module
            Import-Module $module -Force
            Import-Module $module -Force
            Remove-Module SmtpTools
            Get-Command Send-SmtpMessage -ErrorAction Ignore | ForEach-Object { throw 'Removed, and still there.' }
            Import-Module $module
            (Get-Module SmtpTools).Name
        } | Should -Be 'SmtpTools'
    }
}

Describe 'Output types' {
    It '<_> has a table or list view' -ForEach $outputTypes {
        Get-FormatData -TypeName $_ -PowerShellVersion $PSVersionTable.PSVersion | Should -Not -BeNullOrEmpty
    }
}

# It can't be run here: that it is whole is what can be told from its files.
Describe 'The build for Windows PowerShell' {
    It 'has every assembly that its assemblies refer to, at that version or a later one' {
        $files = Get-ChildItem (Join-Path $base desktop) -Filter *.dll
        $shipped = @{}
        foreach ($file in $files) {
            $name = [Reflection.AssemblyName]::GetAssemblyName($file.FullName)
            $shipped[$name.Name] = $name.Version
        }

        # System.ValueTuple and RuntimeInformation are asked for at versions that the framework has not; the module's loader answers for them.
        $framework = '^(mscorlib|netstandard|Microsoft\.CSharp|System(\.(ValueTuple|Reflection\.Emit\.(ILGeneration|Lightweight)|Runtime\.InteropServices\.RuntimeInformation|Core|Data(\.DataSetExtensions)?|Drawing|Net\.Http|Numerics|Security|Runtime\.Serialization|Transactions|Xml(\.Linq)?|Management\.Automation|IO\.Compression(\.FileSystem)?|ComponentModel\.Composition))?)$'
        $missing = foreach ($file in $files) {
            $stream = [IO.File]::OpenRead($file.FullName)
            $image = [Reflection.PortableExecutable.PEReader]::new($stream)
            $metadata = [Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($image)
            foreach ($handle in $metadata.AssemblyReferences) {
                $reference = $metadata.GetAssemblyReference($handle).GetAssemblyName()
                $there = if ($shipped.ContainsKey($reference.Name)) { $shipped[$reference.Name] -ge $reference.Version } else { $reference.Name -match $framework }
                if (-not $there) { "$($file.Name) needs $($reference.Name) $($reference.Version)" }
            }

            $image.Dispose()
            $stream.Dispose()
        }

        $missing | Should -BeNullOrEmpty
    }
}
