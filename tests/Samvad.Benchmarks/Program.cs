using Samvad.Benchmarks;
using Samvad.Benchmarks.Drill;
using Samvad.Benchmarks.Fuzzing;
using Samvad.Benchmarks.Storms;
using Samvad.LocalHost;

// Measurements and one long proof, each on processes of its own and with ratios taken within one run:
//   delivery  the pipeline against a plain loop of HttpClient posts that records nothing
//   import    CSV rows into the table store
//   statuses  what a provider reports, into the ledger
//   dryrun    who would be told, for all groups
//   storm     5,000 outage reports in a minute: answers, losses, digests
//   page      what a control room that looks costs the pipeline
//   fuzz      spoilt documents through every reader of outage reports
//   controls  pause, resume, cancel and retry at random while hosts are killed
//   drill     the people of a feeder write within a minute that they have no light
try
{
    switch (args.FirstOrDefault())
    {
        case "delivery":
            await DeliveryBenchmark.RunAsync(Options.Parse("delivery", args[1..], ["rounds", "groups", "members", "latency"]));
            return 0;
        case "import":
            await ImportBenchmark.RunAsync(Options.Parse("import", args[1..], ["groups", "members"]));
            return 0;
        case "statuses":
            await StatusBenchmark.RunAsync(Options.Parse("statuses", args[1..], ["rounds", "groups", "members", "batch"]));
            return 0;
        case "dryrun":
            await DryRunBenchmark.RunAsync(Options.Parse("dryrun", args[1..], ["groups", "members", "rounds", "data"]));
            return 0;
        case "storm":
            return await StormBenchmark.RunAsync(Options.Parse("storm", args[1..], ["groups", "members", "events", "seconds", "gather", "seed"]));
        case "page":
            await PageBenchmark.RunAsync(Options.Parse("page", args[1..], ["rounds", "groups", "members", "viewers"]));
            return 0;
        case "fuzz":
            return await FuzzCommand.RunAsync(Options.Parse("fuzz", args[1..], ["inputs", "seed"]));
        case "controls":
            return await ControlCommand.RunAsync(Options.Parse("controls", args[1..], ["sequences", "seed", "at-once", "rest"]));
        case "drill":
            return await DrillCommand.RunAsync(Options.Parse("drill", args[1..], ["people", "seconds", "provider"]));
        default:
            Console.Error.WriteLine("delivery [--rounds 5] [--groups 875] [--members 250] [--latency 50]  |  import [--groups 875] [--members 250]"
                + "  |  statuses [--rounds 2] [--groups 200] [--members 250] [--batch 100]"
                + "  |  page [--rounds 3] [--groups 875] [--members 250] [--viewers 2]"
                + "  |  dryrun [--groups 7350] [--members 250] [--rounds 3] [--data DIR]"
                + "  |  controls [--sequences 200] [--seed 1] [--at-once 20] [--rest 4]"
                + "  |  drill [--people 2000] [--seconds 60] [--provider acs]"
                + "  |  storm [--events 5000] [--seconds 60] [--groups 875] [--members 25] [--gather 4] [--seed 1]"
                + "  |  fuzz [--inputs 1000000] [--seed 1]");
            return 2;
    }
}
catch (CommandException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}
