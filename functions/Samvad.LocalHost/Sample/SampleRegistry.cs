using System.Globalization;

namespace Samvad.LocalHost.Sample;

/// <summary>
/// A synthetic register of consumers. Every row follows from the seed and its own position, so rows are streamed,
/// nothing is kept, and the same arguments give the same rows. Nobody in it is real.
/// </summary>
public sealed class SampleRegistry(int groups, int members, int seed)
{
    // Proportions as ordered for the sample; of a hundred.
    private const int Marathi = 80;
    private const int Hindi = 12;
    private const int WithoutConsent = 3;
    private const int UrbanGroups = 45;

    // Of a thousand rows, how many repeat a person of a neighbouring or of any earlier group: a person so
    // repeated sits in two groups, which makes about two people of a hundred.
    private const int Repeated = 20;
    private const int SharedFeeders = 5;
    private const int TransformersPerGroup = 4;

    private readonly SampleOffices _offices = new(groups);

    public IEnumerable<SampleOffice> Offices() => _offices.All;

    /// <summary>The office above all others: the circle `SAT`, or `REGION` where there are several circles.</summary>
    public string TopOffice => _offices.All[0].Code;

    public IEnumerable<SampleGroup> Groups() => Enumerable.Range(0, groups).Select(Group);

    /// <summary>Group after group; the members of a group in the order of their ids.</summary>
    public IEnumerable<SampleMember> Members() =>
        Enumerable.Range(0, groups).SelectMany(group => Enumerable.Range(0, members), Member);

    /// <summary>The Janamitra of each group, then an engineer for each section, subdivision, division and circle.</summary>
    public IEnumerable<SampleStaff> Staff() => Enumerable.Range(0, groups).Select(Janamitra)
        .Concat(_offices.All.Where(office => office.Level is "section" or "subdivision" or "division" or "circle").Select(Engineer));

    /// <summary>All feeders, each once; every group is on the one that it alone brings in, and perhaps on a
    /// second.</summary>
    public IEnumerable<string> Feeders() => Enumerable.Range(0, groups).Select(Feeder);

    /// <summary>The feeder that most members of the group are on.</summary>
    public string FeederOf(int group) => Feeder(group);

    private SampleGroup Group(int group)
    {
        var section = _offices.SectionOf(group, groups);
        var urban = IsUrban(group);
        var (place, _) = SampleOffices.Place(section);
        var lineman = Name(Dice.Of(seed, 1, group), woman: false);
        return new(
            GroupId(group), section, $"{place} {(urban ? "शहर" : "ग्रामीण")} जनमित्र {group + 1}", urban, lineman);
    }

