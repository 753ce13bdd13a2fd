# Dot-sourced by the tests of S/MIME: throw-away certificates for mail.

# A certificate for a mail address, with its private key, signed by -Issuer or by itself.
function New-MailCertificate {
    param(
        [string] $Address,
        [Security.Cryptography.X509Certificates.X509Certificate2] $Issuer,
        [switch] $Authority,
        [Security.Cryptography.X509Certificates.X509KeyUsageFlags] $Usage = 'DigitalSignature, KeyEncipherment',
        [string] $Purpose = '1.3.6.1.5.5.7.3.4',
        [datetime] $NotBefore = [datetime]::UtcNow.AddDays(-10),
        [datetime] $NotAfter = [datetime]::UtcNow.AddDays(10),
        [Security.Cryptography.X509Certificates.X509Extension[]] $Extension = @()
    )

    $key = [Security.Cryptography.RSA]::Create(2048)
    $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new("CN=$Address", $key, 'SHA256', [Security.Cryptography.RSASignaturePadding]::Pkcs1)
    $request.CertificateExtensions.Add([Security.Cryptography.X509Certificates.X509BasicConstraintsExtension]::new([bool] $Authority, $false, 0, $true))
    if ($Authority) {
        $request.CertificateExtensions.Add([Security.Cryptography.X509Certificates.X509KeyUsageExtension]::new('KeyCertSign, CrlSign', $true))
        return $request.CreateSelfSigned($NotBefore.AddDays(-1), $NotAfter.AddDays(1))
    }

    $names = [Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder]::new()
    $names.AddEmailAddress($Address)
    $request.CertificateExtensions.Add($names.Build())
    $request.CertificateExtensions.Add([Security.Cryptography.X509Certificates.X509KeyUsageExtension]::new($Usage, $true))
    $purposes = [Security.Cryptography.OidCollection]::new()
    $null = $purposes.Add([Security.Cryptography.Oid]::new($Purpose))
    $request.CertificateExtensions.Add([Security.Cryptography.X509Certificates.X509EnhancedKeyUsageExtension]::new($purposes, $false))
    foreach ($one in $Extension) { $request.CertificateExtensions.Add($one) }
    if (-not $Issuer) {
        return $request.CreateSelfSigned($NotBefore, $NotAfter)
    }

    $serial = [guid]::NewGuid().ToByteArray()
    $serial[0] = $serial[0] -band 0x7F
    $signed = $request.Create($Issuer, $NotBefore, $NotAfter, $serial)
    [Security.Cryptography.X509Certificates.RSACertificateExtensions]::CopyWithPrivateKey($signed, $key)
}

function ConvertTo-Password([string] $Text) {
    $password = [securestring]::new()
    $Text.ToCharArray() | ForEach-Object { $password.AppendChar($_) }
    $password
}

# Writes a certificate as a file: .pfx with its key, .pem with or without it, .cer.
function Export-MailCertificate($Certificate, [string] $Path, [string] $Password, [switch] $WithKey) {
    switch ([IO.Path]::GetExtension($Path)) {
        .pfx { [IO.File]::WriteAllBytes($Path, $Certificate.Export('Pfx', $Password)) }
        .cer { [IO.File]::WriteAllBytes($Path, $Certificate.RawData) }
        .pem {
            $text = $Certificate.ExportCertificatePem()
            if ($WithKey) {
                $key = [Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($Certificate)
                $text += "`n" + $(if ($Password) {
                        $parameters = [Security.Cryptography.PbeParameters]::new('Aes256Cbc', 'SHA256', 1000)
                        $key.ExportEncryptedPkcs8PrivateKeyPem($Password.ToCharArray(), $parameters)
                    } else { $key.ExportPkcs8PrivateKeyPem() })
            }

            Set-Content $Path $text
        }
    }

    $Path
}
