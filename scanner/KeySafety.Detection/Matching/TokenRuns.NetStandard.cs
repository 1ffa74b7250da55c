#if !NET
namespace KeySafety.Detection.Matching;

internal ref partial struct TokenRuns
{
    // 1: token character, 2: also a word's
    private static readonly byte[] Classes = MakeClasses();

    private static void Classify(ReadOnlySpan<byte> text, int at, out ulong words, out ulong tokens)
    {
        (words, tokens) = (0, 0);
        var end = Math.Min(text.Length, at + Block);
        for (var i = at; i < end; i++)
        {
            ulong classes = Classes[text[i]];
            tokens |= (classes & 1) << (i - at);
            words |= (classes >> 1) << (i - at);
        }
    }

    private static byte[] MakeClasses()
    {
        var classes = new byte[256];
        for (var i = 0; i < 256; i++)
            classes[i] = (byte)((Characters.Contains((byte)i) ? 1 : 0) | (Pattern.IsWord((byte)i) ? 2 : 0));
        return classes;
    }
}
#endif
