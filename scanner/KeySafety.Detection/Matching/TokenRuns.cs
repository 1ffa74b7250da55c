using KeySafety.Detection.Text;

namespace KeySafety.Detection.Matching;

/// <summary>Finds where a word and a run of token characters start together: where a credential with a prefix can start.</summary>
/// <remarks>
/// <para>
/// 64 bytes at a time become two bit masks, one bit a byte: word characters (<c>[0-9A-Za-z_]</c>) and token characters (those and
/// <c>-.+/=~|:%</c>). Shifting the second over itself four times leaves the bits behind which a whole run follows; the first gives
/// the starts of words. Worked example, with runs of 4: <c>x = ab-cd;</c> has the token mask 1010111110 and the runs 0000110000;
/// the word <c>ab</c> starts at one of those, <c>cd</c> does not.
/// </para>
/// <para>
/// In ordinary source a word starts every 9 bytes, but only every 65 to 120 bytes with a run of 14 behind it. Shorter runs would
/// let more through (12: every 50 to 75), longer ones would leave out formats that have no more (<c>pat</c> and 14 characters).
/// </para>
/// </remarks>
internal ref partial struct TokenRuns
{
    /// <summary>The shortest run that is looked for; no pattern that begins with a word asks for less.</summary>
    public const int Shortest = 14;

    private const int Block = 64;

    private readonly ReadOnlySpan<byte> _text;
    private int _at;
    private ulong _words;
    private ulong _tokens;
    private ulong _wordBefore;

    /// <summary>Starts at an index.</summary>
    public TokenRuns(ReadOnlySpan<byte> text, int from)
    {
        _text = text;
        _at = from;
        _wordBefore = from > 0 && Pattern.IsWord(text[from - 1]) ? 1UL : 0;
        Classify(text, from, out _words, out _tokens);
    }

    /// <summary>All token characters.</summary>
    public static ByteSet Characters { get; } = ByteSet.Of(static value => Pattern.IsWord(value) || "-.+/=~|:%".IndexOf((char)value) >= 0);

    /// <summary>Whether a run starts behind a byte that no word can hold, within a reach of at most 64 bytes.</summary>
    public static bool StartsWithin(ReadOnlySpan<byte> text, int from, int reach)
    {
        var runs = new TokenRuns(text, from);
        var wordsBefore = (runs._words << 1) | runs._wordBefore;
        var starts = runs.RunStarts(out _, out _) & ~wordsBefore;
        return (reach < Block ? starts & ((1UL << reach) - 1) : starts) != 0;
    }

    /// <summary>
    /// How many of the bytes at an index belong to an escape: one behind the backslash of <c>\n</c>, two behind the sign of
    /// <c>%22</c>, none otherwise. A credential behind them is in a run that starts at them; see <see cref="Rules.Shape.Start"/>.
    /// </summary>
    public static int LettersOfEscape(ReadOnlySpan<byte> text, int at) => (char)Bytes.At(text, at - 1) switch
    {
        '\\' => Bytes.At(text, at) is (byte)'n' or (byte)'r' or (byte)'t' ? 1 : 0,
        '%' => Bytes.At(text, at) is >= (byte)'0' and <= (byte)'7' && Uri.IsHexDigit((char)Bytes.At(text, at + 1)) ? 2 : 0,
        _ => 0,
    };

    /// <summary>The starts in the next 64 bytes, the first in the lowest bit.</summary>
    public ulong Next()
    {
        var starts = _words & ~((_words << 1) | _wordBefore);
        var found = starts & RunStarts(out var words, out var tokens);
        _wordBefore = _words >> (Block - 1);
        _at += Block;
        (_words, _tokens) = (words, tokens);
        return found;
    }

    /// <summary>Where a run of <see cref="Shortest"/> starts in this block; it may go on in the next.</summary>
    private readonly ulong RunStarts(out ulong nextWords, out ulong nextTokens)
    {
        Classify(_text, _at + Block, out nextWords, out nextTokens);
        var (low, high) = (_tokens, nextTokens);
        Narrow(ref low, ref high, 1);
        Narrow(ref low, ref high, 2);
        Narrow(ref low, ref high, 4);
        Narrow(ref low, ref high, Shortest - 8);
        return low;
    }

    // Keeps the bits that are set here and a distance further on: the run that each stands for grows by the distance.
    private static void Narrow(ref ulong low, ref ulong high, int distance)
    {
        low &= (low >> distance) | (high << (Block - distance));
        high &= high >> distance;
    }
}
