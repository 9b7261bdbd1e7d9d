#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
    Sets up a fresh Windows VPS for MetaTrader 5 and MT5 Bridge.
.DESCRIPTION
    Can be run again: what is done already is left alone. -WhatIf shows what would be done. The
    bridge starts in safety mode: nothing is traded. docs/deploy.md has the same steps to do
    yourself, and what remains to be done in MetaTrader.
.EXAMPLE
    .\Install-MT5Bridge.ps1 -BridgeFile .\mt5-bridge.exe -Sha256 0123... -WhatIf
.EXAMPLE
    .\Install-MT5Bridge.ps1 -BridgeUrl https://.../mt5-bridge.exe -Sha256 0123... -AutoLogon
#>
[CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'File')]
param(
    # mt5-bridge.exe as it was downloaded.
    [Parameter(Mandatory, ParameterSetName = 'File')]
    [ValidateScript({ Test-Path -LiteralPath $_ -PathType Leaf })]
    [string] $BridgeFile,

    # Where to download it.
    [Parameter(Mandatory, ParameterSetName = 'Url')]
    [ValidatePattern('^https://')]
    [string] $BridgeUrl,

    # What SHA256SUMS on the page of the release says about mt5-bridge.exe.
    [Parameter(Mandatory)]
    [ValidatePattern('^[0-9A-Fa-f]{64}$')]
    [string] $Sha256,

    # The installer of your broker, or that of MetaQuotes. It must be signed by MetaQuotes.
    [ValidatePattern('^https://')]
    [string] $MetaTraderUrl =
        'https://download.mql5.com/cdn/web/metaquotes.software.corp/mt5/mt5setup.exe',

    [string] $Folder = 'C:\mt5-bridge',

    # The day and hour at which Windows installs its updates; the markets for currencies are closed
    # then. A restart waits for you.
    [ValidateSet('Saturday', 'Sunday')]
    [string] $UpdateDay = 'Saturday',
    [ValidateRange(0, 23)]
    [int] $UpdateHour = 8,

    # Addresses that Remote Desktop may be used from; everywhere when left out.
    [string[]] $RdpFrom = @(),

    # Logs you on after a restart, so that MetaTrader and the bridge start without you. Whoever
    # controls the machine's console is then logged on as well.
    [switch] $AutoLogon,

    # Leave the firewall as it is.
    [switch] $KeepFirewall
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$script:isNewBridge = $false
$exe = Join-Path $Folder 'mt5-bridge.exe'

# Every change is made here: only what is not done yet, not with -WhatIf, and looked at afterwards.
function Invoke-Step {
    [CmdletBinding(SupportsShouldProcess)]
    param([string] $What, [scriptblock] $IsDone, [scriptblock] $Do)
    if (& $IsDone) {
        Write-Host "  [ ok ] $What"
        return
    }
    if (-not $PSCmdlet.ShouldProcess($env:COMPUTERNAME, $What)) { return }
    & $Do
    if (-not (& $IsDone)) { throw "This did not work: $What" }
    Write-Host "  [done] $What"
}

function Get-Value([string] $Path, [string] $Name) {
    $item = Get-ItemProperty -LiteralPath $Path -Name $Name -ErrorAction SilentlyContinue
    if ($null -eq $item) { return $null }
    return $item.$Name
}

# Runs a program and stops when it says that it failed.
function Invoke-Program([string] $Program, [string[]] $Arguments) {
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Program $Arguments ended with code $LASTEXITCODE" }
}

function Wait-Until([string] $What, [int] $Seconds, [scriptblock] $Condition) {
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($watch.Elapsed.TotalSeconds -gt $Seconds) { throw "$What took longer than $Seconds s" }
        Start-Sleep -Seconds 2
    }
}

