namespace Samvad.Operations;

/// <summary>The message can never be worked off, however often it is tried.</summary>
/// <param name="code">A code of the dead letters' table.</param>
/// <param name="reason">What is wrong with it, without personal data.</param>
public sealed class PoisonException(string code, string reason) : Exception(reason)
{
    public string Code { get; } = code;
}
