using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Names;

/// <summary>What a declaration is called.</summary>
internal static class DeclarationNames
{
    /// <summary>The variable, property or parameter that an initial value belongs to.</summary>
    public static string? NameOf(SyntaxNode? declaration) => declaration switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        ParameterSyntax parameter => parameter.Identifier.ValueText,
        EnumMemberDeclarationSyntax member => member.Identifier.ValueText,
        _ => null,
    };

    /// <summary>The member whose value a return or an arrow gives; null in a lambda, which has no name.</summary>
    public static string? NameOfMember(SyntaxNode node)
    {
        for (var parent = node.Parent; parent is not null; parent = parent.Parent)
        {
            switch (parent)
            {
                case MethodDeclarationSyntax method: return method.Identifier.ValueText;
                case LocalFunctionStatementSyntax function: return function.Identifier.ValueText;
                case PropertyDeclarationSyntax property: return property.Identifier.ValueText;
                case AnonymousFunctionExpressionSyntax or MemberDeclarationSyntax: return null;
            }
        }

        return null;
    }
}
