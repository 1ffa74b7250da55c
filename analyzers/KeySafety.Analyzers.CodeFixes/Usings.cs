using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Editing;

namespace KeySafety.Analyzers.CodeFixes;

/// <summary>Adds the using directives that a fix needs; the cleanup after it shortens the names.</summary>
internal static class Usings
{
    /// <summary>The file with directives for all types that are written in full under the annotation.</summary>
    public static async Task<Document> AddAsync(Document document, SyntaxAnnotation changed, CancellationToken cancellation)
    {
        var added = await ImportAdder.AddImportsAsync(document, changed, cancellationToken: cancellation).ConfigureAwait(false);
        return await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } before
            && await added.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } after
            ? added.WithSyntaxRoot(WithLineBreaks(after, LineBreakOf(before)))
            : added;
    }

    /// <summary>What the file's lines end with.</summary>
    public static string LineBreakOf(SyntaxNode root) =>
        root.DescendantTrivia().FirstOrDefault(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).ToString() is { Length: > 0 } found ? found : "\n";

    // New directives end as Windows ends lines, which only a formatter with the user's options would change.
    private static SyntaxNode WithLineBreaks(SyntaxNode root, string lineBreak)
    {
        var end = root.DescendantNodes().FirstOrDefault(static node => node is Microsoft.CodeAnalysis.CSharp.Syntax.BaseTypeDeclarationSyntax)?.SpanStart ?? root.Span.End;
        var others = root.DescendantTrivia().TakeWhile(trivia => trivia.SpanStart < end)
            .Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia) && trivia.ToString() != lineBreak);
        return root.ReplaceTrivia(others, (_, _) => SyntaxFactory.EndOfLine(lineBreak));
    }
}
