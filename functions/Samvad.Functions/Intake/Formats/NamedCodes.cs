using Samvad.Outages;

namespace Samvad.Intake.Formats;

/// <summary>Codes that a format carries as pairs of a name and a value.</summary>
internal static class NamedCodes
{
    extension(CodeNames names)
    {
        public string All => string.Join(", ", names.Feeder, names.Transformer, names.Office, names.Consumer);

        /// <summary>Pairs of other names are somebody else's and are left alone.</summary>
        public Affected Affected(IEnumerable<(string? Name, Given Value)> pairs, FieldRules rules)
        {
            var byName = pairs.Where(pair => pair.Name is not null).ToLookup(
                pair => pair.Name!, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
            return new Affected(
                rules.Codes(byName[names.Office]),
                rules.Codes(byName[names.Feeder]),
                rules.Codes(byName[names.Transformer]),
                rules.Codes(byName[names.Consumer]));
        }
    }
}
