using Samvad.Outages;

namespace Samvad.Tests.Outages;

/// <summary>More than two outages within half an hour are a storm here.</summary>
public sealed class StormScenarioTests
{
    private static readonly OutageOptions Stormy = new() { StormOutages = 2 };

    [Theory]
    // Two are none; the third begins it, and its people and those after it get one digest.
    [InlineData("10 a:confirmed to=T1; 11 b:confirmed to=T2", "T1", "10 Off")]
    [InlineData("10 a:confirmed to=T1; 11 b:confirmed to=T2; 12 c:confirmed to=T3", "T1", "10 Off")]
    [InlineData("10 a:confirmed to=T1; 11 b:confirmed to=T2; 12 c:confirmed to=T3", "T3", "17 Digest of 3")]
    [InlineData("10 a:confirmed to=T1; 11 b:confirmed to=T2; 12 c:confirmed to=T3; 14 d:confirmed to=T3; 15 e:confirmed to=T4", "T3", "17 Digest of 5")]
    [InlineData("10 a:confirmed to=T1; 11 b:confirmed to=T2; 60 c:confirmed to=T3", "T3", "60 Off")]
    // The time of restoration is that of all of them.
    [InlineData("10 a:confirmed to=T1 etr=100; 11 b:confirmed to=T2; 12 c:confirmed to=T3 etr=90; 100 a:restored; 101 b:restored; 102 c:restored",
        "T3", "17 Digest of 3 until 100; 102 Restored")]
    // A digest an hour at most, and only for whom there is news.
    [InlineData("10 a:confirmed to=T1; 11 b:confirmed to=T2; 12 c:confirmed to=T3; 20 d:confirmed to=T4", "T4", "77 Digest of 4")]
    [InlineData("10 a:confirmed to=T1; 11 b:confirmed to=T2; 12 c:confirmed to=T3; 20 d:confirmed to=T4", "T3", "17 Digest of 3")]
    [InlineData("10 a:confirmed to=T1; 11 b:confirmed to=T2; 12 c:confirmed to=T3; 30 c:etr-changed etr=200; 150 c:restored",
        "T3", "17 Digest of 3; 77 Digest of 3 until 200; 150 Restored")]
    // One restoration, when the last outage that concerns the person is over.
    [InlineData("10 a:confirmed to=T1; 11 b:confirmed to=T2; 12 c:confirmed to=T3; 13 d:confirmed to=F1; 40 c:restored; 50 d:restored",
        "T3", "17 Digest of 4; 50 Restored")]
    [InlineData("10 a:confirmed to=T1; 11 b:confirmed to=T2; 12 c:confirmed to=T3; 13 d:confirmed to=F1; 40 d:restored; 50 c:restored",
        "T3", "17 Digest of 4; 50 Restored")]
    [InlineData("10 a:confirmed to=T1; 11 b:confirmed to=T2; 12 c:confirmed to=T3; 16 c:restored", "T3", "")]
    // Who was told before the storm is told of the end.
    [InlineData("10 a:confirmed to=T1; 11 b:confirmed to=T2; 12 c:confirmed to=T3; 60 a:restored", "T1", "10 Off; 60 Restored")]
    // Changed and passed times wait for the digest.
    [InlineData("10 a:confirmed to=T1 etr=30; 11 b:confirmed to=T2; 12 c:confirmed to=T3; 60 a:restored", "T1", "10 Off until 30; 60 Restored")]
    // Whom an outage reaches later is in the next digest; the end of what nobody was told of is no news.
    [InlineData("10 a:confirmed to=T1; 11 b:confirmed to=T2; 12 c:confirmed to=T3; 20 c:confirmed to=T3,T4", "T4", "77 Digest of 3")]
    [InlineData("10 a:confirmed to=T1; 11 b:confirmed to=T2; 12 c:confirmed to=T3; 20 a:confirmed to=T1,T4", "T4", "20 Off")]
    [InlineData("10 a:confirmed to=T1; 11 b:confirmed to=T2; 12 c:confirmed to=T3; 14 d:restored to=T4", "T4", "")]
    // After the storm each outage speaks again.
    [InlineData("10 a:confirmed to=T1; 11 b:confirmed to=T2; 12 c:confirmed to=T3; 200 d:confirmed to=T4", "T4", "200 Off")]
    // Planned work is no storm.
    [InlineData("0 a:started planned to=T1; 1 b:started planned to=T2; 2 c:started planned to=T3", "T3", "2 Off")]
    public void What_a_person_gets_in_a_storm(string timeline, string transformer, string told) =>
        Assert.Equal(told, Town.Live(timeline, Stormy).ToldTo(Town.Person(transformer)));

    [Fact]
    public void Without_a_limit_there_are_no_storms() => Assert.Equal(
        "12 Off",
        Town.Live("10 a:confirmed to=T1; 11 b:confirmed to=T2; 12 c:confirmed to=T3", new OutageOptions { StormOutages = 0 })
            .ToldTo(Town.Person("T3")));
}
