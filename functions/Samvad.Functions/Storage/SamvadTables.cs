using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Microsoft.Extensions.Hosting;

namespace Samvad.Storage;

/// <summary>The tables. Row keys are selective wherever a row is read alone: small stores index by row key first.</summary>
public sealed partial class SamvadTables(TableServiceClient service) : IHostedService
{
    private readonly ConcurrentDictionary<string, TableClient> _ledgers = new();

    /// <summary>PK `office`, RK code.</summary>
    public TableClient Offices { get; } = service.GetTableClient("Offices");

    /// <summary>PK one of 16 by a hash of the id, RK group id: a group is found by its id alone.</summary>
    public TableClient Groups { get; } = service.GetTableClient("Groups");

    /// <summary>PK bucket group, RK bucket of the asset code: asset to groups, packed.</summary>
    public TableClient GroupsByAsset { get; } = service.GetTableClient("GroupsByAsset");

    /// <summary>PK group id, RK group id `~` page number: the members of a group, packed.</summary>
    public TableClient Members { get; } = service.GetTableClient("Members");

    /// <summary>PK bucket group, RK bucket of the address: the people of a bucket, packed.</summary>
    public TableClient People { get; } = service.GetTableClient("People");

    /// <summary>PK bucket group, RK bucket of the consumer number: consumer number to groups, packed.</summary>
    public TableClient Consumers { get; } = service.GetTableClient("Consumers");

    /// <summary>PK `import`, RK import id; and PK import id: what was wrong with its rejected rows, packed.</summary>
    public TableClient Imports { get; } = service.GetTableClient("Imports");

    /// <summary>PK `feed`, RK its name: how a polled feed stands, packed, and who polls it now.</summary>
    public TableClient Feeds { get; } = service.GetTableClient("Feeds");

    /// <summary>PK source, RK external id: the current state.</summary>
    public TableClient Outages { get; } = service.GetTableClient("Outages");

    /// <summary>PK and RK source `~` external id: every accepted revision, packed.</summary>
    public TableClient OutageRevisions { get; } = service.GetTableClient("OutageRevisions");

    /// <summary>PK and RK source `~` id of a CAP message: the outage that it belongs to.</summary>
    public TableClient CapMessages { get; } = service.GetTableClient("CapMessages");

    /// <summary>PK `connected`, RK office code: how many consumers are connected where, packed.</summary>
    public TableClient Connected { get; } = service.GetTableClient("Connected");

    /// <summary>PK month of the beginning (IST), RK inverted beginning `~` outage: whom it hit for how long, packed.</summary>
    public TableClient Interruptions { get; } = service.GetTableClient("Interruptions");

    /// <summary>PK and RK office code: the outages that count for a storm there.</summary>
    public TableClient Storms { get; } = service.GetTableClient("Storms");

    /// <summary>PK group id, or `shared~` bucket of people of several groups, RK that `~` what is counted: what they were told in a week, packed.</summary>
    public TableClient ToldLately { get; } = service.GetTableClient("ToldLately");

    /// <summary>PK `item`, RK item id: what was changed in the content library, packed.</summary>
    public TableClient Library { get; } = service.GetTableClient("Library");

    /// <summary>PK `template`, RK template name: what providers say of it, packed.</summary>
    public TableClient TemplateStates { get; } = service.GetTableClient("TemplateStates");

    /// <summary>PK `audience`, RK audience id, packed.</summary>
    public TableClient Audiences { get; } = service.GetTableClient("Audiences");

    /// <summary>PK and RK dry-run id: what is asked, and what came of it, packed.</summary>
    public TableClient DryRuns { get; } = service.GetTableClient("DryRuns");

    /// <summary>PK `approval`, RK approval id, packed.</summary>
    public TableClient Approvals { get; } = service.GetTableClient("Approvals");

    /// <summary>PK `schedule`, RK schedule id, packed.</summary>
    public TableClient Schedules { get; } = service.GetTableClient("Schedules");

    /// <summary>PK schedule id, RK schedule id `~` due time: what became of the run.</summary>
    public TableClient ScheduleRuns { get; } = service.GetTableClient("ScheduleRuns");

    /// <summary>PK announcement id, RK that `~` bucket: who answered it or opted out after it, packed.</summary>
    public TableClient Reactions { get; } = service.GetTableClient("Reactions");

    /// <summary>PK announcement id, RK transformer: who answered whether supply is back, packed.</summary>
    public TableClient Replies { get; } = service.GetTableClient("Replies");

    /// <summary>PK `header`, RK inverted announcement id; and PK announcement id, RK group id: the progress of the group.</summary>
    public TableClient Announcements { get; } = service.GetTableClient("Announcements");

    /// <summary>PK group id, RK group id: the announcements that the group got lately; whom it told of outages on one day, packed.</summary>
    public TableClient Feed { get; } = service.GetTableClient("Feed");

    /// <summary>
    /// PK `shared`; RK announcement id `~` address: the group through which a person of several groups is told; RK address `~`
    /// day: what they were told of outages.
    /// </summary>
    public TableClient Shared { get; } = service.GetTableClient("Shared");

    /// <summary>PK `channel`, RK channel id.</summary>
    public TableClient Channels { get; } = service.GetTableClient("Channels");

    /// <summary>PK channel id, RK channel id: when the channel's next message may leave; `~replay`: the next dead letter.</summary>
    public TableClient Pace { get; } = service.GetTableClient("Pace");

    /// <summary>PK channel id, RK time `~` shard: whom a channel with a daily limit wrote to; kept for a day.</summary>
    public TableClient Recipients { get; } = service.GetTableClient("Recipients");

