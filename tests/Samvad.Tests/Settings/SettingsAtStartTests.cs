using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Samvad.Settings;

namespace Samvad.Tests.Settings;

public sealed class SettingsAtStartTests
{
    private static readonly (string Key, string Value)[] Sound =
    [
        ("Storage:TableServiceUri", "https://samvad.table.core.windows.net"),
        ("Storage:BlobServiceUri", "https://samvad.blob.core.windows.net"),
        ("ServiceBus:fullyQualifiedNamespace", "samvad.servicebus.windows.net"),
        ("WhatsApp:Channels:0:Id", "11111111-1111-1111-1111-111111111111"),
        ("WhatsApp:Acs:Endpoint", "https://samvad.communication.azure.com"),
    ];

    [Fact]
    public void Sound_settings_have_no_fault() => Assert.Empty(Faults(Sound));

    [Fact]
    public void Everything_that_is_missing_is_told_at_once() => Assert.Equal(
        [
            "ServiceBus:FullyQualifiedNamespace is missing. It is the host of the namespace, as samvad.servicebus.windows.net.",
            "Storage:BlobServiceUri is missing. Give the address of the storage account (Storage:ConnectionString on a single machine).",
            "Storage:TableServiceUri is missing. Give the address of the storage account (Storage:ConnectionString on a single machine).",
            "WhatsApp:Channels is 0 of them. It has at least 1.",
        ],
        Faults().Select(fault => fault.Replace("'", "").Replace(" Leave it out for 0 of them.", "")).Order(StringComparer.Ordinal));

    [Fact]
    public void A_fault_names_setting_value_rule_and_remedy_and_no_secret()
    {
        var faults = Faults(
        [
            .. Sound,
            ("Outages:MomentaryHold", "five minutes"),
            ("Outages:EtrChange", "-00:01:00"),
            ("Outages:StormOutage", "3"),
            ("WhatsApp:MaxInFlight", "0"),
            ("WhatsApp:Channels:0:MessagesPerSecond", "fast"),
            ("WhatsApp:Channels:1:Id", "x"),
            ("WhatsApp:Cloud:AccessTokens", "EAAG-secret"),
            ("Operations:ReplayPerSecond", "0"),
            ("Announcements:QuietHoursRoutine", "ten to seven"),
            ("Retention:LedgerMonths", "0"),
        ]);
        Assert.Equal(
            [
                "Announcements:QuietHoursRoutine is 'ten to seven'. It has the form ^(([01][0-9]|2[0-3])-([01][0-9]|2[0-3]))?$. Leave it out for 22-07.",
                "Operations:ReplayPerSecond is '0'. It lies between 0.1 and 1000. Leave it out for 20.",
                "Outages:MomentaryHold is 'five minutes'. It is a time, written as hours:minutes:seconds or days.hours:minutes:seconds.",
                "Outages:StormOutage is no setting of the app. Remove it, or write Outages:StormOutages if that was meant; docs/settings.md lists all.",
                "Retention:LedgerMonths is '0'. It lies between 1 and 120. Leave it out for 13.",
                "WhatsApp:Channels:0:MessagesPerSecond is 'fast'. It is a number.",
                "WhatsApp:Cloud:AccessTokens is no setting of the app. Remove it, or write WhatsApp:Cloud:AccessToken if that was meant; docs/settings.md lists all.",
            ],
            faults.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(faults, fault => fault.Contains("secret"));
    }

    [Fact]
    public void Rules_of_sections_that_can_be_read_are_told_too()
    {
        var faults = Faults(
        [
            .. Sound,
            ("Outages:EtrChange", "-00:01:00"),
            ("WhatsApp:MaxInFlight", "0"),
            ("WhatsApp:Channels:1:Id", "x"),
            ("Tickets:Hazard:Section", "02:00:00"),
        ]);
        Assert.Equal(
            [
                "Outages:EtrChange is '-00:01:00'. It lies between 00:00:00 and 30.00:00:00. Leave it out for 00:15:00.",
                "Tickets:Hazard: Section, Subdivision and Division must rise, or be 0 to skip a level.",
                "WhatsApp:Channels:1:Sender is 'x'. At acs a sender is the channel registration id, a GUID.",
                "WhatsApp:MaxInFlight is '0'. It lies between 1 and 10000. Leave it out for 512.",
            ],
            faults.Order(StringComparer.Ordinal));
    }

    internal static IReadOnlyList<string> Faults(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        using var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration)
            .AddSamvad(configuration).BuildServiceProvider();
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (SettingsException failure)
        {
            return failure.Faults;
        }
    }
}
