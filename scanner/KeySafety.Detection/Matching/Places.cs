namespace KeySafety.Detection.Matching;

/// <summary>Where in a part of a text a token, a literal or something encoded may start.</summary>
/// <remarks>
/// <para>
/// 64 bytes at a time become bit masks, one bit a byte, the first in the lowest bit: characters of words, of tokens and of base64, and
/// signs that start an escape. A mask that is shifted over itself keeps a bit where a run of two starts, that one shifted by two where
/// one of four does. Worked example, with runs of 4: <c>x = ab-cd;</c> has the token mask 1010111110 and the runs 0000110000; the word
/// <c>ab</c> starts at one of those, <c>cd</c> does not.
/// </para>
/// <para>
/// In ordinary source a word starts every 9 bytes, but only every 70 to 120 bytes with a run of 14 token characters behind it; a run of
/// 24 characters of base64 or an escape every 170 to 250. Nothing branches on the text until the places are known.
/// </para>
/// </remarks>
internal sealed partial class Places
{
    /// <summary>Stays in the first-level cache while what stands at its places is looked at.</summary>
    public const int PartLength = 16 * 1024;

    private const int Block = 64;

    // Of what follows the part: the rest of a keyword that starts in it, and the run behind that.
    private const int BlocksBehind = 4;

    // The block before the part comes first; four are looked at together.
    private const int MostBlocks = 1 + (PartLength / Block) + BlocksBehind + 4;

    private readonly ulong[] _words = new ulong[MostBlocks];
    private readonly ulong[] _tokens = new ulong[MostBlocks];
    private readonly ulong[] _base64 = new ulong[MostBlocks];
    private readonly ulong[] _escapes = new ulong[MostBlocks];
    private readonly ulong[] _tokenStarts = new ulong[MostBlocks];
    private readonly ulong[] _base64Starts = new ulong[MostBlocks];
    private int _from;
    private int _last;

    /// <summary>Where a word and a run of token characters start together, or behind an escape that they start with.</summary>
    public PlaceList Tokens { get; } = new();

    /// <summary>Where the filter lets a literal pass.</summary>
    public PlaceList Literals { get; } = new();

    /// <summary>Where a long run of base64 or an escape starts.</summary>
    public PlaceList Encoded { get; } = new();

    /// <summary>Looks through a part.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where the part starts.</param>
    /// <param name="to">Behind the part; a multiple of 64 bytes from its start, or the end of the text.</param>
    /// <param name="filter">Knows the literals.</param>
    public void Read(ReadOnlySpan<byte> text, int from, int to, LiteralFilter filter)
    {
        _from = from;
        Tokens.CutTo(0);
        Literals.CutTo(0);
        Encoded.CutTo(0);
        var last = (to - from + Block - 1) / Block;
        _last = last + BlocksBehind;
        for (var i = from == 0 ? 1 : 0; i <= _last + 1; i++)
            Classify(text, from + ((i - 1) * Block), i);
        if (from == 0)
            _words[0] = _base64[0] = _escapes[0] = 0;
        FindRuns(_last);
        for (var i = 1; i <= last; i++)
        {
            var at = (i - 1) * Block;
            var tokens = _tokenStarts[i] & _words[i];
            Tokens.AddAll(tokens, at);
            AddBehindEscapes(text, at, tokens & ((_escapes[i] << 1) | (_escapes[i - 1] >> (Block - 1))));
            Encoded.AddAll(_base64Starts[i] | _escapes[i], at);
            Literals.AddAll(filter.Candidates(text, from + at), at);
        }
    }

    /// <summary>Whether a run of token characters starts behind a byte that no word can hold.</summary>
    /// <param name="at">From where on in the text: in the part, or shortly behind it.</param>
    /// <param name="reach">Within how many bytes, at most 63.</param>
    public bool HasTokenWithin(int at, int reach)
    {
        var (block, bit) = (1 + ((at - _from) / Block), (at - _from) % Block);
        if (block >= _last)
            return true; // a name that a user has asked for, of some hundred letters

        var starts = (_tokenStarts[block] >> bit) | (bit > 0 ? _tokenStarts[block + 1] << (Block - bit) : 0);
        return (starts & ((1UL << reach) - 1)) != 0;
    }

    private void AddBehindEscapes(ReadOnlySpan<byte> text, int at, ulong tokens)
    {
        for (; tokens != 0; tokens &= tokens - 1)
        {
            var start = at + Bits.Lowest(tokens);
            if (TokenRuns.LettersOfEscape(text, _from + start) is > 0 and var letters)
                Tokens.Add(start + letters);
        }
    }
}
