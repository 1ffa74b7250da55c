using KeySafety.Detection.Matching;
using KeySafety.Detection.Text;

namespace KeySafety.Detection.Embedded;

/// <summary>Looks into runs of base64, hexadecimal digits, percent signs and <c>\u</c> escapes.</summary>
/// <remarks>
/// A run is decoded only where its first bytes decode to printable text, so keys and images cost a few bytes each; and no more
/// is decoded than <see cref="BudgetPerByte"/> allows. What was decoded is looked into again, twice at most.
/// </remarks>
internal ref struct EmbeddedTexts
{
    /// <summary>Text that was decoded so often is not looked into again.</summary>
    public const int DeepestDecoding = 2;

    private const int LeastBudget = 64 * 1024;
    private const int BudgetPerByte = 1;

    private EncodedRuns _runs;
    private int _budget;

    /// <summary>Starts at the start of a text.</summary>
    public EmbeddedTexts(ReadOnlySpan<byte> text)
    {
        _runs = new EncodedRuns(text);
        _budget = LeastBudget + (BudgetPerByte * text.Length);
    }

    /// <summary>Decodes the runs that start at some places of a part, and scans what they say.</summary>
    /// <param name="view">The text.</param>
    /// <param name="from">Where the part starts.</param>
    /// <param name="places">The places.</param>
    /// <param name="scan">Scans what was decoded.</param>
    /// <param name="depth">How often the text itself was decoded.</param>
    public void Scan(in TextView view, int from, PlaceList places, ContentScan scan, int depth)
    {
        foreach (var place in places.Items)
        {
            if (_budget <= 0)
                return;

            if (_runs.TryRead(from + place, out var run) && Decoding.TryDecode(view.Bytes, run) is { } decoded)
            {
                _budget -= decoded.Bytes.Length;
                scan.RunEmbedded(decoded, depth);
            }
        }
    }
}
