namespace Samvad.Tests.Dialogue;

/// <summary>
/// The conversations of conversations.txt, each through the wire format of both providers: three languages, misspellings and
/// mixed scripts, with what became of tickets, consent and language.
/// </summary>
public sealed class ConversationTables(TalkingHost host)
{
    public static TheoryData<string, string> All
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var script in TalkScript.All)
            {
                foreach (var provider in TalkingHost.Providers)
                    rows.Add(script.Name, provider);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public Task A_conversation_goes_as_the_tables_say(string name, string provider) => host.TalkAsync(name, provider);

    [Fact]
    public void There_are_at_least_60_conversations_in_three_languages_and_no_two_of_one_name()
    {
        Assert.True(TalkScript.All.Count >= 60);
        Assert.Equal(["en", "hi", "mr"], TalkScript.All.Select(script => script.Language).Distinct().Order());
        Assert.Equal(TalkScript.All.Count, TalkScript.All.Select(script => script.Name).Distinct().Count());
        Assert.All(TalkScript.All, script => Assert.NotEmpty(script.Lines));
    }
}
