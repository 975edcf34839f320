using Microsoft.AspNetCore.Http;
using Samvad.Access;

namespace Samvad.Tests;

/// <summary>Requests that are handed to a function directly, as if the access check had let their caller pass.</summary>
internal static class CallerContexts
{
    /// <param name="caller">Default: whoever may everything everywhere.</param>
    public static T By<T>(this T context, Caller? caller = null) where T : HttpContext
    {
        context.Features.Set(caller ?? Caller.FunctionKey);
        return context;
    }
}
