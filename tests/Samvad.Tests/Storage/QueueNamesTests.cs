using Samvad.LocalHost.Broker;
using Samvad.Storage;

namespace Samvad.Tests.Storage;

public sealed class QueueNamesTests
{
    [Fact]
    public void The_app_and_the_queue_definitions_name_the_same_queues()
    {
        var defined = QueueDefinitions.Read(Path.Combine(AppContext.BaseDirectory, "queues.json"));
        Assert.Equal(QueueNames.All.Order(), defined.Select(queue => queue.Name).Order());
        Assert.All(defined, queue => Assert.Equal(QueueNames.MaxDeliveryCount, queue.MaxDeliveryCount));
    }
}
