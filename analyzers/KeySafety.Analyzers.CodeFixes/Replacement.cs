using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace KeySafety.Analyzers.CodeFixes;

/// <summary>Puts an expression in a secret's place; a constant that held it becomes a variable.</summary>
internal static class Replacement
{
    /// <summary>The changed file; null where the fix would not compile.</summary>
    /// <param name="secret">What is replaced.</param>
    /// <param name="value">What takes its place.</param>
    /// <param name="comment">A comment above the statement or member, without its slashes; null for none.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<Document?> TryMakeAsync(SecretValue secret, ExpressionSyntax value, string? comment, CancellationToken cancellation)
    {
        var constant = ConstantUse.DeclarationOf(secret.Expression);
        if (constant is null ? ConstantUse.IsRequired(secret.Expression) : !await ConstantUse.MayBecomeVariableAsync(constant, secret, cancellation).ConfigureAwait(false))
            return null;

        var changed = new SyntaxAnnotation();
        // A throw may not be enclosed; whether the others need to be is found out by the cleanup.
        var enclosed = (value is ThrowExpressionSyntax ? value : SyntaxFactory.ParenthesizedExpression(value.WithoutTrivia()))
            .WithTriviaFrom(secret.Expression)
            .WithAdditionalAnnotations(changed, Formatter.Annotation, Simplifier.Annotation);
        var root = secret.Root.ReplaceNode(secret.Expression, enclosed);
        if (constant is not null)
            root = Replace(root, changed, static node => node is FieldDeclarationSyntax or LocalDeclarationStatementSyntax, AsVariable);
        if (comment is not null)
            root = Replace(root, changed, static node => node is StatementSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax, node => WithComment(node, comment));

        var after = await Usings.AddAsync(secret.Document.WithSyntaxRoot(root), changed, cancellation).ConfigureAwait(false);
        return await FixTrial.CompilesAsync(secret, after, changed, cancellation).ConfigureAwait(false) ? after : null;
    }

    private static SyntaxNode Replace(SyntaxNode root, SyntaxAnnotation changed, Func<SyntaxNode, bool> isMeant, Func<SyntaxNode, SyntaxNode> replace)
    {
        var node = root.GetAnnotatedNodes(changed).First().FirstAncestorOrSelf(isMeant);
        return node is null ? root : root.ReplaceNode(node, replace(node));
    }

    private static SyntaxNode AsVariable(SyntaxNode declaration) => declaration switch
    {
        FieldDeclarationSyntax field => field.WithModifiers(AsStaticReadOnly(field.Modifiers)),
        LocalDeclarationStatementSyntax local => WithoutConst(local),
        _ => declaration,
    };

    private static SyntaxTokenList AsStaticReadOnly(SyntaxTokenList modifiers)
    {
        var constant = modifiers.First(static modifier => modifier.IsKind(SyntaxKind.ConstKeyword));
        return modifiers.ReplaceRange(
            constant,
            [
                SyntaxFactory.Token(constant.LeadingTrivia, SyntaxKind.StaticKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space)),
                SyntaxFactory.Token(SyntaxFactory.TriviaList(), SyntaxKind.ReadOnlyKeyword, constant.TrailingTrivia),
            ]);
    }

    private static LocalDeclarationStatementSyntax WithoutConst(LocalDeclarationStatementSyntax local)
    {
        var leading = local.GetLeadingTrivia();
        return local.WithModifiers(SyntaxFactory.TokenList(local.Modifiers.Where(static modifier => !modifier.IsKind(SyntaxKind.ConstKeyword))))
            .WithLeadingTrivia(leading);
    }

    private static SyntaxNode WithComment(SyntaxNode node, string comment)
    {
        var leading = node.GetLeadingTrivia();
        var indentation = leading.Count > 0 && leading.Last().IsKind(SyntaxKind.WhitespaceTrivia) ? leading.Last() : default;
        leading = leading.Add(SyntaxFactory.Comment("// " + comment)).Add(SyntaxFactory.EndOfLine(Usings.LineBreakOf(node.SyntaxTree.GetRoot())));
        return node.WithLeadingTrivia(indentation == default ? leading : leading.Add(indentation));
    }
}
