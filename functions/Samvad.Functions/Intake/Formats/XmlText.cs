using System.Xml;
using System.Xml.Linq;

namespace Samvad.Intake.Formats;

/// <summary>XML within limits, without document types and with nothing fetched from elsewhere.</summary>
internal static class XmlText
{
    private const int MaxDepth = 32;
    private const int MaxNodes = 300_000;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = OutageIntake.MaxBytes,
        MaxCharactersFromEntities = 1_024,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    /// <returns>The root element; null where something is wrong.</returns>
    public static XElement? Parse(ReadOnlyMemory<byte> body, FaultList faults)
    {
        try
        {
            if (Excess(body) is { } excess)
            {
                faults.Add(null, "", null, "xml", excess);
                return null;
            }

            using var reader = Open(body);
            return XElement.Load(reader);
        }
        catch (XmlException malformed)
        {
            faults.Add(null, "", null, "xml", malformed.LineNumber > 0
                ? $"XML without a document type (DTD); refused at line {malformed.LineNumber}, column {malformed.LinePosition}"
                : "XML without a document type (DTD)");
            return null;
        }
    }

    /// <summary>Read through once, keeping nothing: what is too deep or too much never becomes a tree.</summary>
    private static string? Excess(ReadOnlyMemory<byte> body)
    {
        using var reader = Open(body);
        for (var nodes = 0; reader.Read();)
        {
            if (reader.Depth > MaxDepth)
                return $"elements nested at most {MaxDepth} deep";
            nodes += 1 + reader.AttributeCount;
            if (nodes > MaxNodes)
                return $"at most {MaxNodes} elements, attributes and texts";
        }

        return null;
    }

    private static XmlReader Open(ReadOnlyMemory<byte> body) =>
        XmlReader.Create(new MemoryStream(body.ToArray(), writable: false), Settings);
}
