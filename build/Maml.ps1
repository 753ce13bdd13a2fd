# Makes MAML, the XML that Get-Help reads, from a help page (prose) and the cmdlet itself (syntax, types, sets).

$MamlNamespaces = @{
    ''      = 'http://msh'
    maml    = 'http://schemas.microsoft.com/maml/2004/10'
    command = 'http://schemas.microsoft.com/maml/dev/command/2004/10'
    dev     = 'http://schemas.microsoft.com/maml/dev/2004/10'
}

# What every cmdlet with ShouldProcess has is told once, here.
$MamlSharedText = @{
    WhatIf  = 'Shows what would happen, and does nothing.'
    Confirm = 'Asks before anything is done.'
}

# One element: its content is text, or elements.
function New-MamlElement([string] $Name, $Content, [System.Collections.IDictionary] $Attributes = @{}) {
    $prefix, $local = if ($Name.Contains(':')) { $Name.Split(':') } else { '', $Name }
    $element = [Xml.Linq.XElement]::new([Xml.Linq.XName]::Get($local, $MamlNamespaces[$prefix]))
    foreach ($key in $Attributes.Keys) { $element.SetAttributeValue($key, "$($Attributes[$key])") }
    foreach ($part in $Content) { $element.Add($part) }
    , $element
}

function New-MamlText([string] $Name, [string[]] $Paragraphs) {
    New-MamlElement $Name @($Paragraphs | ForEach-Object { New-MamlElement maml:para $_ })
}

function ConvertTo-Maml([object[]] $Pages) {
    $root = New-MamlElement helpItems @($Pages | ForEach-Object { New-MamlCommand $_ (Get-Command $_.Name) }) @{ schema = 'maml' }
    foreach ($prefix in 'maml', 'command', 'dev') {
        $root.SetAttributeValue([Xml.Linq.XNamespace]::Xmlns.GetName($prefix), $MamlNamespaces[$prefix])
    }

    [Xml.Linq.XDocument]::new([object[]]@($root))
}

function New-MamlCommand($Page, [Management.Automation.CmdletInfo] $Command) {
    $parameters = @(Get-DocumentedParameter $Command)
    $defaults = Get-ParameterDefault $Command
    New-MamlElement command:command @(
        New-MamlElement command:details @(
            New-MamlElement command:name $Command.Name
            New-MamlElement command:verb $Command.Verb
            New-MamlElement command:noun $Command.Noun
            New-MamlText maml:description $Page.Synopsis
        )
        New-MamlText maml:description $Page.Description
        New-MamlElement command:syntax @($Command.ParameterSets | ForEach-Object { New-MamlSyntax $Command $_ $Page $defaults })
        New-MamlElement command:parameters @($parameters | ForEach-Object { New-MamlParameter $_ (Get-SetParameter $Command $_.Name) $Page $defaults })
        New-MamlElement command:inputTypes @($Page.Inputs | ForEach-Object {
                New-MamlElement command:inputType @((New-MamlElement dev:type (New-MamlElement maml:name $_.Type)), (New-MamlText maml:description $_.Text))
            })
        New-MamlElement command:returnValues @($Page.Outputs | ForEach-Object {
                New-MamlElement command:returnValue @((New-MamlElement dev:type (New-MamlElement maml:name $_.Type)), (New-MamlText maml:description $_.Text))
            })
        New-MamlElement maml:alertSet (New-MamlText maml:alert $Page.Notes)
        New-MamlElement command:examples @($Page.Examples | ForEach-Object {
                New-MamlElement command:example @(
                    New-MamlElement maml:title "--- $($_.Title) ---"
                    New-MamlElement dev:code $_.Shown
                    New-MamlText dev:remarks ($_.Remarks + '')
                )
            })
        New-MamlElement command:relatedLinks @($Page.Links | ForEach-Object {
                New-MamlElement maml:navigationLink @((New-MamlElement maml:linkText $_.Text), (New-MamlElement maml:uri $_.Uri))
            })
    )
}

function New-MamlSyntax($Command, $Set, $Page, $Defaults) {
    $parameters = $Set.Parameters | Where-Object { $Command.Parameters[$_.Name] -in (Get-DocumentedParameter $Command) }
    $ordered = $parameters | Sort-Object @{ Expression = { if ($_.Position -lt 0) { [int]::MaxValue } else { $_.Position } } }, @{ Expression = { -not $_.IsMandatory } }
    New-MamlElement command:syntaxItem @(
        New-MamlElement maml:name $Command.Name
        $ordered | ForEach-Object { New-MamlParameter $Command.Parameters[$_.Name] $_ $Page $Defaults }
    )
}

