using Samvad.LocalHost;

namespace Samvad.Tests.LocalHost;

public sealed class HostLeaseTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("samvad-lease").FullName;

    [Fact]
    public void Living_hosts_are_found_where_they_announced_themselves()
    {
        using var silent = HostLease.Acquire(_data, "host");
        using var other = HostLease.Acquire(_data, "simulator");
        other.Announce("http://127.0.0.1:3/");
        var first = HostLease.Acquire(_data, "host");
        using var second = HostLease.Acquire(_data, "host");
        first.Announce("http://127.0.0.1:1");
        second.Announce("http://127.0.0.1:2");
        Assert.Equal([1, 2], HostLease.Addresses(_data, "host").Select(url => url.Port).Order());
        first.Dispose();
        Assert.Equal([2], HostLease.Addresses(_data, "host").Select(url => url.Port));
        Assert.Single(Directory.EnumerateFiles(Path.Combine(_data, "processes"), "host-*.url"));
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);
}
