using SmtpTools.Benchmarks;
using SmtpTools.Benchmarks.Sinks;

// bench [--quick] [--out FILE]   the whole comparison: a table on the console, JSON in a file
// bench run ... | memory ...     one measurement in a process of its own (started by the comparison)
// bench merge [ROWS]             mail merge on one thread
// bench sink | bench relay ...   the peers of a measurement, each in a process of its own
return args switch
{
    ["sink", .. var rest] => FastSink.Execute(rest),
    ["relay", .. var rest] => DelayRelay.Execute(rest),
    ["merge", .. var rest] => MergeMeasurement.Execute(rest),
    ["run", .. var rest] => Measurement.Execute(rest),
    ["memory", .. var rest] => MemoryGrowth.Execute(rest),
    _ => Comparison.Execute(args),
};