function Set-Time {
    Write-Host 'Time'
    $peers = 'time.windows.com,0x8 pool.ntp.org,0x8'
    $parameters = 'HKLM:\SYSTEM\CurrentControlSet\Services\W32Time\Parameters'
    $client = 'HKLM:\SYSTEM\CurrentControlSet\Services\W32Time\TimeProviders\NtpClient'
    Invoke-Step 'The clock is set by time servers, every 15 minutes' {
        (Get-Value $parameters 'NtpServer') -eq $peers -and
        (Get-Value $client 'SpecialPollInterval') -eq 900 -and
        (Get-Service W32Time).StartType -eq 'Automatic' -and
        (Get-Service W32Time).Status -eq 'Running'
    } {
        Set-Service W32Time -StartupType Automatic
        Start-Service W32Time
        Set-ItemProperty -LiteralPath $client -Name SpecialPollInterval -Type DWord -Value 900
        Invoke-Program 'w32tm.exe' @(
            '/config', "/manualpeerlist:$peers", '/syncfromflags:manual', '/update')
        Restart-Service W32Time
    }
}

function Set-Power {
    Write-Host 'Power'
    # The names that powercfg has for the plan "High performance", on every language of Windows.
    $plan = '8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c'
    if ((& powercfg.exe /list | Out-String) -match $plan) {
        Invoke-Step 'Power plan for high performance' {
            (& powercfg.exe /getactivescheme | Out-String) -match $plan
        } {
            Invoke-Program 'powercfg.exe' @('/setactive', $plan)
        }
    }
    Invoke-Step 'The machine never sleeps' {
        $sleep = & powercfg.exe /query SCHEME_CURRENT SUB_SLEEP STANDBYIDLE | Out-String
        @([regex]::Matches($sleep, '0x([0-9a-f]{8})\s*$', 'Multiline') |
            Select-Object -Last 2 | Where-Object { $_.Groups[1].Value -ne '00000000' }).Count -eq 0
    } {
        Invoke-Program 'powercfg.exe' @('/change', 'standby-timeout-ac', '0')
        Invoke-Program 'powercfg.exe' @('/change', 'standby-timeout-dc', '0')
    }
}

function Set-Updates {
    Write-Host 'Updates'
    $key = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU'
    $day = @{ Sunday = 1; Saturday = 7 }[$UpdateDay]
    # 4: downloads by itself, installs at the time below.
    $wanted = [ordered]@{
        NoAutoUpdate                  = 0
        AUOptions                     = 4
        ScheduledInstallDay           = $day
        ScheduledInstallTime          = $UpdateHour
        NoAutoRebootWithLoggedOnUsers = 1
    }
    Invoke-Step "Updates are installed on ${UpdateDay}s at $UpdateHour h; a restart waits for you" {
        @($wanted.Keys | Where-Object { (Get-Value $key $_) -ne $wanted[$_] }).Count -eq 0
    } {
        if (-not (Test-Path -LiteralPath $key)) { New-Item -Path $key -Force | Out-Null }
        foreach ($name in $wanted.Keys) {
            Set-ItemProperty -LiteralPath $key -Name $name -Type DWord -Value $wanted[$name]
        }
    }
}

# The groups of rules that stay: Windows needs the first to have a network at all.
$keptGroups = '@FirewallAPI.dll,-25000', '@FirewallAPI.dll,-28752', 'MT5 Bridge'

function Get-RdpPort {
    $key = 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp'
    return [int](Get-Value $key 'PortNumber')
}

function Get-OpenRules {
    return @(Get-NetFirewallRule -Direction Inbound -Enabled True -Action Allow |
        Where-Object { $keptGroups -notcontains $_.Group })
}

