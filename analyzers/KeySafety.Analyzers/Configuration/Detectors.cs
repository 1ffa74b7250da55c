using System.Collections.Concurrent;
using KeySafety.Detection;

namespace KeySafety.Analyzers.Configuration;

/// <summary>Detectors by the words that settings add and remove.</summary>
/// <remarks>
/// A detector takes a millisecond to create, and an editor makes a new compilation with each keystroke; so they are kept. They
/// hold nothing of a compilation, and a solution has as many as it has different lists of words.
/// </remarks>
internal static class Detectors
{
    // More different lists than any solution has; then they are created anew each time.
    private const int MaxKept = 64;

    private static readonly ConcurrentDictionary<string, Detector> Kept = new(StringComparer.Ordinal);

    /// <summary>The detector for a list of words, those with <c>-</c> removed.</summary>
    public static Detector Of(IReadOnlyList<string> words)
    {
        var usable = words.Where(static word => word.Count(char.IsLetterOrDigit) >= 3).ToList();
        if (usable.Count == 0)
            return Detector.Default;

        var key = string.Join(" ", usable);
        if (Kept.TryGetValue(key, out var detector))
            return detector;

        detector = new Detector(new DetectorOptions
        {
            SecretNames = [.. usable.Where(static word => word[0] != '-').Select(static word => word.TrimStart('+'))],
            IgnoredNames = [.. usable.Where(static word => word[0] == '-').Select(static word => word.TrimStart('-'))],
        });
        if (Kept.Count < MaxKept)
            Kept.TryAdd(key, detector);
        return detector;
    }
}
