#if !NET
using KeySafety.Detection.Embedded;

namespace KeySafety.Detection.Matching;

internal sealed partial class Places
{
    // 1: of a word, 2: of a token, 4: of base64, 8: starts an escape
    private static readonly byte[] Classes = MakeClasses();

    private void Classify(ReadOnlySpan<byte> text, int at, int block)
    {
        ulong words = 0, tokens = 0, base64 = 0, escapes = 0;
        var end = Math.Min(text.Length, at + Block);
        for (var i = at; i < end; i++)
        {
            ulong classes = Classes[text[i]];
            words |= (classes & 1) << (i - at);
            tokens |= ((classes >> 1) & 1) << (i - at);
            base64 |= ((classes >> 2) & 1) << (i - at);
            escapes |= (classes >> 3) << (i - at);
        }

        (_words[block], _tokens[block], _base64[block], _escapes[block]) = (words, tokens, base64, escapes);
    }

    private void FindRuns(int last)
    {
        for (var i = 1; i <= last; i++)
        {
            _tokenStarts[i] = Runs(_tokens, i, TokenRuns.Shortest) & ~Behind(_words, i);
            _base64Starts[i] = Runs(_base64, i, EncodedRuns.Shortest) & ~Behind(_base64, i);
        }
    }

    private static ulong Runs(ulong[] masks, int i, int shortest)
    {
        var (mask, next) = (masks[i], masks[i + 1]);
        for (var length = 1; length < shortest;)
        {
            // Keeps the bits that are set here and a distance further on: the run that each stands for grows by the distance.
            var distance = Math.Min(length, shortest - length);
            mask &= (mask >> distance) | (next << (Block - distance));
            next &= next >> distance;
            length += distance;
        }

        return mask;
    }

    private static ulong Behind(ulong[] masks, int i) => (masks[i] << 1) | (masks[i - 1] >> (Block - 1));

    private static byte[] MakeClasses()
    {
        var classes = new byte[256];
        for (var i = 0; i < 256; i++)
        {
            var value = (byte)i;
            classes[i] = (byte)((Pattern.IsWord(value) ? 1 : 0) | (TokenRuns.Characters.Contains(value) ? 2 : 0)
                | (EncodedRuns.IsBase64(value) ? 4 : 0) | ((char)i is '%' or '\\' ? 8 : 0));
        }

        return classes;
    }
}
#endif
