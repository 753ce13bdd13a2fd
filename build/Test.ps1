# The task Test of build.ps1: three kinds of test, one sum.

function Invoke-Test {
    $results = Join-Path $Out 'results'
    Remove-Item $results -Recurse -Force -ErrorAction Ignore
    $null = New-Item $results -ItemType Directory

    # Servers are brought while the module is built and the other tests run.
    $servers = Start-InteropInstallation $results
    Invoke-Build
    Invoke-DotNet build (Join-Path $Root 'build' 'Tools.csproj') -restore '-target:LayOutTools' --verbosity quiet

    $sums = @(
        Invoke-XunitTest 'SmtpTools.Tests' $results
        # The engine once more, as Windows PowerShell loads it: what .NET Framework has no way to do is marked in the tests.
        Invoke-XunitTest 'SmtpTools.Tests.NetStandard' $results -Filter 'Needs!=net8.0'
        Invoke-PesterTest Pester $results
        Invoke-InteropTest $results (Wait-InteropInstallation $servers)
    )

    $passed, $failed, $skipped = foreach ($kind in 'Passed', 'Failed', 'Skipped') { ($sums | Measure-Object $kind -Sum).Sum }
    $sums | Format-Table | Out-String | Write-Host
    Write-Host "$passed passed, $failed failed, $skipped skipped"
    if ($failed -gt 0 -or $passed -eq 0) {
        exit 1
    }
}

function Invoke-XunitTest([string] $Project, [string] $Results, [string] $Filter) {
    $trx = Join-Path $Results "$Project.trx"
    $chosen = if ($Filter) { '--filter', $Filter }
    & dotnet test (Join-Path $Root 'tests' $Project) --configuration $Configuration --verbosity quiet --nologo @chosen `
        --results-directory $Results --logger "trx;LogFileName=$Project.trx" --logger 'console;verbosity=minimal' `
        --blame-hang-timeout 5m --blame-hang-dump-type none | Out-Host
    $exit = $LASTEXITCODE
    if (-not (Test-Path $trx)) {
        throw "The tests of $Project did not run: dotnet test ended with exit code $exit."
    }

    $counters = ([xml](Get-Content $trx -Raw)).TestRun.ResultSummary.Counters
    $failed = [int]$counters.total - [int]$counters.passed - [int]$counters.notExecuted
    # A host that crashed or hung counts, whatever its results say.
    if ($exit -ne 0 -and $failed -eq 0) {
        $failed = 1
    }

    [pscustomobject]@{ Kind = $Project; Passed = [int]$counters.passed; Failed = $failed; Skipped = [int]$counters.notExecuted }
}

# Runs the Pester files of one folder under tests/ in a process of their own, as a user's session would have it.
function Invoke-PesterTest([string] $Folder, [string] $Results) {
    $path = Join-Path $Root 'tests' $Folder
    $sum = Join-Path $Results "$Folder.json"
    $pester = Join-Path $Out 'tools' 'Pester'
    & $Pwsh @PwshArgument -NoProfile -NonInteractive -File (Join-Path $Root 'build' 'Invoke-Pester.ps1') -Path $path -Pester $pester -Sum $sum | Out-Host
    if (-not (Test-Path $sum)) {
        throw "The Pester tests in tests/$Folder did not run to their end: exit code $LASTEXITCODE."
    }

    Get-Content $sum -Raw | ConvertFrom-Json
}

# Real servers. Under CI=true none may be missing. $Absent tells why they were not brought; empty where they were.
function Invoke-InteropTest([string] $Results, [string] $Absent) {
    if ($absent -and $env:CI -eq 'true') {
        throw "The interop servers are not to be had: $absent"
    }
    if ($absent) {
        Write-Host "The interop servers were not installed: $absent"
    }

    $sum = Invoke-PesterTest Interop $Results
    foreach ($group in $sum.SkippedGroups) {
        $why = $group.Reason, $absent, 'its tests tell no reason' | Where-Object { $_ } | Select-Object -First 1
        Write-Host "Skipped: $($group.Name): $why"
    }

    if ($env:CI -eq 'true' -and $sum.Skipped -gt 0) {
        Write-Host 'With CI=true a skipped interop test is a failed one.'
        $sum.Failed += $sum.Skipped
        $sum.Skipped = 0
    }

    $sum
}

# Begins to install the servers; where that can't be, the result says why.
function Start-InteropInstallation([string] $Results) {
    $script = Join-Path $Root 'tests' 'Interop' 'install.sh'
    $absent = if (-not (Test-Path '/etc/debian_version')) { 'this system is not Debian' } elseif ((& id -u) -ne '0') { 'this is not root' }
    $log = Join-Path $Results 'install.log'
    $process = if (-not $absent) {
        Start-Process sh -ArgumentList $script, (Join-Path $Out 'interop' 'pkgs') -RedirectStandardOutput $log -RedirectStandardError "$log.errors" -PassThru
    }

    [pscustomobject]@{ Absent = $absent; Process = $process; Log = $log }
}

# Waits for the servers, or says why they are not there.
function Wait-InteropInstallation($Installation) {
    if ($Installation.Absent) {
        return $Installation.Absent
    }

    $Installation.Process.WaitForExit()
    Get-Content $Installation.Log, "$($Installation.Log).errors" | Out-Host
    if ($Installation.Process.ExitCode -ne 0) {
        return "tests/Interop/install.sh ended with exit code $($Installation.Process.ExitCode)"
    }
}
