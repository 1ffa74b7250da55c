using KeySafety.Analyzers.Names;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Sinks;

/// <summary>What the syntax alone tells of a node that may hand a constant to a sink: nearly all of them cannot.</summary>
internal static class SinkSyntax
{
    // Of a creation whose type is not written anywhere near: a name or a label is passed over, as the model would have to be asked for each.
    private const int MinUnknown = 6;

    /// <summary>Whether <see cref="SinkFinder"/> has to be asked. Allocates nothing for what is named like no sink.</summary>
    public static bool MayHandOver(SyntaxNode node, SinkTable table) => node switch
    {
        InvocationExpressionSyntax call => MayCall(call, table),
        BaseObjectCreationExpressionSyntax { ArgumentList: { Arguments.Count: > 0 } list } => MayCreate(node, list, table),
        ConstructorInitializerSyntax { ArgumentList: { Arguments.Count: > 0 } list } => MayCreate(node, list, table),
        PrimaryConstructorBaseTypeSyntax { ArgumentList: { Arguments.Count: > 0 } list } => MayCreate(node, list, table),
        AssignmentExpressionSyntax assignment => MayAssign(assignment, table),
        BinaryExpressionSyntax coalesce => KeyOfRead(coalesce.Left) is { } key && MayStandUnder(key, coalesce.Right),
        _ => false,
    };

    /// <summary>The simple name of the type that a node creates, where the source has it.</summary>
    public static string? TypeOf(SyntaxNode creation) => creation switch
    {
        ObjectCreationExpressionSyntax explicitly => SimpleName(explicitly.Type),
        PrimaryConstructorBaseTypeSyntax derived => SimpleName(derived.Type),
        ImplicitObjectCreationExpressionSyntax => SimpleName(DeclaredType(creation)),
        // A part of a type need not repeat what it derives from.
        ConstructorInitializerSyntax { Parent.Parent: TypeDeclarationSyntax { BaseList.Types: [var first, ..] } } => SimpleName(first.Type),
        ConstructorInitializerSyntax { Parent.Parent: TypeDeclarationSyntax type } when !type.Modifiers.Any(SyntaxKind.PartialKeyword) => "",
        _ => null,
    };

    /// <summary>The name of what an assignment sets.</summary>
    public static string? MemberOf(AssignmentExpressionSyntax assignment) => assignment.Left switch
    {
        IdentifierNameSyntax identifier => identifier.Identifier.ValueText,
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        _ => null,
    };

    private static bool MayCall(InvocationExpressionSyntax call, SinkTable table)
    {
        var arguments = call.ArgumentList.Arguments;
        if (arguments.Count == 0)
            return false;

        var method = ExpressionNames.MethodOf(call);
        // int.Parse is nobody's sink.
        if (call.Expression is MemberAccessExpressionSyntax { Expression: PredefinedTypeSyntax })
            return false;
        if (method == "AppendChar")
            return true;

        return table.Members(method).Count > 0 ? ConstantSyntax.MayReachAny(call.ArgumentList)
            : KeyedSinks.MayBe(method) && arguments.Count > 1 && MayStandUnder(arguments[0].Expression, arguments[1].Expression);
    }

    private static bool MayCreate(SyntaxNode creation, ArgumentListSyntax arguments, SinkTable table) =>
        TypeOf(creation) is { } type
            ? table.Constructors(type).Count > 0 && ConstantSyntax.MayReachAny(arguments)
            : creation.Parent is AssignmentExpressionSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax
                ? ConstantSyntax.MayReachAny(arguments)
                : HasLikelySecret(arguments);

    private static bool HasLikelySecret(ArgumentListSyntax arguments)
    {
        foreach (var argument in arguments.Arguments)
        {
            if (ExpressionNames.LiteralOf(argument.Expression) is { Length: >= MinUnknown } text && IsLikelySecret(text))
                return true;
        }

        return false;
    }

    private static bool IsLikelySecret(string text)
    {
        var hasDigit = false;
        foreach (var c in text)
        {
            if (c is ' ' or '/' or '{')
                return false;
            hasDigit |= c is >= '0' and <= '9';
        }

        return hasDigit;
    }

    private static bool MayAssign(AssignmentExpressionSyntax assignment, SinkTable table)
    {
        var list = assignment.Left is ElementAccessExpressionSyntax element ? element.ArgumentList : (assignment.Left as ImplicitElementAccessSyntax)?.ArgumentList;
        return list is null ? table.Members(MemberOf(assignment)).Count > 0 && ConstantSyntax.MayReach(assignment.Right)
            : list.Arguments.Count == 1 && MayStandUnder(list.Arguments[0].Expression, assignment.Right) && !PlainDictionary.Is(assignment);
    }

    private static bool MayStandUnder(ExpressionSyntax key, ExpressionSyntax value) =>
        KeyedSinks.MayBeKey(key) && ConstantSyntax.MayReach(value)
        && (ExpressionNames.LiteralOf(value) is not { } text || SinkValue.MayStandUnder(ExpressionNames.LiteralOf(key) ?? "password", text));

    // configuration["Key"], Environment.GetEnvironmentVariable("NAME")
    private static ExpressionSyntax? KeyOfRead(ExpressionSyntax left) => left switch
    {
        ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } keys } => keys[0].Expression,
        InvocationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } call
            when ExpressionNames.MethodOf(call) is "GetEnvironmentVariable" or "GetValue" or "GetConnectionString" => arguments[0].Expression,
        _ => null,
    };

    /// <summary>The type that is written where a creation's value goes; null where there is none.</summary>
    public static TypeSyntax? DeclaredType(SyntaxNode creation) => creation.Parent switch
    {
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } } => declaration.Type,
        EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } => property.Type,
        ArrowExpressionClauseSyntax { Parent: PropertyDeclarationSyntax property } => property.Type,
        ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax method } => method.ReturnType,
        _ => null,
    };

    /// <summary>A type's name without namespace and arguments.</summary>
    public static string? SimpleName(TypeSyntax? type) => type switch
    {
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        NullableTypeSyntax nullable => SimpleName(nullable.ElementType),
        _ => null,
    };
}
