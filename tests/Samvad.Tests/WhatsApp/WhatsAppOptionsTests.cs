using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Samvad.WhatsApp;
using Samvad.WhatsApp.CloudApi;

namespace Samvad.Tests.WhatsApp;

public class WhatsAppOptionsTests
{
    [Fact]
    public void The_defaults_of_the_Cloud_API_are_Metas_own()
    {
        var options = new CloudApiOptions();
        Assert.Equal(
            ("https://graph.facebook.com/", "v23.0", "", "", "", TimeSpan.FromSeconds(30)),
            (options.BaseAddress.ToString(), options.Version, options.AccessToken, options.AppSecret, options.VerifyToken, options.Timeout));
    }

    [Fact]
    public void All_errors_of_a_channel_of_the_Cloud_API_are_told_at_once_and_nothing_of_ACS_is_demanded()
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Read(
            ("WhatsApp:Channels:0:Provider", "cloud"),
            ("WhatsApp:Channels:0:Id", "11111111-1111-1111-1111-111111111111"),
            ("WhatsApp:Cloud:BaseAddress", "http://example.org"),
            ("WhatsApp:Cloud:Version", "23"),
            ("WhatsApp:Cloud:Timeout", "00:00:00")));
        Assert.Equal(
            [
                "WhatsApp:Channels:0:Sender is '11111111-1111-1111-1111-111111111111'. At cloud a sender is the phone number id, 5 to 32 digits.",
                "WhatsApp:Cloud:BaseAddress is 'http://example.org/'; an https address is needed.",
                "WhatsApp:Cloud:Version is '23'; it looks like v23.0.",
                "WhatsApp:Cloud:AccessToken is missing.",
                "WhatsApp:Cloud:AppSecret is missing; without it forged webhook calls look like Meta's.",
                "WhatsApp:Cloud:VerifyToken is missing.",
                "WhatsApp:Cloud:Timeout is 00:00:00; it lies between 0 and 5 minutes.",
            ],
            failure.Failures);
    }

    [Fact]
    public void Nothing_of_the_Cloud_API_is_demanded_where_no_channel_uses_it()
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Read(
            ("WhatsApp:Channels:0:Id", "1001"), ("WhatsApp:Channels:1:Id", "1001"), ("WhatsApp:Channels:1:Provider", "telegram")));
        Assert.Equal(
            [
                "WhatsApp:Channels:0:Sender is '1001'. At acs a sender is the channel registration id, a GUID.",
                "WhatsApp:Channels:1:Provider is 'telegram'; known providers: acs, cloud.",
                "WhatsApp:Acs:Endpoint is missing (or WhatsApp:Acs:ConnectionString on a single machine).",
            ],
            failure.Failures);
    }

    private static WhatsAppOptions Read(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        using var services = new ServiceCollection().AddLogging().AddWhatsApp(configuration).BuildServiceProvider();
        return services.GetRequiredService<IOptions<WhatsAppOptions>>().Value;
    }
}
