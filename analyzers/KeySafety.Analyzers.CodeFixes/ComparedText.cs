using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.CodeFixes;

/// <summary>One side of a comparison.</summary>
/// <param name="Expression">The text.</param>
/// <param name="MayBeNull">Whether it may be null, which equals no secret.</param>
internal readonly record struct ComparedText(ExpressionSyntax Expression, bool MayBeNull);
