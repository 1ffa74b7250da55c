namespace KeySafety.Detection.Bindings;

/// <summary>A value that a name is bound to.</summary>
/// <param name="Start">First byte of the value, without quotes.</param>
/// <param name="End">Behind its last byte.</param>
/// <param name="Form">How it is bound.</param>
internal readonly record struct Binding(int Start, int End, BindingForm Form);
