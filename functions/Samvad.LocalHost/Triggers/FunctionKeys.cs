using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Samvad.LocalHost.Triggers;

/// <summary>Who may call: the header `x-functions-key` or the query value `code`, as on Azure Functions.</summary>
internal sealed class FunctionKeys(LocalTriggerOptions options)
{
    private const string Header = "x-functions-key";
    private readonly byte[] _function = Hash(options.FunctionKey);
    private readonly byte[] _master = Hash(options.MasterKey);

    public bool Allow(AuthorizationLevel level, HttpRequest request)
    {
        if (level == AuthorizationLevel.Anonymous)
            return true;
        var given = request.Headers.TryGetValue(Header, out var header) ? header.ToString() : request.Query["code"].ToString();
        if (given.Length == 0)
            return false;
        // Of equal length, compared in equal time: neither tells anything about the keys.
        var hash = Hash(given);
        var isMaster = CryptographicOperations.FixedTimeEquals(hash, _master);
        var isFunction = CryptographicOperations.FixedTimeEquals(hash, _function);
        return isMaster || (isFunction && level == AuthorizationLevel.Function);
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
