using Samvad.Benchmarks.Fuzzing;

namespace Samvad.Tests.Intake;

public sealed class FuzzTests
{
    [Fact]
    public void Twenty_thousand_spoilt_documents_are_read_or_refused_and_nothing_is_thrown()
    {
        var result = new Fuzz().Run(20_000, seed: 20_261_125);
        Assert.Null(result.Fault);
        Assert.InRange(result.Accepted, 1_000, 19_000);
        Assert.InRange(result.Slowest.Took, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }
}
