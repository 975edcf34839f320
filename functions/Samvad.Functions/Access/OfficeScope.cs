using Microsoft.AspNetCore.Http;
using Samvad.Consumers;

namespace Samvad.Access;

/// <summary>The offices in which a caller sees and tells.</summary>
/// <param name="Codes">Null for all of them.</param>
public sealed record OfficeScope(IReadOnlySet<string>? Codes)
{
    public static OfficeScope Everywhere { get; } = new((IReadOnlySet<string>?)null);

    public bool IsEverywhere => Codes is null;

    /// <summary>Whether the office is within; what has no office is only for those who belong to none.</summary>
    public bool Contains(string? office) => Codes is null || (office is not null && Codes.Contains(office));

    /// <summary>Whether any of the offices is within.</summary>
    public bool Touches(IEnumerable<string> offices) => Codes is null || offices.Any(Codes.Contains);

    /// <summary>Whether all of the offices are within, and there is one.</summary>
    public bool Covers(IReadOnlyCollection<string> offices) =>
        Codes is null || (offices.Count > 0 && offices.All(Codes.Contains));

    /// <summary>What to tell a caller about something that reaches beyond.</summary>
    public static IResult Beyond(string what) => Problem.Forbidden($"{what} reaches beyond your offices.", []);

    /// <summary>What is within of the offices that are asked for; null is all.</summary>
    public IReadOnlySet<string>? Of(IReadOnlySet<string>? asked) =>
        Codes is null ? asked : asked is null ? Codes : Codes.Intersect(asked).ToHashSet();
}

/// <summary>The one place that knows how far a caller reaches.</summary>
public sealed class OfficeScopes(Offices offices)
{
    public ValueTask<OfficeScope> OfAsync(HttpRequest request, CancellationToken cancellationToken) =>
        OfAsync(Caller.Of(request), cancellationToken);

    public async ValueTask<OfficeScope> OfAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Office is not { } office)
            return OfficeScope.Everywhere;
        var tree = await offices.ReadTreeAsync(cancellationToken);
        return new OfficeScope(caller.AdditionalOffices.Prepend(office).SelectMany(tree.Subtree).ToHashSet());
    }
}
