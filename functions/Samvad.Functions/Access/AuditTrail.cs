using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Samvad.Consumers;
using Samvad.Storage;
using Samvad.WhatsApp;

namespace Samvad.Access;

/// <summary>A change, or the attempt at one.</summary>
/// <param name="Who">Id of the caller.</param>
/// <param name="What">The function that was called, and the action where it knows several: `ControlAnnouncement:pause`.</param>
/// <param name="Subject">What about: the address of the request below /api, phones masked.</param>
/// <param name="From">Where the call came from, without its last part.</param>
/// <param name="Status">Of the answer; null where it broke off, so that what was changed has to be looked up.</param>
public sealed record AuditEntry(
    string Id,
    DateTimeOffset At,
    string Who,
    string Name,
    string What,
    string Subject,
    IReadOnlyList<string> Offices,
    string? From,
    int? Status,
    JsonElement? Before,
    JsonElement? After);

/// <summary>
/// Who changed what. Rows are added, none is ever changed or deleted here: one when a call begins, one beside it when it
/// ended. PK day (IST), RK inverted time `~` id, with `~end` for the second.
/// </summary>
public sealed class AuditTrail(SamvadTables tables, TimeProvider time)
{
    private const string End = "~end";
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>Notes that somebody sets about something; to be called before it is done.</summary>
    public Task<AuditEntry> BeginAsync(Caller caller, string function, HttpContext http, CancellationToken cancellationToken) =>
        BeginAsync(caller, WhatOf(function, http.Request), SubjectOf(http.Request), CallerAddress.Of(http), cancellationToken);

    /// <summary>Notes how it ended.</summary>
    public Task EndAsync(AuditEntry begun, AuditNote note, int status, CancellationToken cancellationToken)
    {
        var row = Row(begun, End);
        row[nameof(AuditEntry.Status)] = status;
        Note(row, note);
        return tables.Audit.AddEntityAsync(row, cancellationToken);
    }

    /// <summary>Notes a change that did not come by HTTP, before it is made.</summary>
    /// <param name="what">As a function is named: `AnnounceByWhatsApp`.</param>
    /// <param name="cause">Of the same cause at the same time there is one entry, however often it is noted.</param>
    public async Task AddAsync(
        Caller caller, string what, string subject, string from, DateTimeOffset at, string cause, AuditNote note,
        CancellationToken cancellationToken)
    {
        var entry = Entry(caller, what, WithoutPhones(subject), from, at, NameBasedGuid.Of(what, cause));
        var row = Row(entry, "");
        row[nameof(AuditEntry.Status)] = StatusCodes.Status200OK;
        Note(row, note);
        try
        {
            await tables.Audit.AddEntityAsync(row, cancellationToken);
        }
        catch (RequestFailedException known) when (known.Status == StatusCodes.Status409Conflict)
        {
            // By whoever was interrupted after it.
        }
    }

    /// <summary>The entries of the days, the newest first.</summary>
    /// <param name="after">The id of the last one that the caller has.</param>
    public async IAsyncEnumerable<AuditEntry> ReadAsync(
        DateOnly from, DateOnly to, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (day, key) = after?.Split('/') is [var at, var last] && DateOnly.TryParseExact(at, DayFormat, out var parsed)
            ? (parsed, last + End) : (to, "");
        for (; day >= from; day = day.AddDays(-1), key = "")
        {
            var partition = day.ToString(DayFormat, CultureInfo.InvariantCulture);
            TableEntity? begun = null;
            await foreach (var row in tables.Audit.QueryAsync<TableEntity>(
                row => row.PartitionKey == partition && row.RowKey.CompareTo(key) > 0, cancellationToken: cancellationToken))
            {
                if (begun is not null && row.RowKey == begun.RowKey + End)
                {
                    yield return Read(row, begun.RowKey);
                    begun = null;
                    continue;
                }

                if (begun is not null)
                    yield return Read(begun, begun.RowKey);
                begun = row;
            }

            if (begun is not null)
                yield return Read(begun, begun.RowKey);
        }
    }