function Set-Firewall {
    Write-Host 'Firewall'
    $rdp = 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp'
    Invoke-Step 'Remote Desktop asks for the password before it shows a desktop' {
        (Get-Value $rdp 'UserAuthentication') -eq 1
    } {
        Set-ItemProperty -LiteralPath $rdp -Name UserAuthentication -Type DWord -Value 1
    }
    # A rule of its own, first of all: it also holds where Remote Desktop has another port.
    $port = Get-RdpPort
    $from = if ($RdpFrom.Count -gt 0) { $RdpFrom } else { @('Any') }
    $wanted = "Port $port from $($from -join ', ')"
    Invoke-Step "Port $port is open for Remote Desktop, from $($from -join ', ')" {
        $rule = Get-NetFirewallRule -Name 'mt5-bridge-rdp' -ErrorAction SilentlyContinue
        if ($null -eq $rule -or $rule.Enabled -ne 'True') { return $false }
        # Windows writes addresses in a way of its own, so what was wanted is in the description.
        return $rule.Description -eq $wanted
    } {
        Remove-NetFirewallRule -Name 'mt5-bridge-rdp' -ErrorAction SilentlyContinue
        New-NetFirewallRule -Name 'mt5-bridge-rdp' -DisplayName 'Remote Desktop (MT5 Bridge)' `
            -Description $wanted -Group 'MT5 Bridge' -Direction Inbound -Action Allow -Protocol TCP `
            -LocalPort $port -RemoteAddress $from | Out-Null
    }
    if ($RdpFrom.Count -gt 0) {
        Invoke-Step 'The rules of Windows for Remote Desktop are off: they admit every address' {
            @(Get-NetFirewallRule -Group '@FirewallAPI.dll,-28752' -ErrorAction SilentlyContinue |
                Where-Object { $_.Enabled -eq 'True' }).Count -eq 0
        } {
            Disable-NetFirewallRule -Group '@FirewallAPI.dll,-28752'
        }
    }
    Invoke-Step 'The firewall is on and refuses what no rule allows' {
        @(Get-NetFirewallProfile | Where-Object {
                $_.Enabled -ne 'True' -or $_.DefaultInboundAction -ne 'Block' }).Count -eq 0
    } {
        Set-NetFirewallProfile -All -Enabled True -DefaultInboundAction Block
    }
    Invoke-Step 'Nothing but Remote Desktop is open' { (Get-OpenRules).Count -eq 0 } {
        Get-OpenRules | Disable-NetFirewallRule
    }
}

function Get-Terminal {
    $roots = @($env:ProgramFiles, "${env:ProgramFiles(x86)}") | Where-Object { $_ }
    return @(Get-ChildItem -Path $roots -Directory -ErrorAction SilentlyContinue |
        ForEach-Object { Join-Path $_.FullName 'terminal64.exe' } |
        Where-Object { Test-Path -LiteralPath $_ }) | Select-Object -First 1
}

# MetaTrader makes it when it is started for the first time.
function Get-TerminalData {
    $terminals = Join-Path $env:APPDATA 'MetaQuotes\Terminal'
    return @(Get-ChildItem -Path $terminals -Directory -ErrorAction SilentlyContinue |
        Where-Object { Test-Path -LiteralPath (Join-Path $_.FullName 'origin.txt') }) |
        Select-Object -First 1
}

function Install-Terminal {
    Write-Host 'MetaTrader'
    Invoke-Step 'MetaTrader 5 is installed' { $null -ne (Get-Terminal) } {
        $setup = Join-Path $env:TEMP "mt5setup-$PID.exe"
        try {
            Invoke-WebRequest -UseBasicParsing -Uri $MetaTraderUrl -OutFile $setup
            # It changes too often for a hash. Brokers' installers are MetaQuotes' own as well.
            $signature = Get-AuthenticodeSignature -LiteralPath $setup
            if ($signature.Status -ne 'Valid' -or
                $signature.SignerCertificate.Subject -notmatch '(^|[ ,"])O="?MetaQuotes') {
                throw "The installer at $MetaTraderUrl is not signed by MetaQuotes"
            }
            # It starts MetaTrader, which -Wait would wait for.
            $process = Start-Process -FilePath $setup -ArgumentList '/auto' -PassThru
            if (-not $process.WaitForExit(900000)) { throw 'The installer does not end' }
            Wait-Until 'The installation of MetaTrader' 300 { $null -ne (Get-Terminal) }
        }
        finally {
            # The installer is still open for a while.
            Remove-Item -LiteralPath $setup -Force -ErrorAction SilentlyContinue
        }
    }
    Invoke-Step 'MetaTrader has been started once' { $null -ne (Get-TerminalData) } {
        if ($null -eq (Get-Process terminal64 -ErrorAction SilentlyContinue)) {
            Start-Process -FilePath (Get-Terminal)
        }
        Wait-Until 'The first start of MetaTrader' 300 { $null -ne (Get-TerminalData) }
    }
}

