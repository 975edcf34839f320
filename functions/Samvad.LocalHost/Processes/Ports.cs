using System.Net;
using System.Net.Sockets;

namespace Samvad.LocalHost.Processes;

/// <summary>Ports of the loopback interface.</summary>
internal static class Ports
{
    private const int RowsFrom = 20_000;
    private const int Rows = 10_000;
    private static int _taken;

    /// <summary>Different ports that are free now, for who listens at once: soon they are given to others.</summary>
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

    /// <summary>
    /// Free ports one after the other, below those that the system lends to outgoing connections: such a one may be
    /// lent between being found free and being used, or while a killed host is down.
    /// </summary>
    public static int FreeInARow(int count)
    {
        while (true)
        {
            var first = RowsFrom + (Environment.ProcessId * 64 + Interlocked.Add(ref _taken, count) - count) % Rows;
            if (Enumerable.Range(first, count).All(IsFree))
                return first;
        }
    }

    /// <exception cref="CommandException">Another process listens on the port.</exception>
    public static void ThrowIfTaken(int port, string what, string option)
    {
        if (port != 0 && !IsFree(port))
        {
            throw new CommandException(
                $"Port {port} for the {what} is in use: stop what uses it, or choose another with {option}.");
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
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
