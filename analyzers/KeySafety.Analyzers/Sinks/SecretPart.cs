namespace KeySafety.Analyzers.Sinks;

/// <summary>The secret in a constant that reaches a sink.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="Length">Its length.</param>
/// <param name="RuleName">The engine's rule that it counts as.</param>
internal readonly record struct SecretPart(int Start, int Length, string RuleName);
