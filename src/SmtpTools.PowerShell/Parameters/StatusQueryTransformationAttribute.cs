using System.Collections;
using System.Management.Automation;

namespace SmtpTools.Parameters;

/// <summary>
/// Takes what has a code or a reply: text, numbers, replies, and results and errors by their properties Reply and Phase; also as they
/// come out of jobs, remoting and files.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class StatusQueryTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var input = inputData is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : inputData;
        return input is IEnumerable list and not string
            ? list.Cast<object>().Select(Query).ToArray()
            : new[] { Query(inputData) };
    }

    private static StatusQuery Query(object? input)
    {
        var item = input is PSObject wrapped ? wrapped.BaseObject : input;
        return item switch
        {
            StatusQuery query => query,
            SmtpReply reply => new StatusQuery(null, reply, null),
            ErrorRecord error => Query(error.Exception),
            _ when item is not null && PSObject.AsPSObject(input).Properties["Reply"] is { } property => OfProperties(property.Value, PSObject.AsPSObject(input).Properties["Phase"]?.Value),
            _ => new StatusQuery(LanguagePrimitives.ConvertTo<string>(item), null, null),
        };
    }

    private static StatusQuery OfProperties(object? reply, object? phase)
    {
        var step = LanguagePrimitives.TryConvertTo<SmtpPhase>(phase, out var known) ? known : (SmtpPhase?)null;
        return reply switch
        {
            null => new StatusQuery(null, null, step),
            SmtpReply itself => new StatusQuery(null, itself, step),
            PSObject { BaseObject: SmtpReply itself } => new StatusQuery(null, itself, step),

            // What was serialised keeps the reply's text.
            _ => new StatusQuery(reply.ToString(), null, step),
        };
    }
}