function Test-Hash([string] $Path) {
    return (Test-Path -LiteralPath $Path) -and
        (Get-FileHash -LiteralPath $Path -Algorithm SHA256).Hash -eq $Sha256
}

function Install-Bridge {
    Write-Host 'Bridge'
    $user = "$env:USERDOMAIN\$env:USERNAME"
    Invoke-Step "$Folder is there, for $user and administrators only" {
        (Test-Path -LiteralPath $Folder) -and (Get-Acl -LiteralPath $Folder).AreAccessRulesProtected
    } {
        New-Item -ItemType Directory -Path $Folder -Force | Out-Null
        # By number, because the names of these groups differ between languages.
        Invoke-Program 'icacls.exe' @($Folder, '/inheritance:r', '/grant:r', "${user}:(OI)(CI)F",
            '*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F', '/q')
    }
    Invoke-Step 'mt5-bridge.exe has the hash that you gave' { Test-Hash $exe } {
        $new = "$exe.new"
        try {
            if ($BridgeUrl) {
                Invoke-WebRequest -UseBasicParsing -Uri $BridgeUrl -OutFile $new
            }
            else {
                Copy-Item -LiteralPath $BridgeFile -Destination $new -Force
            }
            if (-not (Test-Hash $new)) {
                throw 'The hash of mt5-bridge.exe differs from -Sha256: it is not installed'
            }
            Unblock-File -LiteralPath $new
            # Fails while the bridge runs: stop it first.
            Move-Item -LiteralPath $new -Destination $exe -Force
            $script:isNewBridge = $true
        }
        finally {
            Remove-Item -LiteralPath $new -Force -ErrorAction SilentlyContinue
        }
    }
    $settings = Join-Path $Folder '.env'
    Invoke-Step '.env is there: safety mode, nothing is traded' {
        Test-Path -LiteralPath $settings
    } {
        # The first start writes it. 14: the time was over before everything had started.
        & $exe run --for 5 --no-watchdog
        if ($LASTEXITCODE -notin 0, 14) { throw "The bridge ended with code $LASTEXITCODE" }
    }
    Invoke-Step 'The bridge starts MetaTrader (MT5_START_TERMINAL)' {
        (Test-Path -LiteralPath $settings) -and
        -not (Select-String -LiteralPath $settings -Pattern '^MT5_START_TERMINAL=false' -Quiet)
    } {
        $text = [System.IO.File]::ReadAllText($settings)
        $text = $text -replace '(?m)^MT5_START_TERMINAL=false(?=\r?$)', 'MT5_START_TERMINAL=true'
        [System.IO.File]::WriteAllText($settings, $text)
    }
    $expert = 'MQL5\Experts\MT5Bridge\MT5Bridge.ex5'
    Invoke-Step 'The Expert Advisor is in MetaTrader' {
        $data = Get-TerminalData
        -not $script:isNewBridge -and
        $null -ne $data -and (Test-Path -LiteralPath (Join-Path $data.FullName $expert))
    } {
        Invoke-Program $exe @('install-ea')
        $script:isNewBridge = $false
    }
    Invoke-Step 'The bridge starts when you log on' {
        $null -ne (Get-ScheduledTask -TaskName 'MT5 Bridge' -ErrorAction SilentlyContinue)
    } {
        Invoke-Program $exe @('autostart', 'on')
    }
}

# Windows keeps the password encrypted, where only the system and administrators can read it; the
# value DefaultPassword in the registry, which this is often done with, is plain text.
$lsa = @'
using System;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Security;

public static class BridgeLogon
{
    [StructLayout(LayoutKind.Sequential)]
    struct Text { public ushort Length; public ushort MaximumLength; public IntPtr Buffer; }

