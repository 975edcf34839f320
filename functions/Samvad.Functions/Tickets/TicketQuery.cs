using System.Globalization;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Samvad.Consumers;

namespace Samvad.Tickets;

/// <summary>Which tickets are asked for.</summary>
/// <param name="Offices">Codes; the office that was named and all below it.</param>
/// <param name="Filter">Of the columns of the table; empty for all.</param>
/// <param name="After">The key that the page before ended with.</param>
internal sealed record TicketQuery(IReadOnlyCollection<string> Offices, string Filter, int Top, string? After, bool Csv)
{
    private const int MaxTop = 500;
    private const int KeyLength = 19;
    private static readonly string[] States = [.. Enum.GetValues<TicketState>().Select(TicketView.NameOf), "unresolved"];
    private static readonly string[] Types = [.. Enum.GetValues<TicketType>().Select(TicketView.NameOf)];

    /// <summary>Reads `?office=&amp;type=&amp;state=&amp;overdue=&amp;top=&amp;continuation=&amp;format=`; finds every fault.</summary>
    public static TicketQuery Read(HttpRequest request, OfficeTree tree, DateTimeOffset now, FieldCheck check)
    {
        var filters = new List<string>();
        if (Given(request, "type") is { } type && check.OneOf("type", type, Types) is { } known)
            filters.Add(TableClient.CreateQueryFilter($"Type eq {TypeOf(known).ToString()}"));
        if (Given(request, "state") is { } state)
            filters.Add(StateFilter(check.OneOf("state", state, States)));
        if (Given(request, "overdue") is { } overdue && check.OneOf("overdue", overdue, ["true", "false"]) == "true")
            filters.Add($"{StateFilter("unresolved")} and {TableClient.CreateQueryFilter($"ExpectedAt lt {now}")}");
        var top = 50;
        if (Given(request, "top") is { } number
            && (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out top) || top is < 1 or > MaxTop))
            check.Add("top", number, "range", $"A whole number from 1 to {MaxTop}.");
        var after = Given(request, "continuation");
        if (after is not null && (after.Length < KeyLength || after.AsSpan(0, KeyLength).ContainsAnyExceptInRange('0', '9')))
            check.Add("continuation", after, "page", "As the page before gave it.");
        var format = Given(request, "format") is { } named ? check.OneOf("format", named, ["json", "csv"]) : null;
        var accepts = request.Headers.Accept.ToString().Contains("text/csv", StringComparison.OrdinalIgnoreCase);
        return new(
            OfficesOf(Given(request, "office"), tree, check), string.Join(" and ", filters), top, after,
            format is null ? accepts : format == "csv");
    }

    private static IReadOnlyCollection<string> OfficesOf(string? office, OfficeTree tree, FieldCheck check)
    {
        if (office is null)
            return [.. tree.All.Select(any => any.Code)];
        var subtree = tree.Subtree(office);
        if (subtree.Count == 0)
            check.Add("office", office, "unknown-office", "The code of an office.");
        return subtree;
    }

    private static string StateFilter(string state) => state == "unresolved"
        ? "(State eq 'Open' or State eq 'Accepted' or State eq 'Reopened')"
        : TableClient.CreateQueryFilter(
            $"State eq {Enum.GetValues<TicketState>().FirstOrDefault(one => TicketView.NameOf(one) == state).ToString()}");

    private static TicketType TypeOf(string name) =>
        Enum.GetValues<TicketType>().FirstOrDefault(type => TicketView.NameOf(type) == name);

    private static string? Given(HttpRequest request, string name) =>
        request.Query[name].ToString() is { Length: > 0 } text ? text : null;
}
