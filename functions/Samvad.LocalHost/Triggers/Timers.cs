using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NCrontab;

namespace Samvad.LocalHost.Triggers;

/// <summary>Runs the timer functions, each occurrence in one process of those that share the data directory.</summary>
internal sealed class Timers(
    FunctionIndex index, LocalTriggerOptions options, IServiceScopeFactory scopes, TimeProvider time, ILogger<Timers> logger)
    : BackgroundService
{
    private static readonly TimeSpan s_longestSleep = TimeSpan.FromHours(12);

    /// <summary>Null where it is no NCRONTAB expression of six fields, or of five without seconds.</summary>
    public static CrontabSchedule? Parse(string expression) => CrontabSchedule.TryParse(
        expression, new CrontabSchedule.ParseOptions { IncludingSeconds = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6 });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var functions = index.Functions.Where(function => function.Trigger is TimerTriggerAttribute).ToArray();
        if (functions.Length == 0)
            return;
        using var store = new TimerStore(options.DataDirectory);
        await Task.WhenAll(functions.Select(function => Task.Run(() =>
            KeepAsync(function, store, stoppingToken), CancellationToken.None)));
    }

    private async Task KeepAsync(LocalFunction function, TimerStore store, CancellationToken stop)
    {
        var trigger = (TimerTriggerAttribute)function.Trigger;
        var schedule = Parse(function.Source)!;
        try
        {
            // What comes due while this starts is not missed.
            var from = Now;
            await StartAsync(function, trigger, schedule, store, stop);
            for (; ; from = Now)
            {
                var next = schedule.GetNextOccurrence(from);
                while (next - Now is var left && left > TimeSpan.Zero)
                    await Task.Delay(left < s_longestSleep ? left : s_longestSleep, time, stop);
                if (store.Last(function.Name, Now) is var last && last < next)
                    await FireAsync(function, schedule, store, last, next, isPastDue: false, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task StartAsync(
        LocalFunction function, TimerTriggerAttribute trigger, CrontabSchedule schedule, TimerStore store, CancellationToken stop)
    {
        var last = store.Last(function.Name, Now);
        var isPastDue = trigger.UseMonitor && schedule.GetNextOccurrence(last) <= Now;
        if (trigger.RunOnStartup || isPastDue)
            await FireAsync(function, schedule, store, last, Now, isPastDue, stop);
    }

    private async Task FireAsync(
        LocalFunction function,
        CrontabSchedule schedule,
        TimerStore store,
        DateTime last,
        DateTime occurrence,
        bool isPastDue,
        CancellationToken stop)
    {
        try
        {
            if (!store.TryBegin(function.Name, last, occurrence, Now))
                return;
            var info = new TimerInfo
            {
                IsPastDue = isPastDue,
                ScheduleStatus = new ScheduleStatus { Last = last, Next = schedule.GetNextOccurrence(Now), LastUpdated = Now },
            };
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await function.InvokeAsync(
                    scope.ServiceProvider, one => one.ParameterType == typeof(CancellationToken) ? stop : info);
            }
            finally
            {
                store.End(function.Name);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            logger.LogError(TriggerEvents.TimerFailed, exception, "Timer {Function} failed.", function.Name);
        }
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;
}
