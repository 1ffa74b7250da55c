namespace KeySafety.Detection.Checks;

/// <summary>Recovery phrases are words drawn from a list of 2048, so hardly one stands twice.</summary>
/// <remarks>
/// The checksum needs the list itself (https://github.com/bitcoin/bips/blob/master/bip-0039/english.txt), which this engine does not carry; that
/// words are drawn, and that published test phrases repeat one, tells most of the rest apart.
/// </remarks>
internal static class RecoveryPhrase
{
    /// <summary>Whether of the words at most one stands twice.</summary>
    public static bool IsVaried(ReadOnlySpan<char> secret)
    {
        var words = secret.ToString().Split(' ');
        return words.Length is 12 or 24 && words.Distinct(StringComparer.Ordinal).Count() >= words.Length - 1;
    }
}
