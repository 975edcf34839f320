namespace Samvad.LocalHost.Processes;

/// <summary>Lets one process at a time through: a locked file, which a dead process no longer holds.</summary>
internal static class FileGate
{
    public static async Task<IDisposable> EnterAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(100, cancellationToken);
            }
        }
    }
}
