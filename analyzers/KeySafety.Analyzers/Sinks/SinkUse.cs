using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Sinks;

/// <summary>An expression that is handed to a sink.</summary>
/// <param name="Name">How a message names the sink.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Value">What it is given.</param>
internal readonly record struct SinkUse(string Name, SecretKind Kind, ExpressionSyntax Value);
