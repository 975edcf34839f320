using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Samvad.Page;

namespace Samvad.Tests.Page;

public sealed partial class PageFilesTests
{
    private readonly PageFiles _files = new();

    [Fact]
    public async Task The_page_names_every_module_once_and_all_of_them_are_there()
    {
        var (_, page) = await GetAsync("");
        var links = Link().Matches(page).Select(link => link.Groups[1].Value).ToList();
        Assert.Contains($"{_files.Version}/page.js", links);
        Assert.Contains($"{_files.Version}/lib/preact.mjs", links);
        foreach (var link in links)
            Assert.NotNull(_files.Find(link));
    }

    [Fact]
    public async Task No_file_names_another_host()
    {
        foreach (var link in Link().Matches((await GetAsync("")).Body).Select(link => link.Groups[1].Value))
            Assert.DoesNotMatch(@"(import|fetch|src|href)\W{1,4}https?://", (await GetAsync(link)).Body);
    }

    [Fact]
    public async Task Files_are_kept_for_good_under_their_version_and_the_page_is_asked_for_anew()
    {
        Assert.Equal("no-cache", (await GetAsync("")).Response.Headers.CacheControl);
        var (file, _) = await GetAsync($"{_files.Version}/page.css");
        Assert.Contains("immutable", file.Headers.CacheControl.ToString());
        Assert.Null(_files.Find("page.css"));
    }

    [Fact]
    public async Task Who_has_it_gets_nothing_and_who_unpacks_it_gets_it_packed()
    {
        var (first, plain) = await GetAsync($"{_files.Version}/page.css");
        var (again, nothing) = await GetAsync($"{_files.Version}/page.css", request => request.Headers.IfNoneMatch = first.Headers.ETag);
        Assert.Equal((StatusCodes.Status304NotModified, ""), (again.StatusCode, nothing));
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        context.Request.Headers.AcceptEncoding = "gzip, br";
        await _files.Find($"{_files.Version}/page.css")!.ExecuteAsync(context);
        var packed = (MemoryStream)context.Response.Body;
        Assert.Equal("br", context.Response.Headers.ContentEncoding);
        Assert.Equal(packed.Length, context.Response.ContentLength);
        packed.Position = 0;
        using var unpacked = new StreamReader(new BrotliStream(packed, CompressionMode.Decompress));
        Assert.Equal(plain, await unpacked.ReadToEndAsync());
    }

    [Fact]
    public void The_policy_allows_nothing_from_elsewhere_and_nothing_unsafe()
    {
        Assert.StartsWith("default-src 'self';", _files.ContentSecurityPolicy);
        Assert.DoesNotContain("unsafe", _files.ContentSecurityPolicy);
        Assert.DoesNotContain("http", _files.ContentSecurityPolicy);
        Assert.Contains("frame-ancestors 'none'", _files.ContentSecurityPolicy);
    }

    private async Task<(HttpResponse Response, string Body)> GetAsync(string path, Action<HttpRequest>? with = null)
    {
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        with?.Invoke(context.Request);
        await _files.Find(path)!.ExecuteAsync(context);
        return (context.Response, Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()));
    }

    [GeneratedRegex("""(?:href|src)="\./([^"]+)""")]
    private static partial Regex Link();
}
