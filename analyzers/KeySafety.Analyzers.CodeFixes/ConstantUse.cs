using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;

namespace KeySafety.Analyzers.CodeFixes;

/// <summary>Tells where only a constant can stand, so that no value from elsewhere can take its place.</summary>
internal static class ConstantUse
{
    /// <summary>Whether the language wants a constant there: attributes, default parameters, labels, patterns, other constants.</summary>
    public static bool IsRequired(SyntaxNode node)
    {
        for (var at = node; at is not null; at = at.Parent)
        {
            switch (at.Parent)
            {
                case InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } }:
                    return false;
                case AttributeArgumentSyntax or CaseSwitchLabelSyntax or ConstantPatternSyntax or TypePatternSyntax or EnumMemberDeclarationSyntax or ParameterSyntax:
                    return true;
                case BinaryExpressionSyntax test when test.IsKind(SyntaxKind.IsExpression) && test.Right == at:
                    return true; // s is Password, which looks like a type
                case GotoStatementSyntax jump:
                    return jump.IsKind(SyntaxKind.GotoCaseStatement);
                case VariableDeclarationSyntax { Parent: var declaration }:
                    return IsConstant(declaration);
                case StatementSyntax or MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or null:
                    return false;
            }
        }

        return false;
    }

    /// <summary>The declaration that makes a value a constant; null where it belongs to none.</summary>
    public static SyntaxNode? DeclarationOf(ExpressionSyntax value)
    {
        SyntaxNode node = value;
        while (node.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax or PostfixUnaryExpressionSyntax)
            node = node.Parent;
        return node.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Parent: var declaration } } }
            && IsConstant(declaration)
            ? declaration
            : null;
    }

    /// <summary>Whether a constant may become a variable: it is alone in its declaration, and nobody needs its value at compile time.</summary>
    /// <remarks>For a local it is enough to compile its member, which <see cref="FixTrial"/> does.</remarks>
    public static async Task<bool> MayBecomeVariableAsync(SyntaxNode declaration, SecretValue secret, CancellationToken cancellation)
    {
        if (declaration is LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1 })
            return true;
        if (declaration is not FieldDeclarationSyntax { Declaration.Variables: { Count: 1 } variables }
            || secret.Model.GetDeclaredSymbol(variables[0], cancellation) is not IFieldSymbol field)
        {
            return false;
        }

        var uses = await SymbolFinder.FindReferencesAsync(field, secret.Document.Project.Solution, cancellation).ConfigureAwait(false);
        foreach (var use in uses.SelectMany(static symbol => symbol.Locations))
        {
            if (use.IsImplicit || use.Location.SourceTree is not { } tree)
                continue;

            var root = await tree.GetRootAsync(cancellation).ConfigureAwait(false);
            var node = root.FindNode(use.Location.SourceSpan, findInsideTrivia: true, getInnermostNodeForTie: true);
            if (IsRequired(node) || MayRunBefore(node, declaration))
                return false;
        }

        return true;
    }

    private static bool IsConstant(SyntaxNode? declaration) => declaration switch
    {
        FieldDeclarationSyntax field => field.Modifiers.Any(SyntaxKind.ConstKeyword),
        LocalDeclarationStatementSyntax local => local.IsConst,
        _ => false,
    };

    // Static initializers run in the order in which they are written, and of several files in no known one.
    private static bool MayRunBefore(SyntaxNode use, SyntaxNode declaration) =>
        use.FirstAncestorOrSelf<MemberDeclarationSyntax>() is FieldDeclarationSyntax or PropertyDeclarationSyntax { Initializer: not null }
        && (use.SyntaxTree != declaration.SyntaxTree || (use.SpanStart < declaration.SpanStart && use.Parent is not null && SameType(use, declaration)));

    private static bool SameType(SyntaxNode use, SyntaxNode declaration) =>
        use.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>() == declaration.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>();
}
