using KeySafety.Analyzers.Literals;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace KeySafety.Analyzers.CodeFixes;

/// <summary>The expression whose value holds a reported secret.</summary>
/// <param name="Document">The file.</param>
/// <param name="Root">Its syntax.</param>
/// <param name="Model">Its meaning.</param>
/// <param name="Expression">The whole constant text: a literal, an interpolated string or a concatenation.</param>
internal sealed record SecretValue(Document Document, SyntaxNode Root, SemanticModel Model, ExpressionSyntax Expression)
{
    // Of @"...": then a literal is nothing but the secret, whatever it is joined with.
    private const int Quotes = 3;

    /// <summary>The text that is reported at a span; null where it is none, or is not constant as a whole.</summary>
    /// <remarks>Of <c>$"Server={host};Password=..."</c> a part is known only at run time, so that nothing can take its place.</remarks>
    public static async Task<SecretValue?> FindAsync(Document document, TextSpan span, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || model is null || !root.FullSpan.Contains(span))
            return null;

        var node = root.FindNode(span, getInnermostNodeForTie: true);
        if (node is InterpolatedStringTextSyntax)
            node = node.Parent;
        if (node is not ExpressionSyntax expression || !IsText(expression))
            return null;

        var whole = Whole(expression);
        return IsConstant(whole, model, cancellation) ? new(document, root, model, whole)
            : expression is LiteralExpressionSyntax && expression.Span.Length - span.Length <= Quotes ? new(document, root, model, expression)
            : null;
    }

    /// <summary>The text that was annotated before; null where it is there no more.</summary>
    public static async Task<SecretValue?> FindAsync(Document document, SyntaxAnnotation mark, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        return root?.GetAnnotatedNodes(mark).FirstOrDefault() is ExpressionSyntax expression && model is not null ? new(document, root, model, expression) : null;
    }

    private static bool IsText(ExpressionSyntax expression) =>
        expression.Kind() is SyntaxKind.StringLiteralExpression or SyntaxKind.InterpolatedStringExpression or SyntaxKind.AddExpression;

    private static ExpressionSyntax Whole(ExpressionSyntax expression)
    {
        while (LiteralReader.IsPart(expression))
            expression = expression.Parent!.FirstAncestorOrSelf<BinaryExpressionSyntax>()!;
        return expression;
    }

    // Before C# 10 an interpolated string is never a constant, also when nothing is interpolated.
    private static bool IsConstant(ExpressionSyntax expression, SemanticModel model, CancellationToken cancellation) =>
        model.GetConstantValue(expression, cancellation) is { HasValue: true, Value: string }
        || (expression is InterpolatedStringExpressionSyntax text && text.Contents.All(static content => content is InterpolatedStringTextSyntax));
}
