namespace KeySafety.Detection;

/// <summary>A finding before it is placed: offsets are units of the text that was looked at.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Confidence">How sure.</param>
/// <param name="Start">First unit of the secret.</param>
/// <param name="End">Behind its last unit.</param>
/// <param name="Secret">The secret as text.</param>
internal readonly record struct Match(Rule Rule, Confidence Confidence, int Start, int End, string Secret);
