using System.Text;
using Azure.Data.Tables;
using Samvad.Consumers;
using Samvad.Storage;

namespace Samvad.Tests.Consumers;

public sealed class BucketPagesTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_page_of_an_earlier_version_is_refused_and_left_as_it_is()
    {
        var table = azurite.Tables.GetTableClient("EarlierPages");
        await table.CreateIfNotExistsAsync();
        var row = new TableEntity("p00", "b0000");
        row.PackText("""["F-1 SEC-1-A"]"""u8);
        await table.UpsertEntityAsync(row, TableUpdateMode.Replace);
        var pages = new BucketPages(table, "b", 1, 1);

        await Assert.ThrowsAsync<InvalidDataException>(() => pages.ReadAsync(["F-1"], (_, _) => { }, default));
        var failure = await Assert.ThrowsAsync<InvalidDataException>(
            () => pages.ChangeAsync(["F-1"], (_, _) => Encoding.UTF8.GetBytes("SEC-1-B"), default));

        Assert.Contains("import it again", failure.Message, StringComparison.Ordinal);
        var kept = await table.GetEntityAsync<TableEntity>("p00", "b0000");
        Assert.Equal(row.GetBinary("P0"), kept.Value.GetBinary("P0"));
    }
}
