namespace KeySafety.Analyzers.Names;

/// <summary>What a text is bound to.</summary>
/// <param name="Name">The variable, member, parameter or key.</param>
/// <param name="IsCompared">Whether it is compared with the text rather than given it.</param>
internal readonly record struct BoundName(string Name, bool IsCompared = false);
