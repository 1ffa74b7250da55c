using System.Globalization;
using KeySafety.Server.Records;

namespace KeySafety.Server.Usage;

/// <summary>What many credentials did since the batch before, in one record: on disk within the second, however many they are.</summary>
/// <param name="Sequence">Counts the batches. A credential's record says up to which of them it holds its counts.</param>
/// <param name="Count">Credentials in it.</param>
/// <param name="Rows">See <see cref="UsageRows"/>.</param>
internal sealed record UsageBatch(long Sequence, int Count, byte[] Rows) : IRecord
{
    public string Id => Sequence.ToString("D16", CultureInfo.InvariantCulture);
}
