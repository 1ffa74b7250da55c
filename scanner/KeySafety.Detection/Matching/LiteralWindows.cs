namespace KeySafety.Detection.Matching;

/// <summary>The three or four bytes of each literal by which it is noticed; as few different ones as can be.</summary>
internal sealed class LiteralWindows
{
    private readonly Dictionary<string, (string Text, bool IgnoreCase)> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _common = ByteRarity.CommonFours();

    /// <summary>Each window, and whether its letters may stand in either case.</summary>
    public IEnumerable<(byte[] Bytes, bool IgnoreCase)> All => _known.Values.Select(window => (ToBytes(window.Text), window.IgnoreCase));

    /// <summary>Where in a keyword its window starts: one that is known already and rare, otherwise its rarest four bytes.</summary>
    public int OffsetOf(Keyword keyword, out int width)
    {
        width = Math.Min(4, keyword.Text.Length);
        for (var i = 0; i + width <= keyword.Text.Length; i++)
        {
            // At each place of a common one, all its keywords would be compared.
            var part = keyword.Text.Substring(i, width);
            if (_known.TryGetValue(part, out var window) && !_common.Contains(part) && (window.IgnoreCase || (!keyword.IgnoreCase && window.Text == part)))
                return i;
        }

        var offset = keyword.Text.Length > 4 ? ByteRarity.RarestFour(keyword.Text, _common) : 0;
        var text = keyword.Text.Substring(offset, width);

        // Two that differ in case alone are one that ignores it.
        _known[text] = (text, keyword.IgnoreCase || _known.ContainsKey(text));
        return offset;
    }

    private static byte[] ToBytes(string ascii)
    {
        var bytes = new byte[ascii.Length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)ascii[i];
        return bytes;
    }
}
