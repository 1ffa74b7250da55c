#if !NET
namespace KeySafety.Detection.Matching;

internal sealed partial class LiteralFilter
{
    /// <summary>Where in 64 bytes from an index on a literal may stand, the first in the lowest bit.</summary>
    public ulong Candidates(ReadOnlySpan<byte> text, int at) => ByTable(text, at);
}
#endif
