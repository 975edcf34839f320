using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Samvad.LocalHost.Simulator.CloudApi;
using Samvad.Tests.WhatsApp.CloudApi;
using Samvad.WhatsApp.CloudApi;

namespace Samvad.Tests.Pipeline;

public sealed class WebhookOverHttpTests(LiveHost live)
{
    private const string Path = "/api/webhooks/whatsapp";

    [Fact]
    public async Task Meta_needs_no_key_of_ours_to_confirm_the_webhook()
    {
        using var meta = await MetaAsync();
        var token = CloudApiNumber.VerifyToken;
        Assert.Equal("42", await meta.GetStringAsync($"{Path}?hub.mode=subscribe&hub.verify_token={token}&hub.challenge=42"));
        using var refused = await meta.GetAsync($"{Path}?hub.mode=subscribe&hub.verify_token=x&hub.challenge=42");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Only_what_is_signed_and_not_too_large_is_taken()
    {
        using var meta = await MetaAsync();
        var body = Notification.Of("\"statuses\":[]");
        Assert.Equal(HttpStatusCode.OK, await PostAsync(meta, body, CloudApiNumber.AppSecret));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(meta, body, "forged"));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(meta, "{}", CloudApiNumber.AppSecret));
        var large = new string(' ', WebhookIntake.MaxBytes + 1);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(meta, large, CloudApiNumber.AppSecret));
    }

    private async Task<HttpClient> MetaAsync() => new() { BaseAddress = (await live.StartAsync()).Http.BaseAddress };

    private static async Task<HttpStatusCode> PostAsync(HttpClient meta, string body, string secret)
    {
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        content.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(Encoding.UTF8.GetBytes(body), secret));
        using var answer = await meta.PostAsync(Path, content);
        return answer.StatusCode;
    }
}
