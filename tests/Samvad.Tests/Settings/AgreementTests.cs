using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Samvad.LocalHost.Broker;
using Samvad.LocalHost.Triggers;
using Samvad.Settings;
using Samvad.Storage;

namespace Samvad.Tests.Settings;

/// <summary>What triggers, options, host.json and bicep say of the same thing is the same.</summary>
public sealed class AgreementTests
{
    /// <summary>Settings of the platform, which no option of ours binds.</summary>
    private static readonly string[] Platform =
    [
        "AZURE_CLIENT_ID", "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId",
        "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
    ];

    private static readonly Assembly App = typeof(SamvadServices).Assembly;

    private static IReadOnlyList<(string Function, ParameterInfo Parameter)> Triggers { get; } =
    [
        .. App.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
            .SelectMany(method => method.GetParameters(), (method, parameter) => (method.GetCustomAttribute<FunctionAttribute>()!.Name, parameter)),
    ];

    private static IReadOnlyList<SettingsSection> Sections
    {
        get
        {
            var configuration = new ConfigurationBuilder().Build();
            using var services = new ServiceCollection().AddLogging().AddSamvad(configuration).BuildServiceProvider();
            return [.. services.GetServices<SettingsSection>()];
        }
    }

    /// <summary>The names of settings that bicep sets, with `0` for the number of a channel.</summary>
    private static IReadOnlyList<string> Set { get; } = [.. Regex.Matches(
            Repository.Read("bicep", "modules", "function-app.bicep"), "(?:^|\\{) *'?([A-Za-z]+(?:__[A-Za-z0-9${}]+)+|[A-Z_]{8,})'?:", RegexOptions.Multiline)
        .Select(match => match.Groups[1].Value.Replace("${i}", "0"))];

    [Fact]
    public void Every_setting_that_bicep_sets_is_bound_by_an_option()
    {
        Assert.True(Set.Count >= 18, string.Join(' ', Set));
        var bound = Sections.SelectMany(section => SettingPaths.All(section.Type, section.Name)).Select(one => one.Path)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain(Set.Except(Platform).Select(name => name.Replace("__", ":")), name => !bound.Contains(name));
        Assert.Empty(Platform.Except(Set));
    }

    [Theory]
    [InlineData("acs")]
    [InlineData("cloud")]
    public void What_bicep_sets_is_enough_to_start(string provider)
    {
        var values = Set.Except(Platform).Where(name => provider == "cloud" ? !name.Contains("Acs") : !name.Contains("Cloud"))
            .Select(name => (name.Replace("__", ":"), name switch
            {
                _ when name.EndsWith("Uri") || name.EndsWith("Endpoint") => "https://samvad.example.in",
                _ when name.EndsWith("SignIn") => "true",
                _ when name.EndsWith("__Provider") => provider,
                _ when name.EndsWith("__Sender") => provider == "cloud" ? "100000000000001" : "11111111-1111-1111-1111-111111111111",
                _ when name.EndsWith("PerSecond") || name.EndsWith("Limit") => "80",
                _ => "satara",
            }));
        Assert.Empty(SettingsAtStartTests.Faults([.. values]));
    }

    [Fact]
    public void All_options_are_checked_at_the_start_and_their_numbers_and_times_have_bounds()
    {
        var known = Sections.Select(section => section.Type).ToHashSet();
        var options = App.GetTypes().Where(type => type.Name.EndsWith("Options") && type.GetField("Section") is not null).ToList();
        Assert.True(options.Count >= 10);
        Assert.Empty(options.Except(known));
        Assert.Empty(Sections
            .SelectMany(section => SettingPaths.All(section.Type, section.Name))
            .Where(one => (Nullable.GetUnderlyingType(one.Property.PropertyType) ?? one.Property.PropertyType) is var type
                && (type == typeof(int) || type == typeof(double) || type == typeof(TimeSpan))
                && one.Property.GetCustomAttribute<RangeAttribute>() is null
                && !HasOwnRules(one.Property))
            .Select(one => one.Path));
    }

    // Bounds that one annotation cannot say; each has its own tests.
    private static bool HasOwnRules(PropertyInfo property) => property.DeclaringType!.Name is "LadderOptions" or "FeedOptions" or "CloudApiOptions"
        || property is { Name: "CloseAfter", DeclaringType.Name: "TicketOptions" };

