namespace KeySafety.Detection.Matching;

/// <summary>Where a pattern matched, and where in it the secret stands; 0-based, ends exclusive.</summary>
internal readonly record struct PatternMatch(int Start, int End, int SecretStart, int SecretEnd);
