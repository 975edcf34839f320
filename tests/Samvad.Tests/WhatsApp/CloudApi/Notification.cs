namespace Samvad.Tests.WhatsApp.CloudApi;

internal static class Notification
{
    /// <param name="events">`"statuses":[…]` or `"messages":[…]`.</param>
    public static string Of(string events) =>
        """{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","""
        + """ "metadata":{"phone_number_id":"1001"},""" + events + "}}]}]}";
}
