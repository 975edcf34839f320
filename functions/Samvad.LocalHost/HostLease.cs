namespace Samvad.LocalHost;

/// <summary>
/// Says that a process lives: a file it holds locked, which the operating system unlocks when the process ends,
/// however it ends. Ids are never used twice.
/// </summary>
public sealed class HostLease : IDisposable
{
    private const int Attempts = 10;
    private readonly FileStream _file;

    private HostLease(string directory, string id, FileStream file)
    {
        Directory = directory;
        Id = id;
        _file = file;
    }

    /// <summary>The data directory the lease belongs to.</summary>
    public string Directory { get; }

    /// <summary>`kind-guid`, for example `host-…` or `simulator-…`.</summary>
    public string Id { get; }

    public static HostLease Acquire(string dataDirectory, string kind)
    {
        System.IO.Directory.CreateDirectory(Folder(dataDirectory));
        for (var attempt = 1; ; attempt++)
        {
            var id = $"{kind}-{Guid.NewGuid():n}";
            if (TryCreate(PathOf(dataDirectory, id), attempt < Attempts) is { } file)
                return new HostLease(dataDirectory, id, file);
        }
    }

    /// <summary>Whether the process that acquired this id still lives. Removes the file of a dead one.</summary>
    public static bool IsAlive(string dataDirectory, string id)
    {
        var path = PathOf(dataDirectory, id);
        if (!File.Exists(path))
            return false;
        try
        {
            using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
                File.Delete(AddressOf(dataDirectory, id));
                File.Delete(path);
            }

            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>The living processes of a kind on this data directory.</summary>
    public static IReadOnlyList<string> Alive(string dataDirectory, string kind) =>
        !System.IO.Directory.Exists(Folder(dataDirectory)) ? [] : System.IO.Directory
            .EnumerateFiles(Folder(dataDirectory), kind + "-*.lock")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(id => IsAlive(dataDirectory, id))
            .ToArray();

    /// <summary>Says where the process answers, for as long as it lives.</summary>
    public void Announce(string url)
    {
        var path = AddressOf(Directory, Id);
        File.WriteAllText(path + ".new", url);
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Where the living processes of a kind answer.</summary>
    public static IReadOnlyList<Uri> Addresses(string dataDirectory, string kind) =>
    [
        .. Alive(dataDirectory, kind)
            .Select(id => AddressOf(dataDirectory, id))
            .Where(File.Exists)
            .Select(path => new Uri(File.ReadAllText(path))),
    ];

    public void Dispose()
    {
        File.Delete(AddressOf(Directory, Id));
        File.Delete(PathOf(Directory, Id));
        _file.Dispose();
    }

    // Creating and locking are two steps: whoever lists the living between them takes the file for a dead one's.
    private static FileStream? TryCreate(string path, bool mayFail)
    {
        try
        {
            var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            if (File.Exists(path))
                return file;
            file.Dispose();
            return null;
        }
        catch (IOException) when (mayFail)
        {
            return null;
        }
    }

    private static string Folder(string dataDirectory) => Path.Combine(dataDirectory, "processes");
    private static string AddressOf(string dataDirectory, string id) => Path.Combine(Folder(dataDirectory), id + ".url");
    private static string PathOf(string dataDirectory, string id) => Path.Combine(Folder(dataDirectory), id + ".lock");
}
