using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker
{
    /// <summary>One call of a function.</summary>
    public abstract class FunctionContext
    {
        public abstract string InvocationId { get; }
        public abstract string FunctionId { get; }
        public abstract TraceContext TraceContext { get; }
        public abstract BindingContext BindingContext { get; }
        public abstract RetryContext RetryContext { get; }
        public abstract IServiceProvider InstanceServices { get; set; }
        public abstract FunctionDefinition FunctionDefinition { get; }
        public abstract IDictionary<object, object> Items { get; set; }
        public abstract IInvocationFeatures Features { get; }
        public virtual CancellationToken CancellationToken { get; }
    }

    /// <summary>The trace that a call is part of.</summary>
    public abstract class TraceContext
    {
        public abstract string TraceParent { get; }
        public abstract string TraceState { get; }
        public virtual IReadOnlyDictionary<string, string> Attributes => ImmutableDictionary<string, string>.Empty;
    }

    /// <summary>What the host bound for a call.</summary>
    public abstract class BindingContext
    {
        public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
    }

    /// <summary>How often a call was tried.</summary>
    public abstract class RetryContext
    {
        public abstract int RetryCount { get; }
        public abstract int MaxRetryCount { get; }
    }

    /// <summary>What the parts of the worker share of a call.</summary>
    public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
    {
        void Set<T>(T instance);
        T? Get<T>();
    }

    /// <summary>A function, as the host knows it.</summary>
    public abstract class FunctionDefinition
    {
        public abstract ImmutableArray<FunctionParameter> Parameters { get; }
        public abstract string PathToAssembly { get; }
        public abstract string EntryPoint { get; }
        public abstract string Id { get; }
        public abstract string Name { get; }
        public abstract IImmutableDictionary<string, BindingMetadata> InputBindings { get; }
        public abstract IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }
    }

    /// <summary>A parameter of a function.</summary>
    public class FunctionParameter(string name, Type type)
    {
        public string Name { get; } = name;
        public Type Type { get; } = type;
    }

    /// <summary>A binding of a function.</summary>
    public abstract class BindingMetadata
    {
        public abstract string Name { get; }
        public abstract string Type { get; }
        public abstract BindingDirection Direction { get; }
    }

    public enum BindingDirection
    {
        In = 0,
        Out = 1,
    }

    /// <summary>The composition of the worker: services, and what every call passes through.</summary>
    public interface IFunctionsWorkerApplicationBuilder
    {
        IServiceCollection Services { get; }
        IFunctionsWorkerApplicationBuilder Use(
            Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware);
    }

    /// <summary>The ASP.NET Core side of a call.</summary>
    public static class FunctionContextExtensions
    {
        // Under this name the real package keeps it too.
        private const string HttpContextKey = "HttpRequestContext";

        /// <summary>Null where the function was not started by HTTP.</summary>
        public static HttpContext? GetHttpContext(this FunctionContext context) =>
            context.Items.TryGetValue(HttpContextKey, out var value) ? value as HttpContext : null;
    }
}

namespace Microsoft.Azure.Functions.Worker.Middleware
{
    /// <summary>The rest of the way of a call.</summary>
    public delegate Task FunctionExecutionDelegate(FunctionContext context);

    /// <summary>Something that every call passes through.</summary>
    public interface IFunctionsWorkerMiddleware
    {
        Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
    }
}
