using KeySafety.Detection;
using Microsoft.CodeAnalysis;

namespace KeySafety.Analyzers.Judging;

/// <summary>A finding, and under which id it is reported.</summary>
/// <param name="Finding">What the engine found; offsets are of the judged text.</param>
/// <param name="Descriptor">The diagnostic.</param>
/// <param name="Name">What the text is bound to, where that was known.</param>
internal readonly record struct Judgement(Finding Finding, DiagnosticDescriptor Descriptor, string? Name);
