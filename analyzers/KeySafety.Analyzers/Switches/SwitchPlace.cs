using KeySafety.Analyzers.Names;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Switches;

/// <summary>Whether a text is handed to a program, or set, rather than declared as an option, looked for or printed.</summary>
internal static class SwitchPlace
{
    // Programs are started, and containers described, by methods with these names in every library.
    private static readonly HashSet<string> Starters = new(StringComparer.Ordinal)
    {
        "Start", "StartAsync", "StartNew", "Run", "RunAsync", "Main", "Invoke", "InvokeAsync", "Execute", "ExecuteAsync", "Exec", "ExecAsync", "CreateBuilder", "CreateDefaultBuilder",
        "WithArgs", "WithArguments", "WithCommand", "WithEntrypoint", "WithEnvironment", "AddArgument", "AddExecutable", "Command", "Wrap", "ProcessStartInfo",
    };

    private static readonly string[] ArgumentWords = ["arg", "command", "cmd", "cli", "switches", "parameters"];

    /// <summary>Whether the text is an argument of a program.</summary>
    public static bool IsArgument(ExpressionSyntax text)
    {
        SyntaxNode node = text;
        while (IsPassedOn(node))
            node = node.Parent!;

        return node.Parent switch
        {
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } => IsStarter(call),
            ArgumentSyntax { Parent.Parent: ObjectCreationExpressionSyntax creation } => creation.Type.ToString().EndsWith("ProcessStartInfo", StringComparison.Ordinal),
            AssignmentExpressionSyntax assignment when assignment.Right == node => IsForArguments(ExpressionNames.NameOf(assignment.Left)),
            EqualsValueClauseSyntax clause => IsForArguments(DeclarationNames.NameOf(clause.Parent)) && (node != text || IsCommandLine(text)),
            _ => false,
        };
    }

    /// <summary>What a key is set to: the second argument, the right side, the second of a pair; null where it is not set.</summary>
    public static ExpressionSyntax? ValueOfKey(ExpressionSyntax key) => key.Parent switch
    {
        ArgumentSyntax { Parent: ArgumentListSyntax { Arguments.Count: >= 2 } list } argument when list.Arguments[0] == argument => list.Arguments[1].Expression,
        ArgumentSyntax { Parent: BracketedArgumentListSyntax { Parent: ExpressionSyntax access } } when access.Parent is AssignmentExpressionSyntax assignment && assignment.Left == access => assignment.Right,
        InitializerExpressionSyntax pair when pair.IsKind(SyntaxKind.ComplexElementInitializerExpression) && pair.Expressions.Count == 2 && pair.Expressions[0] == key => pair.Expressions[1],
        _ => null,
    };

    /// <summary>Whether the place is reached in development alone.</summary>
    public static bool IsForDevelopment(SyntaxNode node)
    {
        foreach (var ancestor in node.Ancestors())
        {
            var condition = ancestor switch
            {
                IfStatementSyntax choice when !choice.Condition.Contains(node) && (choice.Else is null || !choice.Else.Contains(node)) => choice.Condition,
                ConditionalExpressionSyntax choice when choice.WhenTrue.Contains(node) => choice.Condition,
                _ => null,
            };
            if (condition?.ToString() is { } text && text[0] != '!' && text.IndexOf("Development", StringComparison.OrdinalIgnoreCase) >= 0)
                return true;
        }

        return false;
    }

    private static bool IsPassedOn(SyntaxNode node) => node.Parent switch
    {
        ParenthesizedExpressionSyntax or CastExpressionSyntax or ExpressionElementSyntax or CollectionExpressionSyntax => true,
        ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax => true,
        ConditionalExpressionSyntax choice => choice.Condition != node,
        InitializerExpressionSyntax initializer => initializer.IsKind(SyntaxKind.ArrayInitializerExpression) || initializer.IsKind(SyntaxKind.CollectionInitializerExpression),
        BinaryExpressionSyntax sum => sum.IsKind(SyntaxKind.AddExpression),
        _ => false,
    };

    // arguments.Add("--no-auth"), startInfo.ArgumentList.Add("--no-auth"), args.Append("--no-auth")
    private static bool IsStarter(InvocationExpressionSyntax call)
    {
        var method = ExpressionNames.MethodOf(call);
        return method is not null && (Starters.Contains(method)
            || (method is "Add" or "AddRange" or "Append" or "Concat" or "Prepend" or "AddIf" && call.Expression is MemberAccessExpressionSyntax member
                && IsForArguments(ExpressionNames.NameOf(member.Expression))));
    }

    private static bool IsForArguments(string? name) => name is not null && Array.Exists(ArgumentWords, word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    // A program or other options stand beside it: the name of an option alone may be there to look for it.
    private static bool IsCommandLine(ExpressionSyntax text) => text.ToString().IndexOf(' ') > 0;
}
