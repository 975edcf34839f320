using CsCheck;
using Samvad.Consumers;

namespace Samvad.Tests.Consumers;

public sealed class PersonLineTests
{
    private static readonly DateTimeOffset Day = new(2026, 5, 1, 10, 30, 0, 123, TimeSpan.Zero);

    private static readonly Gen<Person> People =
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Bool, Gen.Int[0, 15], (marks, seats, chose, rest) =>
        new Person(
            Some.Address(rest),
            "mr",
            chose,
            Enumerable.Range(0, marks)
                .Select(at => new ConsentMark((Topics)(1 << at), chose, "form", Day, at == 1 ? "v2" : null)).ToArray(),
            Enumerable.Range(0, seats).Select(at => new Seat("G", "m" + at, at == 1 ? "123456789012" : null)).ToArray(),
            (rest & 1) != 0 ? "21-07" : null,
            (rest & 2) != 0 ? "IN.123" : null,
            (rest & 4) != 0 ? Day : null,
            rest,
            (rest & 8) != 0 ? [new(Topics.Safety, true, "whatsapp", Day), new(Topics.Safety, false, "x", Day, "v1")] : null,
            rest % 5 == 0 ? ["OLD", "OLDER"] : null));

    [Fact]
    public void A_person_reads_back_as_written() => People.Sample(person =>
    {
        var line = PersonLine.Write(person);
        var back = PersonLine.Read(person.Address, line);
        Assert.Equal(line, PersonLine.Write(back));
        Assert.DoesNotContain((byte)'\n', line.ToArray());
        Assert.Equal(person.Consents, back.Consents);
        Assert.Equal(person.Seats, back.Seats);
        Assert.Equal(person.History, back.History);
        Assert.Equal(person.Formerly, back.Formerly);
        Assert.Equal(Bare(person), Bare(back));
    });

    private static Person Bare(Person person) => person with { Consents = [], Seats = [], History = null, Formerly = null };

    [Fact]
    public void What_a_later_release_adds_is_passed_over()
    {
        var person = PersonLine.Read(
            "+919822000001",
            """["mr",0,4,[[1,1,"form",0,null,["new"]]],[["G","m1",null,{"new":1}]],null,null,5,[],["OLD"],"new",{"newer":[]}]"""u8);
        Assert.Equal((4, Topics.Outage, "m1", 5), (
            person.Revision, person.Consent, person.Seats[0].Member,
                person.UnreachableSince!.Value.ToUnixTimeMilliseconds()));
    }
}
