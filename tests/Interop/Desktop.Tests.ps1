# What Windows PowerShell loads, run by Mono: the engine's netstandard2.0 build and what is over it for .NET Framework.
Describe '.NET Framework, by Mono' {
    It 'passes the check' {
        if (-not (Get-Command mono -ErrorAction Ignore)) {
            Set-ItResult -Skipped -Because 'Mono is not installed'
            return
        }

        $root = Split-Path (Split-Path $PSScriptRoot)
        $project = Join-Path $root 'tests' 'SmtpTools.DesktopCheck'
        dotnet build $project --configuration Release --verbosity quiet --output $TestDrive | Out-Host
        $LASTEXITCODE | Should -Be 0

        # Mono reads the older encryption of PFX files alone, and no keys but RSA.
        foreach ($name in 'server', 'another') {
            openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=mx.example.test' -addext 'subjectAltName=DNS:mx.example.test' `
                -keyout "$TestDrive/$name.key" -out "$TestDrive/$name.pem" 2>$null
            $LASTEXITCODE | Should -Be 0
        }

        openssl pkcs12 -export -in "$TestDrive/server.pem" -inkey "$TestDrive/server.key" -out "$TestDrive/server.pfx" -passout pass: `
            -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1
        $LASTEXITCODE | Should -Be 0

        $said = @(mono "$TestDrive/SmtpTools.DesktopCheck.exe" "$TestDrive/server.pfx" "$TestDrive/another.pem" 2>&1)
        $LASTEXITCODE | Should -Be 0 -Because ($said -join "`n")
        $said[-1] | Should -Be '16 passed, 0 failed'
    }
}
