using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Samvad.LocalHost.Serve;

/// <summary>
/// The function key and the master key of a data directory, made at its first start; only its owner may read them.
/// </summary>
internal sealed record LocalKeys(string Function, string Master)
{
    /// <summary>By which the app knows the function key without holding it.</summary>
    [JsonIgnore]
    public string FunctionHash => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Function)));

    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "keys.json");

    public static LocalKeys Ensure(string dataDirectory)
    {
        var path = PathIn(dataDirectory);
        if (!File.Exists(path))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(path, options);
            JsonSerializer.Serialize(file, new LocalKeys(Random(), Random()), JsonSerializerOptions.Web);
        }

        return JsonSerializer.Deserialize<LocalKeys>(File.ReadAllText(path), JsonSerializerOptions.Web)!;
    }

    private static string Random() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(40))
        .Replace('+', '-').Replace('/', '_').TrimEnd('=');
}
