namespace KeySafety.Server.Audit;

/// <summary>Where a chain is.</summary>
/// <param name="NextSequence">The number of the record that comes next; the first is 1.</param>
/// <param name="Hash">Of the record before it.</param>
internal readonly record struct AuditState(long NextSequence, string Hash)
{
    public static AuditState Start { get; } = new(1, new string('0', AuditChain.HashLength));
}
