namespace Samvad.Tickets;

/// <summary>What `POST /api/tickets/{id}/assign|accept|escalate|resolve|reopen|note` takes.</summary>
/// <param name="By">Who asks for it, as the history is to show: a name or a desk.</param>
/// <param name="To">The phone of the new owner, or the id that `GET /api/staff` shows; assign only.</param>
/// <param name="Note">What was done, or why; required by resolve, reopen and note.</param>
/// <param name="Media">The name in the store of media of a picture of the repair; resolve only.</param>
/// <param name="Level">The level that is to hear of it: 1 section, 2 subdivision, 3 division; escalate only.</param>
internal sealed record TicketActionBody(string? By, string? To, string? Note, string? Media, int? Level);