    /// <summary>The day of an instant in Indian Standard Time.</summary>
    public static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.ToOffset(IndianTime.Offset).DateTime);

    /// <summary>Whether it is an id as <see cref="AuditEntry.Id"/> is.</summary>
    public static bool IsId(string id) =>
        id.Split('/') is [var day, { Length: > 20 and < 100 }] && DateOnly.TryParseExact(day, DayFormat, out _);

    private async Task<AuditEntry> BeginAsync(
        Caller caller, string what, string subject, string? from, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var entry = Entry(caller, what, subject, from, now, Guid.CreateVersion7(now));
        await tables.Audit.AddEntityAsync(Row(entry, ""), cancellationToken);
        return entry;
    }

    private static AuditEntry Entry(Caller caller, string what, string subject, string? from, DateTimeOffset at, Guid id)
    {
        var key = $"{long.MaxValue - at.UtcTicks:d19}~{id:n}";
        var day = DayOf(at).ToString(DayFormat, CultureInfo.InvariantCulture);
        IReadOnlyList<string> offices = caller.IsEverywhere ? [] : [caller.Office!, .. caller.AdditionalOffices];
        return new AuditEntry($"{day}/{key}", at, caller.Id, caller.Name, what, subject, offices, from, null, null, null);
    }

    private static string WhatOf(string function, HttpRequest request) =>
        request.RouteValues.TryGetValue("action", out var action) ? $"{function}:{Short($"{action}")}" : function;

    private static string SubjectOf(HttpRequest request)
    {
        const string api = "/api/";
        var path = request.Path.Value ?? "";
        var subject = WithoutPhones(path.StartsWith(api, StringComparison.OrdinalIgnoreCase) ? path[api.Length..] : path);
        return request.RouteValues.TryGetValue("address", out var address) && $"{address}" is { Length: > 0 } whose
            ? subject.Replace(whose, Addresses.Mask(whose), StringComparison.Ordinal)
            : subject;
    }

    /// <summary>The parts of the path as they are, but for phones; ids of outages and imports have to stay whole.</summary>
    internal static string WithoutPhones(string path) => string.Join('/', Short(path).Split('/')
        .Select(part => Addresses.Parse(part) is null ? part : Addresses.Mask(part)));

    private static string Short(string text) => text.Length <= 300 ? text : text[..300];

    private static TableEntity Row(AuditEntry entry, string suffix)
    {
        var slash = entry.Id.IndexOf('/');
        return new TableEntity(entry.Id[..slash], entry.Id[(slash + 1)..] + suffix)
        {
            [nameof(AuditEntry.At)] = entry.At,
            [nameof(AuditEntry.Who)] = entry.Who,
            [nameof(AuditEntry.Name)] = entry.Name,
            [nameof(AuditEntry.What)] = entry.What,
            [nameof(AuditEntry.Subject)] = entry.Subject,
            [nameof(AuditEntry.Offices)] = string.Join(',', entry.Offices),
            [nameof(AuditEntry.From)] = entry.From,
        };
    }

    private static void Note(TableEntity row, AuditNote note)
    {
        if (note.Subject is { } subject)
            row[nameof(AuditEntry.Subject)] = Short(subject);
        if (note.Offices.Count > 0)
            row[nameof(AuditEntry.Offices)] = string.Join(',', note.Offices);
        row[nameof(AuditEntry.Before)] = note.Before;
        row[nameof(AuditEntry.After)] = note.After;
    }

    private static AuditEntry Read(TableEntity row, string key) => new(
        $"{row.PartitionKey}/{key}",
        row.GetDateTimeOffset(nameof(AuditEntry.At)) ?? default,
        row.GetString(nameof(AuditEntry.Who)),
        row.GetString(nameof(AuditEntry.Name)),
        row.GetString(nameof(AuditEntry.What)),
        row.GetString(nameof(AuditEntry.Subject)),
        row.GetString(nameof(AuditEntry.Offices)).Split(',', StringSplitOptions.RemoveEmptyEntries),
        row.GetString(nameof(AuditEntry.From)),
        row.GetInt32(nameof(AuditEntry.Status)),
        Json(row.GetString(nameof(AuditEntry.Before))),
        Json(row.GetString(nameof(AuditEntry.After))));

    private static JsonElement? Json(string? text) => text is null ? null : JsonElement.Parse(text);
}
