using System.Net;

namespace SmtpTools.Diagnosis.Probes;

/// <summary>What DNS block lists say of the server's addresses.</summary>
/// <remarks>
/// Not among the default checks: it tells operators of lists which servers are tested, many of them limit how much is asked, and some answer
/// nobody who asks by a public resolver.
/// </remarks>
internal sealed class ReputationProbe : SmtpCheck
{
    public static readonly FindingKind AddressListed = new(
        "AddressListed",
        FindingSeverity.Warning,
        "The server's address is on a block list",
        "Receivers that use the list refuse or mark mail that this address sends. For receiving mail it does not matter.",
        "The list's own page tells why, and how the entry goes. First mend the cause: an account or host that sends spam, or an address of end users that should send by its provider.",
        "RFC 5782; RFC 6471");

    public static readonly FindingKind BlockListNotAnswering = new(
        "BlockListNotAnswering",
        FindingSeverity.Information,
        "A block list gave no answer that counts",
        "Nothing is known about the address there. Many lists refuse public resolvers and those that ask much, by an answer that careless programs take for an entry.",
        "Ask by a resolver of your own (-DnsServer), or leave the list out (-BlockList).",
        "RFC 5782 5");

    /// <summary>The most questions at a time.</summary>
    private const int MaxSideBySide = 16;

    public override string Id => "Reputation";

    public override string Description => "Whether DNS block lists have the server's addresses. Only lists that pass their own test points are believed.";

    public override string Cost => "nothing; two or three questions to each block list for each address";

    public override bool IsDefault => false;

    public override bool NeedsDns => true;

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([AddressListed, BlockListNotAnswering]);

    internal override void Run(CheckContext context)
    {
        var addresses = context.Test.Addresses.Select(static facts => facts.Address)
            .Concat(context.Endpoint.Addresses.Select(static address => address.ToString()))
            .Concat(context.Test.Address is { } own ? [own] : Array.Empty<string>())
            .Distinct().ToList();
        var evaluator = new DnsBlockListEvaluator(context.Dns!);
        var questions = addresses.SelectMany(address => context.Options.BlockLists, static (address, list) => (Address: IPAddress.Parse(address), List: list)).ToList();
        var results = new DnsBlockListResult[questions.Count];
        SideBySide.Run(questions.Count, MaxSideBySide, i => results[i] = evaluator.Evaluate(questions[i].Address, questions[i].List, context.Cancellation), context.Cancellation);
        context.Test.BlockLists = Array.AsReadOnly(results);
        foreach (var result in results)
        {
            switch (result.Status)
            {
                case DnsBlockListStatus.Listed:
                    context.Report(AddressListed, $"{result.Detail}{(result.Reason is null ? string.Empty : $" It says: {result.Reason}")}{(result.Website is null ? string.Empty : $" See {result.Website}")}");
                    break;
                case DnsBlockListStatus.NotListed or DnsBlockListStatus.NotAsked:
                    break;
                default:
                    context.Report(BlockListNotAnswering, result.Detail!);
                    break;
            }
        }
    }
}