    private SampleMember Member(int group, int number)
    {
        var person = PersonAt(group, number);
        var told = Dice.Of(seed, 2, person);
        var seat = Dice.Of(seed, 3, Index(group, number));
        var category = Category(group, number, seat);
        var connected = category is not (
            "sarpanch" or "deputy-sarpanch" or "gramsevak" or "police-patil" or "public-representative");
        var consents = told.Next(100) >= WithoutConsent;
        var transformer = group * TransformersPerGroup + seat.Next(TransformersPerGroup);
        return new(
            GroupId(group),
            string.Create(CultureInfo.InvariantCulture, $"m{number + 1:d4}"),
            Name(Dice.Of(seed, 4, person), woman: told.Next(100) < 38),
            Phone(person),
            told.Next(100) switch { < Marathi => "mr", < Marathi + Hindi => "hi", _ => "en" },
            category,
            connected ? (190_000_000_000 + Index(group, number)).ToString(CultureInfo.InvariantCulture) : "",
            connected ? FeederAt(group, seat) : "",
            connected ? string.Create(CultureInfo.InvariantCulture, $"{Circle(group)}-DTC-{transformer + 1:d6}") : "",
            consents,
            consents && told.Next(100) < 97,
            consents && told.Next(100) < 90,
            consents && told.Next(100) < 85,
            told.Next(2) == 0 ? "form" : "call-centre",
            new DateOnly(2026, 1, 1).AddDays(told.Next(270)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// Who sits at a place: the person of that place, or (twenty of a thousand) a person of an earlier group, whose
    /// place is one that repeats nobody.
    /// </summary>
    private long PersonAt(int group, int number)
    {
        var dice = Dice.Of(seed, 5, Index(group, number));
        if (group == 0 || dice.Next(1000) >= Repeated)
            return Index(group, number);
        var other = dice.Next(2) == 0 ? group - 1 : dice.Next(group);
        var place = dice.Next(members);
        return Repeats(other, place) ? Index(group, number) : Index(other, place);
    }

    private bool Repeats(int group, int number) =>
        group > 0 && Dice.Of(seed, 5, Index(group, number)).Next(1000) < Repeated;

    private string Category(int group, int number, Dice dice) => (IsUrban(group), number) switch
    {
        (false, 0) => "sarpanch",
        (false, 1) => "deputy-sarpanch",
        (false, 2) => "gramsevak",
        (false, 3) => "police-patil",
        (false, _) => dice.Next(1000) switch
        {
            < 520 => "domestic", < 880 => "agricultural", < 940 => "commercial", < 965 => "industrial-lt",
            < 975 => "industrial-ht", < 985 => "public-representative", < 992 => "important",
            _ => "small-industry-association",
        },
        _ => dice.Next(1000) switch
        {
            < 640 => "domestic", < 800 => "commercial", < 850 => "industrial-lt", < 865 => "industrial-ht",
            < 880 => "public-representative", < 915 => "housing-society", < 940 => "commercial-complex",
            < 950 => "important",
            < 960 => "small-industry-association", < 970 => "estate-association", _ => "midc",
        },
    };

    /// <summary>Three of four on the group's own feeder; in every other group the rest on a second, its
    /// neighbour's.</summary>
    private string FeederAt(int group, Dice dice)
    {
        var shares = group > 0 && Dice.Of(seed, 6, group).Next(100) < SharedFeeders * 10;
        return shares && dice.Next(4) == 0 ? Feeder(group - 1) : Feeder(group);
    }

    private string Feeder(int group) => string.Create(
        CultureInfo.InvariantCulture, $"{Circle(group)}-{(IsUrban(group) ? 11 : 22)}-{group + 1:d4}");

    private string Circle(int group) => SampleOffices.CircleOf(_offices.SectionOf(group, groups));

    private bool IsUrban(int group) => Dice.Of(seed, 7, group).Next(100) < UrbanGroups;

    private long Index(int group, int number) => (long)group * members + number;

    private SampleStaff Janamitra(int group)
    {
        var own = Group(group);
        return Staff(group, own.Lineman, "janamitra", own.Office, own.Id);
    }

    private SampleStaff Engineer(SampleOffice office, int number) =>
        Staff(groups + number, Name(Dice.Of(seed, 8, number), woman: number % 4 == 0), "engineer", office.Code, "");

    private static SampleStaff Staff(int number, string name, string role, string office, string group) => new(
        string.Create(CultureInfo.InvariantCulture, $"97{number:d8}"), name, role, office, group, "mr");

    /// <summary>Unique: a number of 8 digits times a number prime to 10^8 is another for each, modulo 10^8.</summary>
    private string Phone(long person) => string.Create(
        CultureInfo.InvariantCulture, $"98{(person * 48_271_123 + (uint)seed * 7_919L) % 100_000_000:d8}");

    private static string Name(Dice dice, bool woman)
    {
        var first = woman ? Places.Women[dice.Next(Places.Women.Count)] : Places.Men[dice.Next(Places.Men.Count)];
        return $"{first} {Places.Men[dice.Next(Places.Men.Count)]} {Places.Surnames[dice.Next(Places.Surnames.Count)]}";
    }

    private static string GroupId(int group) => string.Create(CultureInfo.InvariantCulture, $"G-{group + 1:d5}");
}

/// <summary>Numbers that follow from a seed, a purpose and a position (SplitMix64).</summary>
internal sealed class Dice
{
    private ulong _state;

    private Dice(ulong state) => _state = state;

    public static Dice Of(int seed, int purpose, long position) =>
        new(Mix(Mix((uint)seed * 0x9E3779B97F4A7C15ul + (uint)purpose) ^ (ulong)position));

    /// <summary>From 0 to below the limit.</summary>
    public int Next(int limit) => (int)((Mix(_state += 0x9E3779B97F4A7C15ul) >> 33) % (ulong)limit);

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ul;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBul;
        return value ^ (value >> 31);
    }
}