# $Metadata is the parameter, $InSet what one parameter set says of it.
function New-MamlParameter($Metadata, $InSet, $Page, $Defaults) {
    $type = $Metadata.ParameterType
    $isSwitch = $type -eq [switch]
    $text = if ($Page.Parameters.Contains($Metadata.Name)) { $Page.Parameters[$Metadata.Name] } else { $MamlSharedText[$Metadata.Name] }
    $pipeline = @(if ($InSet.ValueFromPipeline) { 'ByValue' }; if ($InSet.ValueFromPipelineByPropertyName) { 'ByPropertyName' })
    New-MamlElement command:parameter -Attributes ([ordered]@{
            required       = "$($InSet.IsMandatory)".ToLowerInvariant()
            variableLength = "$($type.IsArray)".ToLowerInvariant()
            globbing       = "$([bool]($Metadata.Attributes | Where-Object { $_ -is [SupportsWildcards] }))".ToLowerInvariant()
            pipelineInput  = if ($pipeline) { "True ($($pipeline -join ', '))" } else { 'False' }
            position       = if ($InSet.Position -ge 0) { $InSet.Position } else { 'named' }
            aliases        = if ($Metadata.Aliases.Count) { $Metadata.Aliases -join ', ' } else { 'none' }
        }) -Content @(
        New-MamlElement maml:name $Metadata.Name
        New-MamlText maml:description @($text)
        if (-not $isSwitch) {
            New-MamlElement command:parameterValue (Get-TypeText $type) ([ordered]@{ required = 'true'; variableLength = "$($type.IsArray)".ToLowerInvariant() })
        }
        New-MamlElement dev:type @((New-MamlElement maml:name (Get-TypeText $type)), (New-MamlElement maml:uri ''))
        New-MamlElement dev:defaultValue "$($Defaults[$Metadata.Name])"
        New-MamlValueGroup $Metadata
    )
}

# The values that are accepted, where they can be listed.
function New-MamlValueGroup($Metadata) {
    $type = $Metadata.ParameterType.IsArray ? $Metadata.ParameterType.GetElementType() : $Metadata.ParameterType
    $type = [Nullable]::GetUnderlyingType($type) ?? $type
    $set = $Metadata.Attributes | Where-Object { $_ -is [ValidateSet] } | Select-Object -First 1
    $values = if ($set) { $set.ValidValues } elseif ($type.IsEnum -and $type.Namespace -eq 'SmtpTools') { [Enum]::GetNames($type) }
    if ($values) {
        New-MamlElement command:parameterValueGroup @($values | ForEach-Object {
                New-MamlElement command:parameterValue $_ ([ordered]@{ required = 'false'; variableLength = 'false' })
            })
    }
}

# The parameters that are the cmdlet's own, with -WhatIf and -Confirm, without PowerShell's common ones.
function Get-DocumentedParameter([Management.Automation.CmdletInfo] $Command) {
    $Command.Parameters.Values | Where-Object Name -NotIn ([Management.Automation.Cmdlet]::CommonParameters)
}

# A parameter of several sets is told as the first set says; the syntax has the differences.
function Get-SetParameter($Command, [string] $Name) {
    foreach ($set in $Command.ParameterSets) {
        foreach ($parameter in $set.Parameters) {
            if ($parameter.Name -eq $Name) { return $parameter }
        }
    }
}

# What the cmdlet's properties are before anything is bound to them.
function Get-ParameterDefault([Management.Automation.CmdletInfo] $Command) {
    $fresh = [Activator]::CreateInstance($Command.ImplementingType)
    $defaults = @{}
    foreach ($parameter in Get-DocumentedParameter $Command) {
        $property = $Command.ImplementingType.GetProperty($parameter.Name)
        $value = if ($property) { $property.GetValue($fresh) }
        $defaults[$parameter.Name] = if ($null -eq $value -or @($value).Count -eq 0 -or "$value" -eq '') { 'None' } else { @($value) -join ', ' }
    }

    $defaults
}

# The name as a script would write it.
function Get-TypeText([Type] $Type) {
    if ($Type.IsArray) { return "$(Get-TypeText $Type.GetElementType())[]" }
    $underlying = [Nullable]::GetUnderlyingType($Type)
    if ($underlying) { return Get-TypeText $underlying }
    [Management.Automation.PSTypeName]::new($Type.FullName).Type | ForEach-Object { [Microsoft.PowerShell.ToStringCodeMethods]::Type($_) }
}
