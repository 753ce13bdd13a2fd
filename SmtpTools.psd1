@{
    # Windows PowerShell 5.1 loads the .NET Framework build, PowerShell 7.4 and later the .NET 8 build.
    RootModule             = if ($PSEdition -eq 'Core') { 'core/SmtpTools.PowerShell.dll' } else { 'desktop/SmtpTools.PowerShell.dll' }
    # The engine is loaded with the module, so that a script can name its types: [SmtpTools.SmtpReply].
    RequiredAssemblies     = if ($PSEdition -eq 'Core') { 'core/SmtpTools.dll' } else { 'desktop/SmtpTools.dll' }
    ModuleVersion          = '0.1.0'
    GUID                   = '5f0d6c9e-3c0b-4f6a-9b1e-2a7f4d8e6b10'
    Author                 = 'The SmtpTools authors'
    CompanyName            = 'The SmtpTools authors'
    Copyright              = 'Copyright (c) The SmtpTools authors. MIT licence.'
    Description            = 'Send, receive and test mail over SMTP. Send-SmtpMessage takes the place of Send-MailMessage and tells what the server answered for each recipient; Test-SmtpServer shows what a server offers and how its TLS stands; Start-SmtpListener captures mail for tests. Every output is an object.'
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Core', 'Desktop')
    FormatsToProcess       = @(
        'SmtpTools.Authentication.Format.ps1xml'
        'SmtpTools.Capture.Format.ps1xml'
        'SmtpTools.Diagnosis.Format.ps1xml'
        'SmtpTools.Dns.Format.ps1xml'
        'SmtpTools.Measurement.Format.ps1xml'
        'SmtpTools.Messages.Format.ps1xml'
        'SmtpTools.Protection.Format.ps1xml'
        'SmtpTools.SenderPolicy.Format.ps1xml'
        'SmtpTools.Sending.Format.ps1xml'
        'SmtpTools.Status.Format.ps1xml'
        'SmtpTools.TransportPolicy.Format.ps1xml'
    )
    TypesToProcess         = @('SmtpTools.Types.ps1xml')
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()
    CmdletsToExport        = @(
        'Compare-SmtpServer'
        'Connect-SmtpServer'
        'ConvertTo-MonitoringResult'
        'Disconnect-SmtpServer'
        'Export-MailDomainReport'
        'Export-SmtpMessage'
        'Export-SmtpServerReport'
        'Get-SmtpSession'
        'Get-SmtpStatus'
        'Import-SmtpMessage'
        'Invoke-SmtpCommand'
        'Measure-SmtpServer'
        'New-DkimKey'
        'New-SmtpAttachment'
        'New-SmtpMessage'
        'Protect-SmtpMessage'
        'Receive-SmtpMessage'
        'Resolve-BimiRecord'
        'Resolve-DkimKey'
        'Resolve-DmarcPolicy'
        'Resolve-MailExchanger'
        'Resolve-MtaStsPolicy'
        'Resolve-SpfRecord'
        'Resolve-TlsaRecord'
        'Resolve-TlsReportingPolicy'
        'Send-SmtpMessage'
        'Start-SmtpListener'
        'Stop-SmtpListener'
        'Test-MailAuthentication'
        'Test-MailDomain'
        'Test-SmtpRecipient'
        'Test-SmtpServer'
        'Test-SpfSender'
        'Unprotect-SmtpMessage'
    )
    PrivateData            = @{
        PSData = @{
            Tags = @('SMTP', 'Email', 'Mail', 'MX', 'TLS', 'STARTTLS', 'Send-MailMessage', 'Windows', 'Linux', 'MacOS', 'PSEdition_Core', 'PSEdition_Desktop')
        }
    }
}
