namespace Samvad.Intake;

/// <summary>One thing wrong with a request.</summary>
/// <param name="Index">Which event of the request, from 0; null where the request as a whole is meant.</param>
/// <param name="Field">The field's path.</param>
/// <param name="Value">What was there, shortened; null where nothing was.</param>
/// <param name="Rule">What should have been there.</param>
public sealed record FieldError(int? Index, string Field, string? Value, string Rule);
