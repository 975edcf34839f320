namespace Samvad.LocalHost.Simulator;

/// <summary>
/// Random numbers that depend on the seed, the message and the attempt alone, so that a run repeats (SplitMix64).
/// </summary>
internal struct Draw(ulong seed, ulong person, ulong announcement, int attempt)
{
    private ulong _state = Mix(seed ^ Mix(person ^ Mix(announcement ^ Mix((ulong)attempt + 1))));

    /// <summary>From 0 up to but not including 1.</summary>
    public double Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return (Mix(_state) >> 11) * (1.0 / (1UL << 53));
    }

    public int Between(int[] range) => range[0] + (int)(Next() * (range[1] - range[0] + 1));

    /// <summary>FNV-1a, 64 bits.</summary>
    public static ulong Hash(ReadOnlySpan<char> text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text)
            hash = (hash ^ c) * 1099511628211UL;
        return hash;
    }

    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
