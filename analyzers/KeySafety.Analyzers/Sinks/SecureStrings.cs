using System.Collections.Immutable;
using KeySafety.Analyzers.Literals;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Sinks;

/// <summary>What is appended to a <c>SecureString</c>: the text of a loop around it, or one character after the other.</summary>
/// <remarks>https://learn.microsoft.com/dotnet/api/system.security.securestring.appendchar</remarks>
internal static class SecureStrings
{
    private const string Name = "SecureString.AppendChar";

    /// <summary>The texts that a call of <c>AppendChar</c> takes part in; a row of calls is its first one's.</summary>
    public static IEnumerable<SinkUse> UsesOf(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellation)
    {
        if (model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol method || !SinkTable.IsOrDerives(method.ContainingType, "System.Security.SecureString"))
            return [];

        var argument = call.ArgumentList.Arguments[0].Expression;
        if (argument is ElementAccessExpressionSyntax element)
            return [new SinkUse(Name, SecretKind.Password, element.Expression)];
        if (argument is not IdentifierNameSyntax)
            return [];

        // foreach (var c in "text"): the origin of the variable is the text; in a lambda, the receiver of ForEach.
        return model.GetSymbolInfo(argument, cancellation).Symbol is IParameterSymbol && CallAround(call) is { } receiver
            ? [new SinkUse(Name, SecretKind.Password, receiver)]
            : [new SinkUse(Name, SecretKind.Password, argument)];
    }

    /// <summary>The text that a row of <c>AppendChar('x')</c> spells; null unless the call is the first of one.</summary>
    public static ReachingConstant? RowFrom(InvocationExpressionSyntax call)
    {
        if (CharacterOf(call) is null || call.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax block } first)
            return null;

        var at = block.Statements.IndexOf(first);
        if (at > 0 && block.Statements[at - 1] is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax before } && CharacterOf(before) is not null)
            return null;

        var pieces = ImmutableArray.CreateBuilder<LiteralPiece>();
        var text = "";
        for (; at < block.Statements.Count; at++)
        {
            if (block.Statements[at] is not ExpressionStatementSyntax { Expression: InvocationExpressionSyntax next } || CharacterOf(next) is not { } literal)
                break;

            pieces.Add(new(text.Length, 1, literal, IsWritten: true));
            text += literal.Token.ValueText;
        }

        return ReachingConstant.Of(new(call, text, pieces.ToImmutable()));
    }

    private static LiteralExpressionSyntax? CharacterOf(InvocationExpressionSyntax call) =>
        call is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AppendChar" }, ArgumentList.Arguments.Count: 1 }
        && call.ArgumentList.Arguments[0].Expression is LiteralExpressionSyntax literal && literal.IsKind(SyntaxKind.CharacterLiteralExpression)
            ? literal
            : null;

    private static ExpressionSyntax? CallAround(SyntaxNode node) =>
        node.FirstAncestorOrSelf<LambdaExpressionSyntax>()?.Parent?.Parent?.Parent is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } ? member.Expression : null;
}
