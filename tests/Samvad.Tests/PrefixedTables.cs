using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Samvad.Tests;

/// <summary>Puts the test's prefix before the name of every table.</summary>
public sealed class PrefixedTables(string prefix) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var uri = message.Request.Uri;
        if (uri.Path.Contains("devstoreaccount1/Tables", StringComparison.Ordinal) && message.Request.Content is null)
        {
            // Those of a list keep their names; one that is named gets the prefix.
            uri.Path = uri.Path.Replace("Tables('", $"Tables('{prefix}").Replace("Tables(%27", $"Tables(%27{prefix}");
            return;
        }

        if (uri.Path.Contains("devstoreaccount1/Tables", StringComparison.Ordinal))
        {
            using var body = new MemoryStream();
            message.Request.Content!.WriteTo(body, default);
            message.Request.Content = RequestContent.Create(
                Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body.ToArray()).Replace("\"TableName\":\"", $"\"TableName\":\"{prefix}")));
            return;
        }

        if (uri.Path.EndsWith("$batch", StringComparison.Ordinal))
        {
            using var body = new MemoryStream();
            message.Request.Content!.WriteTo(body, default);
            message.Request.Content = RequestContent.Create(Encoding.UTF8.GetBytes(
                Encoding.UTF8.GetString(body.ToArray()).Replace("/devstoreaccount1/", $"/devstoreaccount1/{prefix}")));
            return;
        }

        uri.Path = uri.Path.Replace("devstoreaccount1/", $"devstoreaccount1/{prefix}");
    }
}
