#if NET
using System.Text.RegularExpressions;

namespace KeySafety.Detection.Matching;

/// <summary>How .NET's own expressions stay linear: the engine that does not backtrack.</summary>
internal static class LinearTime
{
    public const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    public static readonly TimeSpan Limit = Regex.InfiniteMatchTimeout;
}
#endif