    [StructLayout(LayoutKind.Sequential)]
    struct Attributes
    {
        public int Length; public IntPtr Root; public IntPtr Name; public uint Flags;
        public IntPtr Descriptor; public IntPtr Quality;
    }

    [DllImport("advapi32.dll")]
    static extern uint LsaOpenPolicy(IntPtr system, ref Attributes a, uint access, out IntPtr policy);
    [DllImport("advapi32.dll")]
    static extern uint LsaStorePrivateData(IntPtr policy, ref Text key, ref Text value);
    [DllImport("advapi32.dll")]
    static extern uint LsaClose(IntPtr policy);
    [DllImport("advapi32.dll")]
    static extern int LsaNtStatusToWinError(uint status);

    static void Check(uint status)
    {
        if (status != 0) throw new Win32Exception(LsaNtStatusToWinError(status));
    }

    static Text TextAt(IntPtr buffer, int length)
    {
        return new Text { Buffer = buffer, Length = (ushort)(2 * length),
            MaximumLength = (ushort)(2 * length + 2) };
    }

    public static void Keep(SecureString password)
    {
        const uint createSecret = 0x20;
        const string name = "DefaultPassword";
        var attributes = new Attributes { Length = Marshal.SizeOf(typeof(Attributes)) };
        IntPtr policy;
        Check(LsaOpenPolicy(IntPtr.Zero, ref attributes, createSecret, out policy));
        IntPtr key = Marshal.StringToHGlobalUni(name);
        IntPtr value = Marshal.SecureStringToGlobalAllocUnicode(password);
        try
        {
            Text keyText = TextAt(key, name.Length);
            Text valueText = TextAt(value, password.Length);
            Check(LsaStorePrivateData(policy, ref keyText, ref valueText));
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(value);
            Marshal.FreeHGlobal(key);
            LsaClose(policy);
        }
    }
}
'@

function Test-Password([securestring] $Password) {
    Add-Type -AssemblyName System.DirectoryServices.AccountManagement
    $context = [System.DirectoryServices.AccountManagement.PrincipalContext]::new('Machine')
    try {
        $plain = [System.Net.NetworkCredential]::new('', $Password).Password
        return $context.ValidateCredentials($env:USERNAME, $plain)
    }
    finally {
        $context.Dispose()
    }
}

function Set-AutoLogon {
    Write-Host 'Log-on'
    $key = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon'
    Invoke-Step "$env:USERNAME is logged on after a restart" {
        (Get-Value $key 'AutoAdminLogon') -eq '1' -and
        (Get-Value $key 'DefaultUserName') -eq $env:USERNAME -and
        $null -eq (Get-Value $key 'DefaultPassword')
    } {
        $password = Read-Host -AsSecureString -Prompt "Windows password of $env:USERNAME"
        if (-not (Test-Password $password)) { throw 'This password is wrong: nothing was changed' }
        Add-Type -TypeDefinition $lsa -IgnoreWarnings
        [BridgeLogon]::Keep($password)
        Set-ItemProperty -LiteralPath $key -Name DefaultUserName -Value $env:USERNAME
        Set-ItemProperty -LiteralPath $key -Name DefaultDomainName -Value $env:COMPUTERNAME
        Set-ItemProperty -LiteralPath $key -Name AutoAdminLogon -Value '1'
        foreach ($name in 'DefaultPassword', 'AutoLogonCount') {
            Remove-ItemProperty -LiteralPath $key -Name $name -ErrorAction SilentlyContinue
        }
    }
}

[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
Set-Time
Set-Power
Set-Updates
if (-not $KeepFirewall) { Set-Firewall }
Install-Terminal
Install-Bridge
if ($AutoLogon) { Set-AutoLogon }
Write-Host ''
Write-Host 'What only you can do: log in to your account in MetaTrader, allow WebRequest for'
Write-Host '127.0.0.1, press Algo Trading, and drag MT5Bridge onto a chart. Then: mt5-bridge doctor'