    [Fact]
    public void The_documentation_lists_every_setting_and_its_default()
    {
        var text = Repository.Read("docs", "settings.md");
        var listed = Regex.Matches(text, "^\\| `([A-Z][A-Za-z:0-9]+)` \\|", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToHashSet();
        var all = Sections.SelectMany(section => SettingPaths.All(section.Type, section.Name)).Select(one => one.Path).ToHashSet();
        Assert.Empty(all.Except(listed));
        Assert.Empty(listed.Except(all));
        foreach (var section in Sections)
        {
            foreach (var property in SettingPaths.Of(section.Type).Where(one => one.PropertyType.IsValueType))
            {
                var value = SettingPaths.Text(property.GetValue(Activator.CreateInstance(section.Type)));
                Assert.Contains($"| `{section.Name}:{property.Name}` | {(value is null or "" ? "–" : $"`{value}`")} |", text);
            }
        }
    }

    [Fact]
    public void Queues_and_their_sessions_are_the_same_in_triggers_and_bicep()
    {
        var defined = QueueDefinitions.Read(Path.Combine(AppContext.BaseDirectory, "queues.json")).ToDictionary(queue => queue.Name);
        var triggers = Triggers.Select(one => (one.Function, Trigger: one.Parameter.GetCustomAttribute<ServiceBusTriggerAttribute>()))
            .Where(one => one.Trigger is not null).ToList();
        Assert.Equal(defined.Keys.Order(), triggers.Select(one => one.Trigger!.QueueName!).Order());
        Assert.All(triggers, one =>
        {
            Assert.Equal(QueueNames.Connection, one.Trigger!.Connection);
            Assert.Equal(defined[one.Trigger.QueueName!].RequiresSession, one.Trigger.IsSessionsEnabled);
        });
        Assert.Contains(QueueNames.Connection + "__fullyQualifiedNamespace", Set);
        Assert.Contains("loadJsonContent('../queues.json')", Repository.Read("bicep", "modules", "service-bus.bicep"));
        Assert.Contains($"'{QueueNames.ProviderEvents}'", Repository.Read("bicep", "modules", "service-bus.bicep"));
    }

    [Fact]
    public void Schedules_have_six_fields_and_need_no_setting_that_bicep_lacks()
    {
        var timers = Triggers.Select(one => one.Parameter.GetCustomAttribute<TimerTriggerAttribute>()).OfType<TimerTriggerAttribute>().ToList();
        Assert.True(timers.Count >= 6);
        Assert.All(timers, timer =>
        {
            foreach (Match setting in Regex.Matches(timer.Schedule, "%([^%]+)%"))
                Assert.Contains(setting.Groups[1].Value.Replace(":", "__"), Set);
            if (!timer.Schedule.Contains('%'))
            {
                Assert.Equal(6, timer.Schedule.Split(' ').Length);
                Assert.NotNull(Timers.Parse(timer.Schedule));
            }
        });
    }

    [Fact]
    public void Host_json_fits_the_queues_and_the_longest_work()
    {
        using var host = JsonDocument.Parse(Repository.Read("host.json"));
        var bus = host.RootElement.GetProperty("extensions").GetProperty("serviceBus");
        TimeSpan Time(JsonElement of, string name) => TimeSpan.Parse(of.GetProperty(name).GetString()!);
        Assert.Equal("api", host.RootElement.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString());
        Assert.Equal("OpenTelemetry", host.RootElement.GetProperty("telemetryMode").GetString());
        // Work that may last until the timeout must keep its lock as long.
        Assert.True(Time(bus, "maxAutoLockRenewalDuration") >= Time(host.RootElement, "functionTimeout"));
        Assert.InRange(Time(bus, "sessionIdleTimeout"), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        Assert.True(bus.GetProperty("minMessageBatchSize").GetInt32() <= bus.GetProperty("maxMessageBatchSize").GetInt32());
        Assert.True(Time(bus, "maxBatchWaitTime") < TimeSpan.FromMinutes(2.5));
        // A message that is fetched ahead loses its lock while it waits for others of its session.
        Assert.Equal(0, bus.GetProperty("prefetchCount").GetInt32());
    }
}
