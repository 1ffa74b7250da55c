namespace KeySafety.Detection.Matching;

/// <summary>Finds the keywords of all rules, and the literals that lead to everything else, in one pass over the bytes.</summary>
/// <remarks>
/// <para>A keyword is looked for only where its rule can match, which <see cref="KeywordPlaces"/> reads from the pattern:</para>
/// <list type="bullet">
/// <item>720 prefixes such as <c>ghp_</c> only where a word, or what follows an escape, and a long enough run start together (<see cref="TokenRuns"/>);</item>
/// <item>754 names of vendors only in the bytes before a word such as <c>key</c> that a run follows closely;</item>
/// <item>270 others, among them those words, by a filter at every position (<see cref="LiteralFilter"/>).</item>
/// </list>
/// <para>
/// Measured on one core over 160 MB of Python, nanoseconds a byte: this 0.4; before it a bitmap of hashes asked at every position
/// for all keywords 2.5; <c>SearchValues</c> 10 with 244 literals.
/// </para>
/// </remarks>
internal sealed class KeywordIndex
{
    /// <summary>How far before the place where it is noticed a keyword can start.</summary>
    public const int Reach = 128;

    private readonly KeywordTable _prefixes = new(ignoreCase: false);
    private readonly KeywordTable _vendors = new(ignoreCase: true);
    private readonly KeywordTable _literals = new(ignoreCase: true);
    private readonly LiteralFilter _filter;

    /// <summary>Builds the index.</summary>
    public KeywordIndex(IReadOnlyList<(Keyword Keyword, KeywordPlace Place)> keywords)
    {
        var windows = new LiteralWindows();

        // The short ones first: a longer one that holds one of them needs no bytes of its own in the filter.
        foreach (var (keyword, place) in keywords.OrderBy(each => each.Keyword.Text.Length))
        {
            var width = Math.Min(4, keyword.Text.Length);
            if (width < 3)
                throw new ArgumentException($"The keyword {keyword.Text} is shorter than three characters.", nameof(keywords));

            if (place == KeywordPlace.TokenStart)
                _prefixes.Add(keyword, offset: 0, width);
            else if (place == KeywordPlace.BeforeWord)
                _vendors.Add(keyword, offset: 0, width);
            else
                _literals.Add(keyword, windows.OffsetOf(keyword, out width), width);
        }

        _filter = new LiteralFilter(windows, _literals);
    }

    /// <summary>Adds the keywords that are noticed in a part of a text, ordered by where they are noticed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where the part starts.</param>
    /// <param name="to">Behind the part; a multiple of 64 bytes from its start, or the end of the text.</param>
    /// <param name="places">Receives where something may start.</param>
    /// <param name="hits">Receives the keywords.</param>
    public void Find(ReadOnlySpan<byte> text, int from, int to, Places places, List<KeywordHit> hits)
    {
        places.Read(text, from, to, _filter);
        _prefixes.Keep(places.Tokens, text, from);
        _literals.Keep(places.Literals, text, from);
        var tokens = places.Tokens.Items;
        var vendorsFrom = from - Reach;
        var next = 0;
        foreach (var literal in places.Literals.Items)
        {
            for (; next < tokens.Length && tokens[next] <= literal; next++)
                _prefixes.Compare(text, from + tokens[next], hits);
            FindLiterals(text, from + literal, places, hits, ref vendorsFrom);
        }

        for (; next < tokens.Length; next++)
            _prefixes.Compare(text, from + tokens[next], hits);
    }

    private void FindLiterals(ReadOnlySpan<byte> text, int at, Places places, List<KeywordHit> hits, ref int vendorsFrom)
    {
        var first = hits.Count;
        _literals.Compare(text, at, hits);
        for (var i = hits.Count - 1; i >= first; i--)
        {
            var hit = hits[i];
            if (hit.Target is not ((int)Anchor.Name or (int)Anchor.Word))
                continue;

            if (hit.Target == (int)Anchor.Word)
                hits.RemoveAt(i);
            if (!places.HasTokenWithin(hit.At + hit.Length, KeywordPlaces.RunReach))
                continue;

            FindVendors(text, Math.Max(vendorsFrom, hit.At - KeywordPlaces.WordReach), hit.At, hits);
            vendorsFrom = Math.Max(vendorsFrom, hit.At);
        }
    }

    private void FindVendors(ReadOnlySpan<byte> text, int from, int to, List<KeywordHit> hits)
    {
        for (var at = to - 1; at >= from && at >= 0 && KeywordPlaces.NameBytes.Contains(text[at]); at--)
        {
            if (_vendors.MayHold(KeywordTable.Window(text.Slice(at))))
                _vendors.Compare(text, at, hits);
        }
    }
}
