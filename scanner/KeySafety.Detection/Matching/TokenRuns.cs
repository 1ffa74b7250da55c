using KeySafety.Detection.Text;

namespace KeySafety.Detection.Matching;

/// <summary>Runs of token characters: what a credential with a prefix consists of.</summary>
internal static class TokenRuns
{
    /// <summary>The shortest run that is looked for; no pattern that begins with a word asks for less.</summary>
    /// <remarks>
    /// Shorter runs would let more through (in source 12 every 50 to 75 bytes, 14 every 70 to 120), longer ones would leave out formats
    /// that have no more (<c>pat</c> and 14 characters).
    /// </remarks>
    public const int Shortest = 14;

    /// <summary>All token characters.</summary>
    public static ByteSet Characters { get; } = ByteSet.Of(static value => Pattern.IsWord(value) || "-.+/=~|:%".IndexOf((char)value) >= 0);

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
}
