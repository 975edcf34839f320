using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Samvad.LocalHost.Triggers;

namespace Samvad.Tests.LocalHost.Triggers;

public sealed class FunctionIndexTests
{
    [Fact]
    public void All_faults_are_told_at_once()
    {
        var settings = new HostSettings(
            Path.Combine(AppContext.BaseDirectory, "host.json"),
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["AzureFunctionsJobHost:extensions:serviceBus:maxMessageBatchSize"] = "10",
                ["AzureFunctionsJobHost:extensions:serviceBus:minMessageBatchSize"] = "11",
                ["AzureFunctionsJobHost:extensions:serviceBus:maxBatchWaitTime"] = "00:03:00",
            }).Build());
        var error = Assert.Throws<InvalidOperationException>(() =>
            new FunctionIndex([typeof(Faulty), typeof(Hidden)], settings));
        Assert.Equal(
            """
            The functions cannot be started:
            None: a function has one trigger, this one has 0.
            Timer: the setting 'Missing' is missing.
            Often: 'often' is no six-field NCRONTAB expression.
            Queue: IsBatched goes with an array of messages, and an array with IsBatched.
            Web: the parameter 'when' of type DateTime cannot be bound.
            Web: it returns String; an HTTP function returns IResult or IActionResult.
            often: Hidden.Run and its class must be public.
            Often: 2 functions have this name.
            minMessageBatchSize 11 exceeds maxMessageBatchSize 10 (host.json).
            maxBatchWaitTime 00:03:00 exceeds 00:02:30 (host.json).
            """.ReplaceLineEndings(), error.Message);
    }

    public sealed class Faulty
    {
        [Function("None")]
        public void None() { }

        [Function("Timer")]
        public void Timer([TimerTrigger("%Missing%")] TimerInfo timer) { }

        [Function("Often")]
        public void Often([TimerTrigger("often")] TimerInfo timer) { }

        [Function("Queue")]
        public void Queue([ServiceBusTrigger("plain", IsBatched = true)] ServiceBusReceivedMessage message) { }

        [Function("Web")]
        public string Web([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, DateTime when) => $"{when}";
    }

    private sealed class Hidden
    {
        [Function("often")]
        public void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer) { }
    }
}
