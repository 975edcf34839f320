using System.Reflection;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.DependencyInjection;

namespace Samvad.LocalHost.Triggers;

/// <summary>A [Function] method and the parameter whose arrival starts it.</summary>
internal sealed class LocalFunction(
    string name, MethodInfo method, ParameterInfo parameter, TriggerBindingAttribute trigger)
{
    private readonly ParameterInfo[] _parameters = method.GetParameters();
    private readonly ObjectFactory? _factory =
        method.IsStatic ? null : ActivatorUtilities.CreateFactory(method.DeclaringType!, Type.EmptyTypes);

    public string Name { get; } = name;
    public MethodInfo Method { get; } = method;
    public ParameterInfo Parameter { get; } = parameter;
    public TriggerBindingAttribute Trigger { get; } = trigger;

    /// <summary>A queue name or schedule with its settings filled in.</summary>
    public string Source { get; set; } = "";

    /// <summary>Builds the class anew in the scope, calls the method, and gives what it returned, awaited.</summary>
    public async Task<object?> InvokeAsync(IServiceProvider scope, Func<ParameterInfo, object?> bind)
    {
        var instance = _factory?.Invoke(scope, null);
        try
        {
            var arguments = Array.ConvertAll(_parameters, parameter => bind(parameter));
            return await AwaitAsync(
                Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null));
        }
        finally
        {
            if (instance is IAsyncDisposable asyncDisposable)
                await asyncDisposable.DisposeAsync();
            else if (instance is IDisposable disposable)
                disposable.Dispose();
        }
    }

    /// <summary>What awaiting the method gives; void where it gives nothing.</summary>
    public static Type Awaited(Type type) =>
        type == typeof(Task) || type == typeof(ValueTask) ? typeof(void)
        : type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(Task<>) || open == typeof(ValueTask<>))
            ? type.GenericTypeArguments[0]
        : type;

    private async Task<object?> AwaitAsync(object? returned)
    {
        if (returned is null || Awaited(Method.ReturnType) == Method.ReturnType)
            return returned;
        var task = returned switch
        {
            Task running => running,
            ValueTask running => running.AsTask(),
            _ => (Task)returned.GetType().GetMethod(nameof(ValueTask<>.AsTask))!.Invoke(returned, null)!,
        };
        await task;
        return Awaited(Method.ReturnType) == typeof(void)
            ? null
            : task.GetType().GetProperty(nameof(Task<>.Result))!.GetValue(task);
    }
}
