using Microsoft.AspNetCore.Http;

namespace Samvad.Intake;

/// <summary>Answers to bad requests: RFC 9457 problem details that say what to mend.</summary>
public static class Problem
{
    /// <summary>Everything wrong with the request at once.</summary>
    public static IResult Invalid(string title, IReadOnlyCollection<FieldError> errors) => Results.Problem(
        title: title,
        detail: "Nothing of the request was taken. Mend what 'errors' names and send it again.",
        statusCode: StatusCodes.Status400BadRequest,
        extensions: new Dictionary<string, object?> { ["errors"] = errors });

    public static IResult NotFound(string detail) =>
        Results.Problem(title: "Not found", detail: detail, statusCode: StatusCodes.Status404NotFound);

    public static IResult Conflict(string detail) =>
        Results.Problem(title: "Not possible now", detail: detail, statusCode: StatusCodes.Status409Conflict);

    public static IResult TooLarge(long limit) => Results.Problem(
        title: "The request is too large",
        detail: $"At most {limit / (1024 * 1024)} MB are taken at once. Send it in parts.",
        statusCode: StatusCodes.Status413PayloadTooLarge);
}
