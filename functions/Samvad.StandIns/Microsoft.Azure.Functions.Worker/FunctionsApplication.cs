using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder
{
    /// <summary>Stands where the Functions host would be reached; it can only say how to run the app without it.</summary>
    public static class FunctionsApplication
    {
        public static FunctionsApplicationBuilder CreateBuilder(string[] args) => throw new InvalidOperationException(
            "This build holds stand-ins instead of the Azure packages, so there is no Functions host to talk to. "
            + "Run the app on this machine with 'dotnet run --project functions/Samvad.LocalHost', "
            + "or build it for Azure with -p:AzurePackages=real.");
    }

    /// <summary>The composition of a Functions app.</summary>
    public class FunctionsApplicationBuilder : IFunctionsWorkerApplicationBuilder
    {
        internal FunctionsApplicationBuilder()
        {
        }

        public ConfigurationManager Configuration { get; } = new();
        public IServiceCollection Services { get; } = new ServiceCollection();
        public IHost Build() => throw new NotSupportedException();

        public IFunctionsWorkerApplicationBuilder Use(
            Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware) => throw new NotSupportedException();
    }

    /// <summary>Turns on the ASP.NET Core integration of HTTP functions.</summary>
    public static class FunctionsApplicationBuilderAspNetCoreExtensions
    {
        public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder) => builder;
    }
}

namespace Microsoft.Extensions.Hosting
{
    /// <summary>Puts middleware into the way of every call.</summary>
    public static class MiddlewareWorkerApplicationBuilderExtensions
    {
        public static IFunctionsWorkerApplicationBuilder UseMiddleware<T>(this IFunctionsWorkerApplicationBuilder builder)
            where T : class, IFunctionsWorkerMiddleware
        {
            builder.Services.AddSingleton<T>();
            return builder.Use(next => context => context.InstanceServices.GetRequiredService<T>().Invoke(context, next));
        }
    }
}
