using KeySafety.Detection.Text;

namespace KeySafety.Detection.Embedded;

/// <summary>Looks into runs of base64, hexadecimal digits, percent signs and <c>\u</c> escapes.</summary>
/// <remarks>
/// A run is decoded only where its first bytes decode to printable text, so keys and images cost a few bytes each; and no more
/// is decoded than <see cref="BudgetPerByte"/> allows. What was decoded is looked into again, twice at most.
/// </remarks>
internal static class EmbeddedTexts
{
    private const int DeepestDecoding = 2;
    private const int LeastBudget = 64 * 1024;
    private const int BudgetPerByte = 1;

    /// <summary>Decodes the runs of a text and scans what they say.</summary>
    public static void Scan(in TextView view, ContentScan scan, int depth)
    {
        if (depth >= DeepestDecoding)
            return;

        var text = view.Bytes;
        var budget = LeastBudget + (BudgetPerByte * text.Length);
        var runs = new EncodedRuns(text);
        while (budget > 0 && runs.Next(out var run))
        {
            if (Decoding.TryDecode(text, run) is { } decoded)
            {
                budget -= decoded.Bytes.Length;
                scan.RunEmbedded(decoded, depth);
            }
        }
    }
}
