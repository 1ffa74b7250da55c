using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Names;

/// <summary>What an expression that is read or written is called.</summary>
internal static class ExpressionNames
{
    /// <summary>The name of a variable, member, key or call; null where it has none.</summary>
    public static string? NameOf(ExpressionSyntax? expression) => expression switch
    {
        IdentifierNameSyntax identifier => identifier.Identifier.ValueText,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value" or "Text" or "Length", Expression: var owner } => NameOf(owner),
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        ConditionalAccessExpressionSyntax access => NameOf(access.WhenNotNull),
        ElementAccessExpressionSyntax element => KeyOf(element.ArgumentList) ?? NameOf(element.Expression),
        ElementBindingExpressionSyntax element => KeyOf(element.ArgumentList),
        ImplicitElementAccessSyntax element => KeyOf(element.ArgumentList),
        ParenthesizedExpressionSyntax inner => NameOf(inner.Expression),
        CastExpressionSyntax cast => NameOf(cast.Expression),
        AwaitExpressionSyntax await => NameOf(await.Expression),
        PostfixUnaryExpressionSyntax postfix => NameOf(postfix.Operand),
        BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.CoalesceExpression) => NameOf(binary.Left),
        DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax variable } => variable.Identifier.ValueText,
        InvocationExpressionSyntax call => NameOfCall(call),
        _ => null,
    };

    /// <summary>The method that is called.</summary>
    public static string? MethodOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>The text of a string literal.</summary>
    public static string? LiteralOf(ExpressionSyntax? expression) =>
        expression is LiteralExpressionSyntax literal && literal.IsKind(SyntaxKind.StringLiteralExpression) ? literal.Token.ValueText : null;

    // GetEnvironmentVariable("API_TOKEN"), configuration.GetValue<string>("Db:Password"), input.Trim(), Encoding.UTF8.GetBytes(password)
    private static string? NameOfCall(InvocationExpressionSyntax call)
    {
        var arguments = call.ArgumentList.Arguments;
        if (arguments.Count > 0 && LiteralOf(arguments[0].Expression) is { } key)
            return key;
        if (!Conversions.IsConversion(MethodOf(call)))
            return MethodOf(call);

        return arguments.Count == 0 && call.Expression is MemberAccessExpressionSyntax member ? NameOf(member.Expression)
            : arguments.Count == 1 ? NameOf(arguments[0].Expression)
            : MethodOf(call);
    }

    private static string? KeyOf(BracketedArgumentListSyntax list)
    {
        if (list.Arguments.Count == 0)
            return null;

        var key = list.Arguments[list.Arguments.Count - 1].Expression;
        return LiteralOf(key) ?? (key is LiteralExpressionSyntax ? null : NameOf(key));
    }
}
