using Samvad.Access;

namespace Samvad.Announcements.Audiences;

/// <summary>Within which offices something was made: its maker's, and whoever belongs above them sees it.</summary>
public sealed class MadeWithin(OfficeScopes scopes)
{
    /// <returns>Null is everywhere.</returns>
    public static IReadOnlyList<string>? Of(Caller caller) =>
        caller.Office is { } office ? [office, .. caller.AdditionalOffices] : null;

    /// <summary>Whether the caller's offices cover those within which it was made.</summary>
    public async ValueTask<bool> SeesAsync(Caller caller, IReadOnlyList<string>? within, CancellationToken cancellationToken)
    {
        var scope = await scopes.OfAsync(caller, cancellationToken);
        return scope.IsEverywhere || (within is not null && scope.Covers(within));
    }
}
