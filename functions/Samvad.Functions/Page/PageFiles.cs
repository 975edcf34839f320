using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Samvad.Operations;

namespace Samvad.Page;

/// <summary>
/// The files of the operations page, as built into the app. All but the page itself have the version of the whole in
/// their path and are kept by browsers for good; the page names them, so a new version is fetched at once and whole.
/// </summary>
public sealed class PageFiles
{
    private const string Prefix = "Page/";
    private const string Index = "index.html";
    private const string ForGood = "public, max-age=31536000, immutable";
    private readonly Dictionary<string, StoredAnswer> _files = [];

    public PageFiles()
    {
        var files = Read();
        Version = Convert.ToHexStringLower(SHA256.HashData(
            [.. files.OrderBy(file => file.Key, StringComparer.Ordinal).SelectMany(file => SHA256.HashData(file.Value))]))[..12];
        var index = Written(files);
        ContentSecurityPolicy = Policy(index);
        foreach (var (path, bytes) in files.Where(file => file.Key != Index))
            _files[$"{Version}/{path}"] = new(bytes, ContentType(path), ForGood, CompressionLevel.SmallestSize);
        _files[""] = new(Encoding.UTF8.GetBytes(index), ContentType(Index), "no-cache", CompressionLevel.SmallestSize);
    }

    /// <summary>Of all files together; another one whenever any of them is another.</summary>
    public string Version { get; }

    /// <summary>Nothing from elsewhere, nothing inline but the import map, in no frame.</summary>
    public string ContentSecurityPolicy { get; }

    internal StoredAnswer? Find(string path) => _files.GetValueOrDefault(path);

    private static Dictionary<string, byte[]> Read()
    {
        var assembly = typeof(PageFiles).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[Prefix.Length..].Replace('\\', '/'), name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                using var bytes = new MemoryStream();
                stream.CopyTo(bytes);
                return bytes.ToArray();
            });
    }

    /// <summary>The page with the version in its links; all modules are fetched side by side, not as one names the other.</summary>
    private string Written(Dictionary<string, byte[]> files)
    {
        var modules = files.Keys.Where(path => path.EndsWith("js", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(path => $"<link rel=\"modulepreload\" href=\"./{Version}/{path}\">");
        return Encoding.UTF8.GetString(files[Index])
            .Replace("<!-- modules -->", string.Join('\n', modules), StringComparison.Ordinal)
            .Replace("{version}", Version, StringComparison.Ordinal);
    }

    private static string Policy(string index)
    {
        const string open = "<script type=\"importmap\">";
        var from = index.IndexOf(open, StringComparison.Ordinal) + open.Length;
        var map = index[from..index.IndexOf("</script>", from, StringComparison.Ordinal)];
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(map)));
        return $"default-src 'self'; script-src 'self' 'sha256-{hash}'; img-src 'self' data: blob:; object-src 'none'; "
            + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    }

    private static string ContentType(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".json" => "application/json; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
}
