#if !NET
namespace KeySafety.Detection.Embedded;

internal ref partial struct EncodedRuns
{
    // 1: of a base64 alphabet, 2: starts an escape
    private static readonly byte[] Classes = MakeClasses();

    private static void Classify(ReadOnlySpan<byte> text, int at, out ulong letters, out ulong signs)
    {
        (letters, signs) = (0, 0);
        var end = Math.Min(text.Length, at + Block);
        for (var i = at; i < end; i++)
        {
            ulong classes = Classes[text[i]];
            letters |= (classes & 1) << (i - at);
            signs |= (classes >> 1) << (i - at);
        }
    }

    private static byte[] MakeClasses()
    {
        var classes = new byte[256];
        for (var i = 0; i < 256; i++)
            classes[i] = (byte)(IsBase64((byte)i) ? 1 : (char)i is '%' or '\\' ? 2 : 0);
        return classes;
    }
}
#endif
