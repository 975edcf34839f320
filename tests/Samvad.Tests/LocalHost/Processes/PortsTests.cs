using Samvad.LocalHost.Processes;

namespace Samvad.Tests.LocalHost.Processes;

public sealed class PortsTests
{
    [Fact]
    public void Rows_of_different_lengths_have_no_port_in_common()
    {
        int[] counts = [3, 2, 3, 1, 4, 2];
        var ports = counts.SelectMany(count => Enumerable.Range(Ports.FreeInARow(count), count)).ToArray();
        Assert.Equal(counts.Sum(), ports.Distinct().Count());
    }

    [Fact]
    public void A_row_lies_below_the_ports_that_systems_give_to_whoever_asks_for_any()
    {
        const int LowestGivenByLinux = 32_768;
        Assert.InRange(Ports.FreeInARow(6), 1_024, LowestGivenByLinux - 6);
    }
}
