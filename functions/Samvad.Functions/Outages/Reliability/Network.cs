using Samvad.Consumers;

namespace Samvad.Outages.Reliability;

/// <summary>The connected consumers, found by what an outage names.</summary>
public sealed class Network(IReadOnlyList<Connection> connections)
{
    private readonly ILookup<string, Connection> _byOffice = connections.ToLookup(connection => connection.Office);
    private readonly ILookup<string?, Connection> _byFeeder = connections.ToLookup(connection => connection.Feeder);
    private readonly ILookup<string?, Connection> _byTransformer =
        connections.ToLookup(connection => connection.Transformer);

    public IReadOnlyList<Connection> All => connections;

    /// <summary>The connections below any of the offices, feeders and transformers, each once.</summary>
    public IReadOnlyCollection<Connection> At(Affected affected, OfficeTree tree)
    {
        var found = new HashSet<Connection>(ReferenceEqualityComparer.Instance);
        foreach (var office in affected.Offices.SelectMany(tree.Subtree))
            found.UnionWith(_byOffice[office]);
        foreach (var feeder in affected.Feeders)
            found.UnionWith(_byFeeder[feeder]);
        foreach (var transformer in affected.Transformers)
            found.UnionWith(_byTransformer[transformer]);
        return found;
    }
}
