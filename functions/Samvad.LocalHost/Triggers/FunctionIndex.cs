using System.Reflection;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Samvad.LocalHost.Triggers;

/// <summary>The functions of the app, checked as the real build and host check them.</summary>
internal sealed class FunctionIndex
{
    private static readonly Type[] s_routeTypes = [typeof(string), typeof(int), typeof(long), typeof(Guid)];
    private static readonly Type[] s_messageTypes =
        [typeof(ServiceBusReceivedMessage), typeof(string), typeof(BinaryData), typeof(ServiceBusReceivedMessage[])];

    private readonly List<string> _problems = [];
    private readonly HostSettings _settings;

    /// <exception cref="InvalidOperationException">Tells all problems at once.</exception>
    public FunctionIndex(IEnumerable<Type> classes, HostSettings settings)
    {
        _settings = settings;
        const BindingFlags any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
            | BindingFlags.DeclaredOnly;
        Functions = [.. classes.SelectMany(type => type.GetMethods(any)).Select(Find).OfType<LocalFunction>()];
        foreach (var twice in Functions.GroupBy(one => one.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            _problems.Add($"{twice.Key}: {twice.Count()} functions have this name.");
        _problems.AddRange(settings.Problems());
        if (_problems.Count > 0)
            throw new InvalidOperationException(
                $"The functions cannot be started:{Environment.NewLine}{string.Join(Environment.NewLine, _problems)}");
    }

    public IReadOnlyList<LocalFunction> Functions { get; }

    private LocalFunction? Find(MethodInfo method)
    {
        if (method.GetCustomAttribute<FunctionAttribute>() is not { } named)
            return null;
        void Problem(string text) => _problems.Add($"{named.Name}: {text}.");
        if (!method.IsPublic || !method.DeclaringType!.IsVisible)
            Problem($"{method.DeclaringType!.Name}.{method.Name} and its class must be public");
        var triggers = method.GetParameters()
            .SelectMany(parameter => parameter.GetCustomAttributes<TriggerBindingAttribute>().Select(trigger => (parameter, trigger)))
            .ToArray();
        if (triggers is not [var (parameter, trigger)])
        {
            Problem($"a function has one trigger, this one has {triggers.Length}");
            return null;
        }

        var function = new LocalFunction(named.Name, method, parameter, trigger);
        Check(function, Problem);
        return function;
    }

    private void Check(LocalFunction function, Action<string> problem)
    {
        switch (function.Trigger)
        {
            case HttpTriggerAttribute:
                CheckHttp(function, problem);
                break;
            case TimerTriggerAttribute timer:
                function.Source = _settings.Resolve(timer.Schedule, problem) ?? "";
                if (function.Source.Length > 0 && Timers.Parse(function.Source) is null)
                    problem($"'{function.Source}' is no six-field NCRONTAB expression");
                CheckOthers(function, [], problem);
                break;
            case ServiceBusTriggerAttribute queue:
                CheckQueue(function, queue, problem);
                break;
            default:
                problem($"LocalHost does not run {function.Trigger.GetType().Name}");
                break;
        }
    }

    private static void CheckHttp(LocalFunction function, Action<string> problem)
    {
        if (function.Parameter.ParameterType != typeof(HttpRequest))
            problem($"the trigger parameter '{function.Parameter.Name}' must be an HttpRequest");
        CheckOthers(function, s_routeTypes, problem);
        var returned = LocalFunction.Awaited(function.Method.ReturnType);
        if (returned != typeof(void) && !returned.IsAssignableTo(typeof(IResult)) && !returned.IsAssignableTo(typeof(IActionResult)))
            problem($"it returns {returned.Name}; an HTTP function returns IResult or IActionResult");
    }

    private void CheckQueue(LocalFunction function, ServiceBusTriggerAttribute trigger, Action<string> problem)
    {
        if (trigger.QueueName is null)
            problem("LocalHost has queues, no topics");
        else
            function.Source = _settings.Resolve(trigger.QueueName, problem) ?? "";
        if (!s_messageTypes.Contains(function.Parameter.ParameterType))
            problem($"the parameter '{function.Parameter.Name}' must be a message, its string or BinaryData body, or an array of messages");
        else if (trigger.IsBatched != function.Parameter.ParameterType.IsArray)
            problem("IsBatched goes with an array of messages, and an array with IsBatched");
        CheckOthers(function, [typeof(ServiceBusMessageActions)], problem);
    }

    private static void CheckOthers(LocalFunction function, Type[] types, Action<string> problem)
    {
        foreach (var other in function.Method.GetParameters().Where(other => other.Position != function.Parameter.Position))
        {
            var type = Nullable.GetUnderlyingType(other.ParameterType) ?? other.ParameterType;
            if (type != typeof(CancellationToken) && !types.Contains(type))
                problem($"the parameter '{other.Name}' of type {type.Name} cannot be bound");
        }
    }
}
