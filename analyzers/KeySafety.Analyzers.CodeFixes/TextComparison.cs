using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.CodeFixes;

/// <summary>An ordinal comparison of two texts, one of which is a constant secret.</summary>
/// <param name="Node">The whole comparison.</param>
/// <param name="Left">What is written first.</param>
/// <param name="Right">What is written second.</param>
/// <param name="IsNegated">Whether it asks for a difference.</param>
internal sealed record TextComparison(ExpressionSyntax Node, ComparedText Left, ComparedText Right, bool IsNegated)
{
    /// <summary>The comparison that a secret is an operand of; null where there is none, or where bytes would compare otherwise.</summary>
    public static TextComparison? Of(SecretValue secret, CancellationToken cancellation)
    {
        var (model, node) = (secret.Model, Outermost(secret.Expression));
        var comparison = node.Parent switch
        {
            BinaryExpressionSyntax binary when binary.Kind() is SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression =>
                Make(binary, binary.Left, binary.Right, binary.IsKind(SyntaxKind.NotEqualsExpression)),
            ConstantPatternSyntax { Parent: IsPatternExpressionSyntax test } => Make(test, test.Expression, node, isNegated: false),
            ConstantPatternSyntax { Parent: UnaryPatternSyntax { Parent: IsPatternExpressionSyntax test } } => Make(test, test.Expression, node, isNegated: true),
            ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax call } } => OfCall(call),
            MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } member when member.Expression == node => OfCall(call),
            _ => null,
        };
        return comparison is not null && IsSameInBytes(secret) && !IsTranslated(comparison.Node, model, cancellation) ? comparison : null;

        TextComparison? Make(ExpressionSyntax whole, ExpressionSyntax left, ExpressionSyntax right, bool isNegated) =>
            IsText(left) && IsText(right) ? new(whole, Side(left), Side(right), isNegated) : null;

        bool IsText(ExpressionSyntax expression) => model.GetTypeInfo(expression, cancellation).Type?.SpecialType == SpecialType.System_String;

        ComparedText Side(ExpressionSyntax expression) =>
            new(expression, expression != node && model.GetTypeInfo(expression, cancellation).Nullability.FlowState != NullableFlowState.NotNull);

        TextComparison? OfCall(InvocationExpressionSyntax call)
        {
            if (model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol { Name: "Equals", ContainingType.SpecialType: SpecialType.System_String } method
                || call.ArgumentList.Arguments.Any(static argument => argument.NameColon is not null))
            {
                return null;
            }

            var arguments = call.ArgumentList.Arguments;
            var texts = method.IsStatic ? 2 : 1;
            if (arguments.Count > texts + 1 || (arguments.Count == texts + 1 && !IsOrdinal(arguments[texts].Expression, model, cancellation)))
                return null;
            if (method.IsStatic)
                return Make(call, arguments[0].Expression, arguments[1].Expression, isNegated: false);

            // Of a receiver null is an exception before and after.
            return call.Expression is MemberAccessExpressionSyntax { Expression: var receiver } && Make(call, receiver, arguments[0].Expression, isNegated: false) is { } made
                ? made with { Left = made.Left with { MayBeNull = false } }
                : null;
        }
    }

    private static ExpressionSyntax Outermost(ExpressionSyntax expression)
    {
        while (expression.Parent is ParenthesizedExpressionSyntax outer)
            expression = outer;
        return expression;
    }

    private static bool IsOrdinal(ExpressionSyntax comparison, SemanticModel model, CancellationToken cancellation) =>
        model.GetConstantValue(comparison, cancellation) is { HasValue: true, Value: (int)StringComparison.Ordinal };

    // Half a surrogate pair becomes U+FFFD in UTF-8, so two different texts would be equal.
    private static bool IsSameInBytes(SecretValue secret) =>
        secret.Model.GetConstantValue(secret.Expression).Value is string text && !text.Any(static c => char.IsSurrogate(c) || c == '\uFFFD');

    // A query that goes to a database knows nothing of this method.
    private static bool IsTranslated(SyntaxNode node, SemanticModel model, CancellationToken cancellation) => node.Ancestors().Any(ancestor => ancestor switch
    {
        QueryExpressionSyntax => true,
        LambdaExpressionSyntax lambda => model.GetTypeInfo(lambda, cancellation).ConvertedType is INamedTypeSymbol { Name: "Expression", ContainingNamespace: var space }
            && space.ToDisplayString() == "System.Linq.Expressions",
        _ => false,
    });
}
