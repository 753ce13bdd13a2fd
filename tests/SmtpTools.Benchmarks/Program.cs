using SmtpTools.Benchmarks;
using SmtpTools.Benchmarks.Domains;
using SmtpTools.Benchmarks.Sinks;

// bench [--quick] [--only SET] [--out FILE] [--docs FILE]
//     measures all sets of scenarios or one, prints tables and which targets are reached; writes JSON into a file, and the tables into a page of docs
// bench run ... | memory ... | merge ... | domain ...     one measurement in a process of its own (started by the comparison)
// bench sink ... | relay ...                 the peers of a measurement, each in a process of its own
return args switch
{
    ["sink", .. var rest] => FastSink.Execute(rest),
    ["relay", .. var rest] => DelayRelay.Execute(rest),
    ["merge", .. var rest] => MergeMeasurement.Execute(rest),
    ["domain", .. var rest] => DomainRun.Execute(rest),
    ["run", .. var rest] => Measurement.Execute(rest),
    ["memory", .. var rest] => MemoryGrowth.Execute(rest),
    [] or ["--quick" or "--only" or "--out" or "--docs", ..] => Comparison.Execute(args),
    _ => throw new ArgumentException($"'{string.Join(' ', args)}' is no measurement: see the head of Program.cs."),
};
