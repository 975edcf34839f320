using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Samvad.Intake;
using Samvad.Intake.Formats;

namespace Samvad.Benchmarks.Fuzzing;

/// <param name="Slowest">The input that took longest, and how long.</param>
/// <param name="Fault">The first input that did what none may do; null where none did.</param>
internal sealed record FuzzResult(
    int Inputs, int Accepted, int Skipped, int Refused, TimeSpan Took, (int Input, TimeSpan Took) Slowest, string? Fault);

/// <summary>
/// Spoilt documents of every format through all readers: each is refused with its faults, or gives reports that are in
/// order; nothing is thrown. An input follows from the seed and its number.
/// </summary>
internal sealed class Fuzz
{
    private static readonly DateTimeOffset Now = new(2026, 6, 12, 10, 0, 0, TimeSpan.Zero);
    private static readonly string[] Types =
    [
        "application/json", "application/cloudevents+json", "application/cloudevents-batch+json", "text/xml", "application/cap+xml",
        "text/plain", "",
    ];

    private readonly OutageFormats _formats = new(Options.Create(new IntakeOptions { AssumedOffsetMinutes = 330 }));
    private readonly List<(string Name, byte[] Document)> _samples;
    private readonly Mutations _mutations;
    private long _startedAt;
    private int _current;

    public Fuzz()
    {
        _samples = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Samples")).Order(StringComparer.Ordinal)
            .Select(path => (Path.GetFileName(path), File.ReadAllBytes(path)))];
        _mutations = new Mutations([.. _samples.Select(sample => sample.Document)]);
    }

    /// <summary>The input under way and since when, for whoever watches for one that never ends.</summary>
    public (int Input, TimeSpan Since) Current => (_current, Stopwatch.GetElapsedTime(Volatile.Read(ref _startedAt)));

    public FuzzResult Run(int inputs, int seed)
    {
        var (accepted, skipped, refused) = (0, 0, 0);
        var slowest = (Input: 0, Took: TimeSpan.Zero);
        var clock = Stopwatch.StartNew();
        for (var input = 0; input < inputs; input++)
        {
            var (content, sample) = Make(input, seed);
            _current = input;
            Volatile.Write(ref _startedAt, Stopwatch.GetTimestamp());
            Batch batch;
            try
            {
                batch = _formats.Read(content, new Envelope("fuzz", null, Now));
                var took = Current.Since;
                if (took > slowest.Took)
                    slowest = (input, took);
                Judgement.Check(batch);
            }
            catch (Exception fault)
            {
                return Result($"input {input} of seed {seed}, from {sample}: {fault}");
            }

            if (batch.Faults.Count > 0)
                refused++;
            else if (batch.Taken.Count > 0)
                accepted++;
            else
                skipped++;
        }

        return Result(null);

        FuzzResult Result(string? fault) => new(inputs, accepted, skipped, refused, clock.Elapsed, slowest, fault);
    }

    private (Content Content, string Sample) Make(int input, int seed)
    {
        // Far apart, so that two seeds share no inputs.
        var random = new Random(unchecked(seed * -1_640_531_535) ^ input);
        var index = random.Next(_samples.Count);
        var (name, _) = _samples[index];
        var type = random.Next(5) == 0
            ? Types[random.Next(Types.Length)]
            : name.EndsWith(".xml", StringComparison.Ordinal) ? "application/xml" : "application/json";
        var headers = random.Next(10) == 0
            ? new HeaderDictionary
            {
                ["ce-specversion"] = "1.0",
                ["ce-id"] = $"{input}",
                ["ce-source"] = random.Next(2) == 0 ? "/oms" : "%ff%00%",
                ["ce-type"] = "outage",
                ["ce-time"] = random.Next(2) == 0 ? "2026-06-12T14:05:00+05:30" : "soon",
            }
            : null;
        return (new Content(_mutations.Spoil(index, random), type, headers), name);
    }
}
