using System.Collections;
using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Samvad.LocalHost.Triggers;

/// <summary>One call of an HTTP function, as middleware sees it.</summary>
internal sealed class LocalFunctionContext(LocalFunction function, HttpContext http) : FunctionContext
{
    // Where the worker's ASP.NET Core integration keeps it.
    private const string HttpContextKey = "HttpRequestContext";

    public HttpContext Http { get; } = http;

    /// <summary>What the function returned; null where it was not reached.</summary>
    public object? Returned { get; set; }

    public override string InvocationId => Http.TraceIdentifier;
    public override string FunctionId => function.Name;
    public override TraceContext TraceContext { get; } = new NoTrace();
    public override BindingContext BindingContext { get; } = new Bound();
    public override RetryContext RetryContext { get; } = new OnlyTry();
    public override IServiceProvider InstanceServices { get; set; } = http.RequestServices;
    public override FunctionDefinition FunctionDefinition { get; } = new Definition(function);
    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object> { [HttpContextKey] = http };
    public override IInvocationFeatures Features { get; } = new FeaturesOfCall();
    public override CancellationToken CancellationToken => Http.RequestAborted;

    private sealed class Definition(LocalFunction function) : FunctionDefinition
    {
        public override ImmutableArray<FunctionParameter> Parameters =>
            [.. function.Method.GetParameters().Select(one => new FunctionParameter(one.Name!, one.ParameterType))];

        public override string PathToAssembly => function.Method.Module.FullyQualifiedName;
        public override string EntryPoint => $"{function.Method.DeclaringType!.FullName}.{function.Method.Name}";
        public override string Id => function.Name;
        public override string Name => function.Name;
        public override IImmutableDictionary<string, BindingMetadata> InputBindings =>
            ImmutableDictionary<string, BindingMetadata>.Empty.Add(function.Parameter.Name!, new HttpBinding(function.Parameter.Name!));

        public override IImmutableDictionary<string, BindingMetadata> OutputBindings =>
            ImmutableDictionary<string, BindingMetadata>.Empty;
    }

    private sealed class HttpBinding(string name) : BindingMetadata
    {
        public override string Name => name;
        public override string Type => "httpTrigger";
        public override BindingDirection Direction => BindingDirection.In;
    }

    private sealed class NoTrace : TraceContext
    {
        public override string TraceParent => System.Diagnostics.Activity.Current?.Id ?? "";
        public override string TraceState => System.Diagnostics.Activity.Current?.TraceStateString ?? "";
    }

    private sealed class Bound : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData { get; } = ImmutableDictionary<string, object?>.Empty;
    }

    private sealed class OnlyTry : RetryContext
    {
        public override int RetryCount => 0;
        public override int MaxRetryCount => 0;
    }

    private sealed class FeaturesOfCall : IInvocationFeatures
    {
        private readonly Dictionary<Type, object> _features = [];

        public void Set<T>(T instance) => _features[typeof(T)] = instance!;
        public T? Get<T>() => _features.TryGetValue(typeof(T), out var feature) ? (T)feature : default;
        public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
