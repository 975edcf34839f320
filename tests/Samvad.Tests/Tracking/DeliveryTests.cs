using CsCheck;
using Samvad.Tracking;

namespace Samvad.Tests.Tracking;

public sealed class DeliveryTests
{
    private static readonly DeliveryStatus[] Reported =
        [DeliveryStatus.Sent, DeliveryStatus.Delivered, DeliveryStatus.Read, DeliveryStatus.Failed];

    [Fact]
    public void Any_order_and_repetition_of_the_same_statuses_ends_in_the_same_state() =>
        Gen.Select(Gen.Int[0, 3].Select(index => Reported[index]).Array[1, 6], Gen.Int[0, 1000]).Sample((statuses, seed) =>
        {
            var random = new Random(seed);
            var shuffled = statuses.Concat(statuses).OrderBy(_ => random.Next()).ToArray();
            return After(statuses.Order()) == After(shuffled);
        });

    [Theory]
    [InlineData(DeliveryStatus.Read, DeliveryStatus.Delivered)]
    [InlineData(DeliveryStatus.Delivered, DeliveryStatus.Sent)]
    [InlineData(DeliveryStatus.Delivered, DeliveryStatus.Failed)]
    [InlineData(DeliveryStatus.Failed, DeliveryStatus.Sent)]
    [InlineData(DeliveryStatus.Skipped, DeliveryStatus.Read)]
    public void A_status_never_goes_back(DeliveryStatus known, DeliveryStatus reported)
    {
        var delivery = Some(known);
        Assert.False(delivery.Advance(reported, "131026", 5));
        Assert.Equal(known, delivery.Status);
    }

    [Fact]
    public void A_failed_message_that_proves_delivered_is_delivered()
    {
        var delivery = Some(DeliveryStatus.Failed);
        Assert.True(delivery.Advance(DeliveryStatus.Delivered, null, 5));
        Assert.Null(delivery.Code);
    }

    [Fact]
    public void Two_writers_of_one_line_end_in_the_same_state_whoever_merges() =>
        Gen.Select(Gen.Int[0, 3].Select(index => Reported[index]).Array[0, 4], Gen.Int[0, 3].Select(index => Reported[index]).Array[0, 4]).Sample((one, other) =>
        {
            var (a, b) = (Of(one), Of(other));
            var (mine, theirs) = (Of(one), Of(other));
            a.Merge(theirs, sending: true);
            b.Merge(mine, sending: false);
            return a.Status == b.Status;
        });

    [Fact]
    public void Counts_add_up_to_the_audience() => Gen.Enum<DeliveryStatus>().List[0, 300].Sample(statuses =>
    {
        var counts = Counts.Of(statuses.Select(Some));
        return counts.Audience == statuses.Count
            && counts.Audience == counts.Queued + counts.Sent + counts.Failed.Values.Sum() + counts.Skipped.Values.Sum()
            && counts.Read <= counts.Delivered && counts.Delivered <= counts.Sent;
    });

    private static DeliveryStatus After(IEnumerable<DeliveryStatus> statuses) => Of(statuses).Status;

    private static Delivery Of(IEnumerable<DeliveryStatus> statuses)
    {
        var delivery = Some(DeliveryStatus.Accepted);
        foreach (var status in statuses)
            delivery.Advance(status, "131026", 1);
        return delivery;
    }

    private static Delivery Some(DeliveryStatus status) =>
        new() { Address = "+919812345678", Member = "m1", Language = "mr", Status = status, Code = "x" };
}