    /// <summary>PK `open`, RK hash of kind and subject; and PK `cleared`, RK inverted time: what operators have to see.</summary>
    public TableClient Alerts { get; } = service.GetTableClient("Alerts");

    /// <summary>PK and RK an id: of an answer to what a person wrote, or of the message that it became.</summary>
    public TableClient Answers { get; } = service.GetTableClient("Answers");

    /// <summary>PK `staff`, RK address `~` group id.</summary>
    public TableClient Staff { get; } = service.GetTableClient("Staff");

    /// <summary>PK and RK address: what a member of staff was asked and has not answered.</summary>
    public TableClient StaffTalks { get; } = service.GetTableClient("StaffTalks");

    /// <summary>PK office code, RK inverted time `~` ticket number: an office's tickets, the newest first.</summary>
    public TableClient Tickets { get; } = service.GetTableClient("Tickets");

    /// <summary>PK and RK ticket number: what caused it, and where it lies.</summary>
    public TableClient TicketIndex { get; } = service.GetTableClient("TicketIndex");

    /// <summary>PK and RK hash of type and place: the ticket that is open there.</summary>
    public TableClient TicketPlaces { get; } = service.GetTableClient("TicketPlaces");

    /// <summary>PK ticket number, RK ticket number `~` address: who reported the same.</summary>
    public TableClient TicketFollowers { get; } = service.GetTableClient("TicketFollowers");

    /// <summary>PK `due`, RK time `~` ticket number: when a ticket is to be looked at.</summary>
    public TableClient TicketClocks { get; } = service.GetTableClient("TicketClocks");

    /// <summary>PK and RK hash of the address: where the dialogue with a person stands, packed; and who is blocked.</summary>
    public TableClient Conversations { get; } = service.GetTableClient("Conversations");

    /// <summary>PK `running`, RK source `~` external id: an outage that goes on, packed.</summary>
    public TableClient RunningOutages { get; } = service.GetTableClient("RunningOutages");

    /// <summary>PK and RK transformer: who is without supply there and what was made of it, packed.</summary>
    public TableClient NoSupply { get; } = service.GetTableClient("NoSupply");

    /// <summary>PK source `~` external id of an outage, RK hash with the address: who asked about it.</summary>
    public TableClient Subscribers { get; } = service.GetTableClient("Subscribers");

    /// <summary>PK and RK hash of consumer number and address: who wants the messages of whose connection.</summary>
    public TableClient LinkRequests { get; } = service.GetTableClient("LinkRequests");
    /// <summary>PK and RK a slow hash of the address: what somebody who was erased had agreed to; and `salt`.</summary>
    public TableClient ConsentProofs { get; } = service.GetTableClient("ConsentProofs");

    /// <summary>PK `key`, RK id: the keys of machines, hashed.</summary>
    public TableClient Keys { get; } = service.GetTableClient("Keys");

    /// <summary>PK day (IST), RK inverted time `~` id: who changed what. Rows are only added.</summary>
    public TableClient Audit { get; } = service.GetTableClient("Audit");

    /// <summary>PK group id, RK announcement id `~` group id `~` page: deliveries, packed. A table per month, so that retention drops a table.</summary>
    public async Task<TableClient> LedgerAsync(DateTimeOffset announcedAt)
    {
        var name = "Ledger" + announcedAt.UtcDateTime.ToString("yyyyMM", CultureInfo.InvariantCulture);
        if (_ledgers.TryGetValue(name, out var ledger))
            return ledger;
        ledger = service.GetTableClient(name);
        await ledger.CreateIfNotExistsAsync();
        return _ledgers.GetOrAdd(name, ledger);
    }

    /// <summary>The ledgers of all months that there are, the oldest first.</summary>
    public async Task<IReadOnlyList<TableClient>> LedgersAsync(CancellationToken cancellationToken)
    {
        var months = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var table in service.QueryAsync(cancellationToken: cancellationToken))
        {
            // Other installations of the same account may have a prefix before their names.
            if (LedgerName().Match(table.Name) is { Success: true } ledger)
                months.Add(ledger.Value);
        }

        return [.. months.Select(service.GetTableClient)];
    }

    /// <summary>Drops the ledger of a month.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DropLedgerAsync(TableClient ledger, CancellationToken cancellationToken)
    {
        _ledgers.TryRemove(ledger.Name, out _);
        // 404 where it is gone already.
        return (await ledger.DeleteAsync(cancellationToken)).Status != 404;
    }

    /// <summary>The month that the name of a ledger says, as yyyyMM.</summary>
    public static string MonthOf(TableClient ledger) => ledger.Name[^6..];

    [GeneratedRegex("Ledger[0-9]{6}$")]
    private static partial Regex LedgerName();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        TableClient[] tables =
        [
            Offices, Groups, GroupsByAsset, Members, People, Consumers, Imports,
            Connected, Interruptions, Storms, Replies, CapMessages,
            ToldLately, Library, TemplateStates, Audiences, DryRuns, Approvals, Schedules, ScheduleRuns, Reactions,
            Feeds, Outages, OutageRevisions, Announcements, Feed, Shared, Channels, Pace, Recipients, Alerts, Answers,
            Conversations, RunningOutages, NoSupply, Subscribers, LinkRequests, ConsentProofs,
            Staff, StaffTalks, Tickets, TicketIndex, TicketPlaces, TicketFollowers, TicketClocks,
            Keys, Audit,
        ];
        await Task.WhenAll(tables.Select(table => table.CreateIfNotExistsAsync(cancellationToken)));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
