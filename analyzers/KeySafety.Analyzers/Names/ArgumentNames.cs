using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Names;

/// <summary>What an argument is called: its parameter, the key before it, the type or method that takes it.</summary>
internal static class ArgumentNames
{
    private static readonly string[] Givers = ["With", "Set", "Use", "Add"];

    /// <summary>The names of an argument of a call, a creation or an indexer.</summary>
    public static IEnumerable<BoundName> NamesOf(ArgumentSyntax argument, SemanticModel? model, CancellationToken cancellation)
    {
        if (argument.Parent is not BaseArgumentListSyntax list)
            yield break;

        var index = list.Arguments.IndexOf(argument);
        if (list.Parent is InvocationExpressionSyntax call && ComparedNames.IsComparison(ExpressionNames.MethodOf(call)))
        {
            foreach (var name in ComparedWith(call, argument))
                yield return new BoundName(name, IsCompared: true);
            yield break;
        }

        if (KeyBefore([.. list.Arguments.Select(static item => item.Expression)], index) is { } key)
            yield return new BoundName(key);
        if (argument.NameColon is { } colon)
            yield return new BoundName(colon.Name.Identifier.ValueText);
        else if (list is ArgumentListSyntax && list.Parent is { } target && ParameterOf(target, index, model, cancellation) is { Length: > 0 } parameter)
            yield return new BoundName(parameter);
        if (index == 0 && list.Parent is { } receiver && NameOfReceiver(receiver) is { } type)
            yield return new BoundName(type);
    }

    /// <summary>The name of an attribute's argument.</summary>
    public static string? NameOf(AttributeArgumentSyntax argument, SemanticModel? model, CancellationToken cancellation)
    {
        if (argument.NameEquals is { } property)
            return property.Name.Identifier.ValueText;
        if (argument.NameColon is { } colon)
            return colon.Name.Identifier.ValueText;

        return argument.Parent is AttributeArgumentListSyntax { Parent: AttributeSyntax attribute } list
            ? ParameterOf(attribute, list.Arguments.IndexOf(argument), model, cancellation)
            : null;
    }

    /// <summary>The literal right before an element: <c>("Password", "...")</c>.</summary>
    public static string? KeyBefore(IReadOnlyList<ExpressionSyntax> items, int index)
    {
        if (index != 1)
            return null;

        return ExpressionNames.LiteralOf(items[0]) ?? (items[0] is IdentifierNameSyntax or MemberAccessExpressionSyntax ? ExpressionNames.NameOf(items[0]) : null);
    }

    private static IEnumerable<string> ComparedWith(InvocationExpressionSyntax call, ArgumentSyntax argument)
    {
        foreach (var other in call.ArgumentList.Arguments)
        {
            if (other != argument && ExpressionNames.LiteralOf(other.Expression) is null && ExpressionNames.NameOf(other.Expression) is { } name)
                yield return name;
        }

        if (call.Expression is MemberAccessExpressionSyntax member && ExpressionNames.NameOf(member.Expression) is { } receiver)
            yield return receiver;
        if (call is { Expression: MemberBindingExpressionSyntax, Parent: ConditionalAccessExpressionSyntax access } && ExpressionNames.NameOf(access.Expression) is { } owner)
            yield return owner;
    }

    private static string? ParameterOf(SyntaxNode target, int index, SemanticModel? model, CancellationToken cancellation)
    {
        // A constant of another file may be asked about, where this model knows nothing.
        if (model is null || target.SyntaxTree != model.SyntaxTree || PlainCalls.Is(target))
            return null;

        var symbols = model.GetSymbolInfo(target, cancellation);
        var method = (symbols.Symbol ?? symbols.CandidateSymbols.FirstOrDefault()) as IMethodSymbol;
        if (method is null || method.Parameters.Length == 0)
            return null;

        var parameter = method.Parameters[Math.Min(index, method.Parameters.Length - 1)];
        return index < method.Parameters.Length || parameter.IsParams ? parameter.Name : null;
    }

    // new ApiKeyCredential("..."), builder.WithPassword("...")
    private static string? NameOfReceiver(SyntaxNode receiver) => receiver switch
    {
        ObjectCreationExpressionSyntax { Type: SimpleNameSyntax type } => type.Identifier.ValueText,
        ObjectCreationExpressionSyntax { Type: QualifiedNameSyntax type } => type.Right.Identifier.ValueText,
        InvocationExpressionSyntax { ArgumentList.Arguments.Count: 1 } call
            when ExpressionNames.MethodOf(call) is { } method && Array.Exists(Givers, giver => method.StartsWith(giver, StringComparison.Ordinal)) => method,
        _ => null,
    };
}
