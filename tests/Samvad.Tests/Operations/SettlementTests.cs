using System.Reflection;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Samvad.LocalHost.Triggers;
using Samvad.Operations;
using Samvad.Outages;
using Samvad.Storage;

namespace Samvad.Tests.Operations;

public sealed class SettlementTests(AzuriteFixture azurite)
{
    private const string Session = "oms~o1";

    [Theory]
    [InlineData("{ not json", null, DeadLetterTable.Malformed)]
    [InlineData("{}", null, DeadLetterTable.Malformed)]
    [InlineData("{}", 2, DeadLetterTable.UnknownVersion)]
    public async Task A_poison_message_is_put_aside_at_once_with_code_and_reason(string body, int? version, string code)
    {
        await using var app = App.Create(azurite);
        var message = new ServiceBusMessage(body) { SessionId = Session };
        if (version is not null)
            message.ApplicationProperties["v"] = version;
        await app.Broker.CreateSender(QueueNames.OutageEvents).SendMessageAsync(message);
        await using var session = await app.Broker.AcceptSessionAsync(QueueNames.OutageEvents, Session);
        var received = (await session.ReceiveMessageAsync())!;
        await app.Get<ApplyOutageReport>().Run(received, new ReceiverMessageActions(session), default);
        var letter = await LetterAsync(app);
        Assert.Equal((code, 1), (letter.DeadLetterReason, letter.DeliveryCount));
        Assert.NotEmpty(letter.DeadLetterErrorDescription!);
        Assert.Contains(code, DeadLetterTable.Codes);
    }

    [Fact]
    public async Task What_fails_is_tried_again_and_put_aside_at_the_last_delivery_with_first_and_last_failure()
    {
        await using var app = App.Create(azurite);
        await app.Broker.CreateSender(QueueNames.OutageEvents).SendMessageAsync(new ServiceBusMessage("{}") { SessionId = Session });
        await using var session = await app.Broker.AcceptSessionAsync(QueueNames.OutageEvents, Session);
        for (var delivery = 1; delivery <= QueueNames.MaxDeliveryCount; delivery++)
        {
            var received = (await session.ReceiveMessageAsync())!;
            Assert.Equal(delivery, received.DeliveryCount);
            var settling = app.Get<Settlement>().SettleAsync(
                QueueNames.OutageEvents,
                received,
                new ReceiverMessageActions(session),
                () => throw new InvalidOperationException("Broke on 9823012345."),
                default);
            while (!settling.IsCompleted)
            {
                app.Time.Advance(TimeSpan.FromSeconds(5));
                await Task.Yield();
            }

            await settling;
        }

        var letter = await LetterAsync(app);
        Assert.Equal(DeadLetterTable.Unexpected, letter.DeadLetterReason);
        Assert.Equal("InvalidOperationException: Broke on ********45.", letter.DeadLetterErrorDescription);
        var first = DateTimeOffset.Parse((string)letter.ApplicationProperties["FirstFailedAt"]);
        var last = DateTimeOffset.Parse((string)letter.ApplicationProperties["LastFailedAt"]);
        Assert.True(last - first > TimeSpan.FromMinutes(14), "It was not held between its deliveries.");
    }

    [Fact]
    public async Task A_host_that_stops_settles_nothing()
    {
        await using var app = App.Create(azurite);
        await app.Broker.CreateSender(QueueNames.OutageEvents).SendMessageAsync(new ServiceBusMessage("{}") { SessionId = Session });
        await using var session = await app.Broker.AcceptSessionAsync(QueueNames.OutageEvents, Session);
        var actions = new ReceiverMessageActions(session);
        var received = (await session.ReceiveMessageAsync())!;
        await Assert.ThrowsAsync<OperationCanceledException>(() => app.Get<Settlement>().SettleAsync(
            QueueNames.OutageEvents, received, actions, () => throw new OperationCanceledException(), new CancellationToken(true)));
        Assert.False(actions.IsSettled(received));
    }

    [Fact]
    public void Every_function_of_a_queue_settles_explicitly()
    {
        var triggers = typeof(Settlement).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters())
            .Where(parameter => parameter.GetCustomAttribute<ServiceBusTriggerAttribute>() is not null).ToArray();
        Assert.NotEmpty(triggers);
        Assert.All(triggers, parameter =>
        {
            var said = parameter.GetCustomAttributesData()
                .SelectMany(data => data.NamedArguments)
                .Single(argument => argument.MemberName == nameof(ServiceBusTriggerAttribute.AutoCompleteMessages));
            Assert.Equal(false, said.TypedValue.Value);
            Assert.Contains(
                ((MethodInfo)parameter.Member).GetParameters(), other => other.ParameterType == typeof(ServiceBusMessageActions));
        });
    }

    private static async Task<ServiceBusReceivedMessage> LetterAsync(App app)
    {
        var dead = app.Broker.CreateReceiver(
            QueueNames.OutageEvents, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        return (await dead.PeekMessageAsync())!;
    }
}
