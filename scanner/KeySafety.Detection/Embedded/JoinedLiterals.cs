using KeySafety.Detection.Text;
using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Embedded;

/// <summary>Joins the literals of a line: <c>"abc" + "def"</c> reads <c>"abcdef"</c>.</summary>
internal static class JoinedLiterals
{
    private const int Longest = 2000;

    /// <summary>Looks through the line with its joints taken out; only what crosses one is new.</summary>
    public static void Scan(in TextView view, int at, ContentScan scan, int depth)
    {
        if (depth > 0 || !scan.IsNew(Anchor.Joint, at))
            return;

        var text = view.Bytes;
        var start = LineStart(text, at, Longest / 2);
        var end = Until(text, at, "\r\n"u8, Longest / 2);
        scan.Cover(Anchor.Joint, end);
        var bytes = new List<byte>();
        var origins = new List<int>();
        for (var i = start; i < end;)
        {
            var behind = BehindJoint(text, i);
            if (behind > i)
            {
                i = behind;
                continue;
            }

            bytes.Add(text[i]);
            origins.Add(i++);
        }

        scan.RunEmbedded(EmbeddedText.WithOrigins([.. bytes], [.. origins]), depth, onlyAcrossJoints: true);
    }

    private static int BehindJoint(ReadOnlySpan<byte> text, int at)
    {
        var quote = At(text, at);
        if (quote is not ((byte)'"' or (byte)'\''))
            return at;

        var sign = SkipBlanks(text, at + 1);
        if (At(text, sign) is not ((byte)'+' or (byte)'.' or (byte)'&'))
            return at;

        var next = SkipBlanks(text, sign + 1);
        return At(text, next) == quote ? next + 1 : at;
    }
}
