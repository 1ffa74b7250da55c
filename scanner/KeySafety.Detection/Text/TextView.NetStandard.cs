#if !NET
using System.Text;

namespace KeySafety.Detection.Text;

internal readonly ref partial struct TextView
{
    private static void Narrow(ReadOnlySpan<byte> units, bool isBigEndian, Span<byte> narrow) => NarrowSlowly(units, isBigEndian, narrow);

    private static string GetString(Encoding encoding, ReadOnlySpan<byte> bytes) => encoding.GetString(bytes.ToArray());
}
#endif
