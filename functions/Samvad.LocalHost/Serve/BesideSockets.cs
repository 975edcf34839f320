using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace Samvad.LocalHost.Serve;

/// <summary>
/// Goes on with the store's answers on a thread of the pool. Here what a socket brings is worked on where it arrives, which
/// suits a message's short answer; a group of people that is read takes milliseconds, in which that thread's other
/// sockets would stand still.
/// </summary>
internal sealed class BesideSockets : HttpPipelinePolicy
{
    public static TableServiceClient Tables(string connection)
    {
        var options = new TableClientOptions();
        options.AddPolicy(new BesideSockets(), HttpPipelinePosition.PerCall);
        return new TableServiceClient(connection, options);
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        await Task.Yield();
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        ProcessNext(message, pipeline);
}
