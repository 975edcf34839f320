using Microsoft.Azure.Functions.Worker.Builder;
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
    public class FunctionsApplicationBuilder
    {
        internal FunctionsApplicationBuilder()
        {
        }

        public ConfigurationManager Configuration { get; } = new();
        public IServiceCollection Services { get; } = new ServiceCollection();
        public IHost Build() => throw new NotSupportedException();
    }
}

namespace Microsoft.Extensions.Hosting
{
    /// <summary>Turns on the ASP.NET Core integration of HTTP functions.</summary>
    public static class FunctionsApplicationBuilderExtensions
    {
        public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder) => builder;
    }
}
