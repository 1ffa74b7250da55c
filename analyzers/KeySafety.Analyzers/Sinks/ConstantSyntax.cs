using KeySafety.Analyzers.Names;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Sinks;

/// <summary>Tells by the syntax alone where <see cref="ConstantReader"/> would find no secret, so that no model is asked.</summary>
/// <remarks>
/// Most of what calls with the name of a sink hand over is a parameter, or a variable with the result of something. Without certainty the
/// answer is that it may be a constant.
/// </remarks>
internal static class ConstantSyntax
{
    private const int MaxDepth = 8;

    /// <summary>Whether a constant that could be a secret may reach the expression.</summary>
    public static bool MayReach(ExpressionSyntax? expression) => MayReach(expression, 0);

    /// <summary>Whether a constant may reach one of the arguments.</summary>
    public static bool MayReachAny(BaseArgumentListSyntax? list)
    {
        if (list is null)
            return false;

        foreach (var argument in list.Arguments)
        {
            if (MayReach(argument.Expression))
                return true;
        }

        return false;
    }

    private static bool MayReach(ExpressionSyntax? expression, int depth)
    {
        if (depth > MaxDepth)
            return true;

        return expression switch
        {
            LiteralExpressionSyntax literal => (literal.IsKind(SyntaxKind.StringLiteralExpression) || literal.IsKind(SyntaxKind.Utf8StringLiteralExpression))
                && !StandIn.Is(literal.Token.ValueText),
            ParenthesizedExpressionSyntax inner => MayReach(inner.Expression, depth + 1),
            CastExpressionSyntax cast => MayReach(cast.Expression, depth + 1),
            PostfixUnaryExpressionSyntax postfix => MayReach(postfix.Operand, depth + 1),
            ConditionalExpressionSyntax choice => MayReach(choice.WhenTrue, depth + 1) || MayReach(choice.WhenFalse, depth + 1),
            BinaryExpressionSyntax binary => (binary.IsKind(SyntaxKind.CoalesceExpression) || binary.IsKind(SyntaxKind.AddExpression))
                && (MayReach(binary.Left, depth + 1) || MayReach(binary.Right, depth + 1)),
            IdentifierNameSyntax name => MayReachName(name, depth),
            InvocationExpressionSyntax call => MayReachCall(call, depth),
            ElementAccessExpressionSyntax or AwaitExpressionSyntax or AnonymousFunctionExpressionSyntax or TypeOfExpressionSyntax or ThisExpressionSyntax or null => false,
            DefaultExpressionSyntax or PrefixUnaryExpressionSyntax or DeclarationExpressionSyntax or ThrowExpressionSyntax => false,
            BaseObjectCreationExpressionSyntax creation => MayReachAny(creation.ArgumentList),
            _ => true,
        };
    }

    // x.Trim() has the constants of x; of other methods the body may be in reach.
    private static bool MayReachCall(InvocationExpressionSyntax call, int depth) =>
        call.Expression is not MemberAccessExpressionSyntax member || !Conversions.IsConversion(member.Name.Identifier.ValueText)
        || MayReach(member.Expression, depth + 1) || MayReachAny(call.ArgumentList);

    private static bool MayReachName(IdentifierNameSyntax use, int depth)
    {
        var name = use.Identifier.ValueText;
        for (SyntaxNode? scope = use.Parent; scope is not null; scope = scope.Parent)
        {
            switch (scope)
            {
                case BlockSyntax block when VariableIn(block.Statements, name) is { } variable:
                    return MayReach(variable.Initializer?.Value, depth + 1) || IsAssigned(block, name);
                case ForEachStatementSyntax loop when loop.Identifier.ValueText == name:
                    return MayReach(loop.Expression, depth + 1);
                case SimpleLambdaExpressionSyntax lambda when lambda.Parameter.Identifier.ValueText == name:
                    return IsAssigned(lambda, name);
                case ParenthesizedLambdaExpressionSyntax lambda when ParameterIn(lambda.ParameterList, name) is { } parameter:
                    return parameter.Default is not null || IsAssigned(lambda, name);
                case LocalFunctionStatementSyntax function when ParameterIn(function.ParameterList, name) is { } parameter:
                    return parameter.Default is not null || IsAssigned(function, name);
                case BaseMethodDeclarationSyntax method when ParameterIn(method.ParameterList, name) is { } parameter:
                    return parameter.Default is not null || IsAssigned(method, name);
                case BaseTypeDeclarationSyntax:
                    return true;
            }
        }

        return true;
    }

    private static VariableDeclaratorSyntax? VariableIn(SyntaxList<StatementSyntax> statements, string name)
    {
        foreach (var statement in statements)
        {
            if (statement is not LocalDeclarationStatementSyntax local)
                continue;

            foreach (var variable in local.Declaration.Variables)
            {
                if (variable.Identifier.ValueText == name)
                    return variable;
            }
        }

        return null;
    }

    private static ParameterSyntax? ParameterIn(ParameterListSyntax list, string name)
    {
        foreach (var parameter in list.Parameters)
        {
            if (parameter.Identifier.ValueText == name)
                return parameter;
        }

        return null;
    }

    private static bool IsAssigned(SyntaxNode scope, string name)
    {
        foreach (var node in scope.DescendantNodes())
        {
            if (node is AssignmentExpressionSyntax { Left: IdentifierNameSyntax left } assignment && left.Identifier.ValueText == name && assignment.Right is not LiteralExpressionSyntax { Token.Value: null })
                return true;
        }

        return false;
    }
}
