using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Samvad.Access;

/// <summary>Where a call came from: the network, not the machine.</summary>
internal static class CallerAddress
{
    /// <returns>As `203.0.113.0/24` or `2001:db8:1::/48`; null where it is not known.</returns>
    public static string? Of(HttpContext http)
    {
        // The platform adds the address that it saw at the end; what stands before may be of the caller's making.
        var forwarded = http.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim();
        var remote = http.Connection.RemoteIpAddress;
        return forwarded.Length > 0 && (remote is null || IPAddress.IsLoopback(remote)) && Parse(forwarded) is { } seen
            ? Masked(seen)
            : remote is null ? null : Masked(remote);
    }

    internal static string Masked(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        var kept = address.AddressFamily == AddressFamily.InterNetwork ? 3 : 6;
        bytes.AsSpan(kept).Clear();
        return $"{new IPAddress(bytes)}/{kept * 8}";
    }

    // With a port where the platform adds it: `203.0.113.7:50123`.
    private static IPAddress? Parse(string text) =>
        IPAddress.TryParse(text, out var address) ? address
        : IPEndPoint.TryParse(text, out var endpoint) ? endpoint.Address
        : null;
}
