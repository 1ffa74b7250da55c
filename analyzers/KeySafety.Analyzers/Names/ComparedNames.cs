using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Names;

/// <summary>What a text is compared with: operators, patterns and labels. Comparing methods are arguments: see <see cref="ArgumentNames"/>.</summary>
internal static class ComparedNames
{
    private const int MaxPatterns = 32;

    /// <summary>The names that the node is compared with under its parent.</summary>
    public static IEnumerable<BoundName> NamesOf(SyntaxNode node, SyntaxNode parent)
    {
        var name = parent switch
        {
            BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.EqualsExpression) || binary.IsKind(SyntaxKind.NotEqualsExpression) =>
                ExpressionNames.NameOf(binary.Left == node ? binary.Right : binary.Left),
            PatternSyntax pattern => NameOfPattern(pattern),
            CaseSwitchLabelSyntax { Parent.Parent: SwitchStatementSyntax statement } => ExpressionNames.NameOf(statement.Expression),
            MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } member
                when member.Expression == node && IsComparison(member.Name.Identifier.ValueText) && call.ArgumentList.Arguments.Count > 0 =>
                ExpressionNames.NameOf(call.ArgumentList.Arguments[0].Expression),
            _ => null,
        };
        return name is { Length: > 0 } ? [new BoundName(name, IsCompared: true)] : [];
    }

    /// <summary>Whether a method compares its arguments, or its receiver with them.</summary>
    public static bool IsComparison(string? method) =>
        method is "Equals" or "SequenceEqual" or "FixedTimeEquals" or "Compare" or "CompareOrdinal" or "CompareTo" or "ReferenceEquals" or "Equal";

    private static string? NameOfPattern(PatternSyntax pattern)
    {
        SyntaxNode? node = pattern;
        for (var i = 0; i < MaxPatterns && node is not null; i++)
        {
            switch (node.Parent)
            {
                case SubpatternSyntax { ExpressionColon.Expression: var member }: return ExpressionNames.NameOf(member);
                case IsPatternExpressionSyntax test: return ExpressionNames.NameOf(test.Expression);
                case SwitchExpressionArmSyntax { Parent: SwitchExpressionSyntax choice }: return ExpressionNames.NameOf(choice.GoverningExpression);
                case CasePatternSwitchLabelSyntax { Parent.Parent: SwitchStatementSyntax statement }: return ExpressionNames.NameOf(statement.Expression);
                case PatternSyntax outer: node = outer; break;
                default: return null;
            }
        }

        return null;
    }
}
