using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Samvad;
using Samvad.Access;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseAccess();
builder.Services.AddSamvad(builder.Configuration);
builder.Build().Run();
