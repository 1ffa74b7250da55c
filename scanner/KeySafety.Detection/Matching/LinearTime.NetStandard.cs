#if !NET
using System.Text.RegularExpressions;

namespace KeySafety.Detection.Matching;

/// <summary>How .NET's own expressions stay bounded where the linear engine is missing: a limit on each match.</summary>
internal static class LinearTime
{
    public const RegexOptions Options = RegexOptions.CultureInvariant;

    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);
}
#endif
