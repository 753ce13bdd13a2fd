# The text of docs/findings.md, from the checks of the built module, which is to be imported before.
function Get-FindingsPage {
    $lines = @(
        '# Findings'
        ''
        'What `Test-SmtpServer` may find, by check. Made from the code by `build/New-FindingsPage.ps1`; do not edit.'
        ''
        'A finding of severity Error fails the test. Where two severities are given, the second holds where TLS is required: on the'
        'ports 587 and 465, with a credential, and with `-Security StartTls` or `Tls`.'
    )
    foreach ($check in [SmtpTools.SmtpChecks]::All) {
        $lines += @(
            ''
            "## $($check.Id)"
            ''
            $check.Description
            ''
            "Costs the server $($check.Cost). $(if ($check.IsDefault) { 'Done by default.' } elseif ($check.IsByNameOnly) { "Done with ``-Check $($check.Id)`` only, and not as one of All." } else { "Done with ``-Check $($check.Id)`` or All." })"
        )
        foreach ($kind in $check.Findings) {
            $severity = "$($kind.Severity)"
            if ($kind.SeverityWhereTlsIsRequired -ne $kind.Severity) { $severity += ", $($kind.SeverityWhereTlsIsRequired) where TLS is required" }
            $lines += @(
                ''
                "### $($kind.Id)"
                ''
                "$($kind.Title). $severity."
                ''
                "- Meaning: $($kind.Meaning)"
                "- Remedy: $($kind.Remedy)"
                "- Reference: $($kind.Reference)"
            )
        }
    }

    $lines += @(
        ''
        '# Findings about domains'
        ''
        'What `Test-MailDomain` and the cmdlets about single records may find, by standard.'
    )
    foreach ($group in [SmtpTools.MailDomainTester]::Catalogue) {
        $lines += @(
            ''
            "## $($group.Id)"
            ''
            $group.Description
        )
        foreach ($kind in $group.Kinds) {
            $lines += @(
                ''
                "### $($kind.Id)"
                ''
                "$($kind.Title). $($kind.Severity)."
                ''
                "- Meaning: $($kind.Meaning)"
                "- Remedy: $($kind.Remedy)"
                "- Reference: $($kind.Reference)"
            )
        }
    }

    ($lines -join "`n") + "`n"
}
