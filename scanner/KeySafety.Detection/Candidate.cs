namespace KeySafety.Detection;

/// <summary>One decoded literal, and the name it is bound to where there is one.</summary>
/// <param name="Text">The value, without quotes and with escapes resolved.</param>
/// <param name="Name">The variable, property, parameter or key that holds it.</param>
public readonly record struct Candidate(string Text, string? Name = null);
