using System.ComponentModel;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Samvad.LocalHost.Triggers;

/// <summary>Runs one HTTP function: key, middleware, arguments, call, answer. Bodies flow through unbuffered.</summary>
internal sealed class HttpFunction(LocalFunction function, FunctionKeys keys, LocalWorker? worker, ILogger logger)
{
    private readonly FunctionExecutionDelegate _way = worker?.Build(CallAsync(function)) ?? CallAsync(function);
    private readonly HttpTriggerAttribute _trigger = (HttpTriggerAttribute)function.Trigger;

    public string Pattern(string prefix) =>
        $"/{prefix.Trim('/')}/{(_trigger.Route ?? function.Name).TrimStart('/')}".Replace("//", "/");
    public IReadOnlyList<string>? Methods { get; } =
        ((HttpTriggerAttribute)function.Trigger).Methods is { Length: > 0 } methods ? [.. methods.Select(one => one.ToUpperInvariant())] : null;

    public async Task RunAsync(HttpContext context)
    {
        try
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
                limit.MaxRequestBodySize = null;
            if (!keys.Allow(_trigger.AuthLevel, context.Request))
                await Problem(StatusCodes.Status401Unauthorized, "A valid key is needed.").ExecuteAsync(context);
            else
                await RunThroughAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller went away.
        }
        catch (Exception exception)
        {
            await FailAsync(context, exception);
        }
    }

    private async Task RunThroughAsync(HttpContext context)
    {
        var call = new LocalFunctionContext(function, context);
        await _way(call);
        await AnswerAsync(context, call.Returned);
    }

    private static FunctionExecutionDelegate CallAsync(LocalFunction function) => async context =>
    {
        var call = (LocalFunctionContext)context;
        call.Returned = await function.InvokeAsync(call.InstanceServices, one => Bind(one, call.Http));
    };

    private static Task AnswerAsync(HttpContext context, object? returned) => returned switch
    {
        IResult result => result.ExecuteAsync(context),
        IActionResult result => result.ExecuteResultAsync(new ActionContext(context, context.GetRouteData(), new ActionDescriptor())),
        _ => Task.CompletedTask,
    };

    private async Task FailAsync(HttpContext context, Exception exception)
    {
        var status = exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError;
        if (status == StatusCodes.Status500InternalServerError)
            logger.LogError(TriggerEvents.RequestFailed, exception, "Function {Function} failed.", function.Name);
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        await Problem(status, status == StatusCodes.Status500InternalServerError ? null : exception.Message).ExecuteAsync(context);
    }

    private static IResult Problem(int status, string? detail) => Results.Problem(statusCode: status, detail: detail);

    private static object? Bind(ParameterInfo parameter, HttpContext context)
    {
        if (parameter.ParameterType == typeof(HttpRequest))
            return context.Request;
        if (parameter.ParameterType == typeof(CancellationToken))
            return context.RequestAborted;
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (!context.Request.RouteValues.TryGetValue(parameter.Name!, out var value) || value is null)
            return parameter.HasDefaultValue ? parameter.DefaultValue
                : type != parameter.ParameterType || !type.IsValueType ? null
                : throw new BadHttpRequestException($"'{parameter.Name}' is missing.");
        if (type == typeof(string))
            return value.ToString();
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value.ToString()!);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new BadHttpRequestException($"'{parameter.Name}' in the path is no {type.Name}.", exception);
        }
    }
}
