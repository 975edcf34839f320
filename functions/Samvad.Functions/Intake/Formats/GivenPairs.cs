namespace Samvad.Intake.Formats;

/// <summary>Texts by name, as headers and queries hold them.</summary>
internal sealed class GivenPairs(Func<string, string?> find, string prefix = "", string? name = null) : Given(prefix + name)
{
    public override GivenKind Kind =>
        name is null ? GivenKind.Object : string.IsNullOrEmpty(find(name)) ? GivenKind.Nothing : GivenKind.Text;

    public override string? Text => Kind == GivenKind.Text ? find(name!) : null;

    public override IEnumerable<string> Names => [];

    public override Given this[string member] => new GivenPairs(find, prefix, member);

    public override IEnumerable<Given> Items => [];

    public override int Count => 0;

    public override IEnumerable<Given> All(string member) => this[member] is { IsPresent: true } one ? [one] : [];
}
