using System.Text;
using Azure;

namespace Samvad.Tests.LocalHost.Simulator;

public class AcsProtocolTests
{
    [Fact]
    public async Task A_message_is_accepted_with_an_id_and_its_recipient()
    {
        await using var simulated = await Simulated.StartAsync();
        var answer = await simulated.Client().SendAsync(Simulated.Message("+919800000001", "MH-1"));
        Assert.Equal(202, answer.GetRawResponse().Status);
        Assert.Equal("919800000001", answer.Value.Receipts[0].To);
        Assert.True(Guid.TryParse(answer.Value.Receipts[0].MessageId, out _));
        Assert.True(answer.GetRawResponse().Headers.TryGetValue("Repeatability-Result", out var result));
        Assert.Equal("accepted", result);
    }

    [Fact]
    public async Task A_business_scoped_user_id_is_an_address()
    {
        await using var simulated = await Simulated.StartAsync();
        await simulated.SendAsync("IN.13491208655302741918");
        Assert.Equal(1, (await simulated.SummaryAsync()).GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task A_repeat_gets_the_first_answer_and_is_not_accepted_again()
    {
        await using var simulated = await Simulated.StartAsync();
        var id = Guid.NewGuid().ToString();
        var first = await simulated.SendAsync("919800000001", repeatId: id);
        var second = await simulated.SendAsync("919800000001", repeatId: id);
        var summary = await simulated.SummaryAsync();
        Assert.Equal(first, second);
        Assert.Equal(1, summary.GetProperty("accepted").GetInt32());
        Assert.Equal(1, summary.GetProperty("repeated").GetInt32());
        Assert.Equal(0, summary.GetProperty("duplicates").GetInt32());
    }

    [Fact]
    public async Task Concurrent_repeats_are_accepted_once()
    {
        await using var simulated = await Simulated.StartAsync("""{"latencyMs":50}""");
        var id = Guid.NewGuid().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => simulated.SendAsync("919800000001", repeatId: id)));
        Assert.Single(answers.Distinct());
        Assert.Equal(1, (await simulated.SummaryAsync()).GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task A_repeatability_id_with_another_body_is_rejected()
    {
        await using var simulated = await Simulated.StartAsync();
        var id = Guid.NewGuid().ToString();
        await simulated.SendAsync("919800000001", repeatId: id);
        var thrown = await Assert.ThrowsAsync<RequestFailedException>(() => simulated.SendAsync("919800000002", repeatId: id));
        Assert.Equal(400, thrown.Status);
        Assert.Equal("rejected", thrown.GetRawResponse()!.Headers.TryGetValue("Repeatability-Result", out var result) ? result : "");
    }

    [Fact]
    public async Task A_wrong_key_is_unauthorized()
    {
        await using var simulated = await Simulated.StartAsync();
        var client = simulated.Client(key: Convert.ToBase64String("another"u8));
        var thrown = await Assert.ThrowsAsync<RequestFailedException>(
            () => client.SendAsync(Simulated.Message("919800000001", "MH-1")));
        Assert.Equal(401, thrown.Status);
        Assert.Equal("Unauthorized", thrown.ErrorCode);
        Assert.Equal(0, (await simulated.SummaryAsync()).GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task An_unsigned_request_is_unauthorized()
    {
        await using var simulated = await Simulated.StartAsync();
        var answer = await simulated.Http.PostAsync(
            "/messages/notifications:send?api-version=2024-08-30", new StringContent("{}", Encoding.UTF8, "application/json"));
        Assert.Equal(401, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("12")]
    [InlineData("9198000000019800000001")]
    [InlineData("not a number")]
    public async Task A_recipient_that_is_no_address_is_refused(string person)
    {
        await using var simulated = await Simulated.StartAsync();
        var thrown = await Assert.ThrowsAsync<RequestFailedException>(() => simulated.SendAsync(person));
        Assert.Equal((400, "InvalidParameter"), (thrown.Status, thrown.ErrorCode));
        // The headers, which the message holds too, tell the time of day.
        Assert.DoesNotContain(person, thrown.Message.Split("Headers:")[0]);
    }

    [Fact]
    public async Task A_template_with_a_binding_to_no_value_is_refused()
    {
        await using var simulated = await Simulated.StartAsync();
        var message = Simulated.Message("919800000001", "MH-1");
        message.Template.Values.RemoveAt(1);
        var thrown = await Assert.ThrowsAsync<RequestFailedException>(() => simulated.Client().SendAsync(message));
        Assert.Equal(400, thrown.Status);
        Assert.Contains("area", thrown.Message);
    }
}
