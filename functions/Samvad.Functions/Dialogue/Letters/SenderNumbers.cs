using Samvad.Consumers;
using Samvad.WhatsApp.Channels;

namespace Samvad.Dialogue;

/// <summary>By which number a letter leaves where the person never wrote: that which serves the office.</summary>
public sealed class SenderNumbers(ChannelMap map, ChannelStore channels, People people, Groups groups)
{
    /// <returns>Null where no channel is active.</returns>
    public async Task<SenderNumber?> ForAsync(Letter letter, CancellationToken cancellationToken)
    {
        var seat = await SeatAsync(letter.To, cancellationToken);
        var office = letter.Office ?? seat?.Office;
        var channel = office is null ? null : await map.ForAsync(office, seat?.Id ?? letter.To, cancellationToken);
        channel ??= (await channels.AllAsync(cancellationToken)).FirstOrDefault(any => any.State == ChannelState.Active);
        return channel is null ? null : new(channel.Provider, channel.Sender);
    }

    private async Task<Group?> SeatAsync(string address, CancellationToken cancellationToken) =>
        await people.FindAsync(address, cancellationToken) is { Seats: [var seat, ..] }
            ? await groups.FindAsync(seat.Group, cancellationToken)
            : null;
}
