namespace KeySafety.Detection.Matching;

/// <summary>How rare a byte is in source text, roughly.</summary>
internal static class ByteRarity
{
    // Letters by frequency in English and in code, most frequent first; what is not here is rarer than all of these.
    private const string Common = " etaonrisldcpmufgh_ybvwkx.\"-,()=/:;'01jqz2";

    /// <summary>Where the rarest four bytes of a literal start.</summary>
    public static int RarestFour(ReadOnlySpan<byte> literal)
    {
        var best = 0;
        var bestScore = -1;
        for (var i = 0; i + 4 <= literal.Length; i++)
        {
            var score = 0;
            for (var k = i; k < i + 4; k++)
                score += Rank(literal[k]);
            if (score > bestScore)
                (best, bestScore) = (i, score);
        }

        return best;
    }

    /// <summary>The share of a byte in source text: a guess that is right to a factor of two or three.</summary>
    public static float Share(byte value)
    {
        if (value >= 0x80)
            return 0.0005f;

        // Each is about a tenth rarer than the one before; a capital is an eighth of its letter.
        var share = 0.12f * (float)Math.Pow(0.9, Rank(value));
        return value is >= (byte)'A' and <= (byte)'Z' ? share / 8 : share;
    }

    private static int Rank(byte value)
    {
        var index = Common.IndexOf((char)(value is >= (byte)'A' and <= (byte)'Z' ? value | 0x20 : value));
        return index < 0 ? Common.Length : index;
    }
}
