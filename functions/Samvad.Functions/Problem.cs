using Microsoft.AspNetCore.Http;

namespace Samvad;

/// <summary>Answers to requests that cannot be served: problem details (RFC 9457) that say what to mend.</summary>
public static class Problem
{
    /// <summary>Everything wrong with the request at once.</summary>
    public static IResult Invalid(string detail, params IReadOnlyCollection<Fault> faults) => Results.Problem(
        detail, statusCode: StatusCodes.Status400BadRequest, title: "The request is not valid.",
        extensions: new Dictionary<string, object?> { ["errors"] = faults });

    public static IResult NotFound(string detail) =>
        Results.Problem(detail, statusCode: StatusCodes.Status404NotFound, title: "Not found.");

    /// <summary>Nobody known called.</summary>
    /// <param name="signIn">Where people sign in.</param>
    public static IResult SignIn(string detail, string signIn) => Results.Problem(
        detail, statusCode: StatusCodes.Status401Unauthorized, title: "Who are you?",
        extensions: new Dictionary<string, object?> { ["signIn"] = signIn });

    /// <summary>The caller is known and may not.</summary>
    /// <param name="roles">Any of which would do; empty where none does.</param>
    public static IResult Forbidden(string detail, IReadOnlyCollection<string> roles) => Results.Problem(
        detail, statusCode: StatusCodes.Status403Forbidden, title: "Not allowed.",
        extensions: roles.Count == 0 ? null : new Dictionary<string, object?> { ["roles"] = roles });

    public static IResult Conflict(string detail) =>
        Results.Problem(detail, statusCode: StatusCodes.Status409Conflict, title: "Not possible as things are.");

    public static IResult Forbidden(string detail) =>
        Results.Problem(detail, statusCode: StatusCodes.Status403Forbidden, title: "You may not do that.");

    public static IResult Unsupported(string detail) => Results.Problem(
        detail, statusCode: StatusCodes.Status415UnsupportedMediaType, title: "The content type is not known.");

    public static IResult TooLarge(long limit) => Results.Problem(
        $"At most {limit / (1024 * 1024)} MB are taken at once. Send it in parts.",
        statusCode: StatusCodes.Status413PayloadTooLarge,
        title: "The request is too large.");
}
