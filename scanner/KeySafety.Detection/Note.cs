namespace KeySafety.Detection;

/// <summary>What was said about a candidate, for <see cref="Detector.Explain"/>.</summary>
/// <param name="At">First unit of the candidate.</param>
/// <param name="Text">The sentence.</param>
internal readonly record struct Note(int At, string Text);
