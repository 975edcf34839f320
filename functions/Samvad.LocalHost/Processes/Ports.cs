using System.Net;
using System.Net.Sockets;

namespace Samvad.LocalHost.Processes;

/// <summary>Ports of the loopback interface.</summary>
internal static class Ports
{
    /// <summary>Different ports that are free now.</summary>
    public static int[] Free(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
            listener.Start();
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
            listener.Dispose();
        return ports;
    }

    /// <exception cref="CommandException">Another process listens on the port.</exception>
    public static void ThrowIfTaken(int port, string what, string option)
    {
        if (port == 0)
            return;
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException)
        {
            throw new CommandException(
                $"Port {port} for the {what} is in use: stop what uses it, or choose another with {option}.");
        }
    }

    public static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
