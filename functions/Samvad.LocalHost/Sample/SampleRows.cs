namespace Samvad.LocalHost.Sample;

/// <summary>A row of offices.csv.</summary>
public sealed record SampleOffice(
    string Code, string Level, string Parent, string NameMr, string NameHi, string NameEn);

/// <summary>A row of groups.csv.</summary>
public sealed record SampleGroup(string Id, string Office, string Name, bool Urban, string Lineman);

/// <summary>A row of members.csv. Consent: what the person agreed to hear about.</summary>
public sealed record SampleMember(
    string Group,
    string Member,
    string Name,
    string Phone,
    string Language,
    string Category,
    string ConsumerNumber,
    string Feeder,
    string Transformer,
    bool ConsentOutage,
    bool ConsentPlanned,
    bool ConsentSafety,
    bool ConsentService,
    string ConsentSource,
    string ConsentDate);

/// <summary>A row of staff.csv.</summary>
public sealed record SampleStaff(string Phone, string Name, string Role, string Office, string Group, string Language);
