using Azure.Core;
using Azure.Core.Pipeline;

namespace Samvad.WhatsApp.Acs;

/// <summary>In place of the SDK's retries: a call is made once, and what comes of it is the caller's to judge.</summary>
internal sealed class OneAttempt : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        ProcessNextAsync(message, pipeline);
}
