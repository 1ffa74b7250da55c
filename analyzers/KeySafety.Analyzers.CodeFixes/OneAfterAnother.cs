using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace KeySafety.Analyzers.CodeFixes;

/// <summary>Fixes all findings one after another, each in the file that the fix before has left, and the files in the order of their paths.</summary>
/// <remarks>
/// Merging fixes that were made apart, as the batch fixer does, drops those that add the same using directive; and of two different secrets
/// that would get the same name only the second may be given another one.
/// </remarks>
internal sealed class OneAfterAnother(OneAfterAnother.Make make) : FixAllProvider
{
    /// <summary>Makes the file with one fix: its key, the expression, what was reported and the names given so far; null where it cannot apply.</summary>
    public delegate Task<Document?> Make(string key, SecretValue secret, Diagnostic diagnostic, GivenNames names, CancellationToken cancellation);

    /// <inheritdoc/>
    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

    /// <inheritdoc/>
    public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext) => Task.FromResult<CodeAction?>(
        fixAllContext.CodeActionEquivalenceKey is { } key
            ? CodeAction.Create("Fix all secrets", cancellation => FixAsync(fixAllContext, key, cancellation), equivalenceKey: key)
            : null);

    private async Task<Solution> FixAsync(FixAllContext context, string key, CancellationToken cancellation)
    {
        var solution = context.Solution;
        var names = new GivenNames();
        foreach (var file in await FindAsync(context).ConfigureAwait(false))
        {
            if (solution.GetDocument(file.Key) is { } document)
                solution = (await ApplyAsync(key, document, file, names, cancellation).ConfigureAwait(false)).Project.Solution;
        }

        return solution;
    }

    private static async Task<IEnumerable<IGrouping<DocumentId, Diagnostic>>> FindAsync(FixAllContext context)
    {
        if (context is { Scope: FixAllScope.Document, Document: { } document })
            return (await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)).GroupBy(_ => document.Id);

        var found = new List<(Document Document, Diagnostic Diagnostic)>();
        foreach (var project in context.Scope == FixAllScope.Solution ? context.Solution.Projects : [context.Project])
        {
            foreach (var diagnostic in await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false))
            {
                // Of generated code there is no document.
                if (diagnostic.Location.SourceTree is { } tree && context.Solution.GetDocument(tree) is { } owner)
                    found.Add((owner, diagnostic));
            }
        }

        return found.OrderBy(static item => item.Document.FilePath ?? item.Document.Name, StringComparer.Ordinal)
            .GroupBy(static item => item.Document.Id, static item => item.Diagnostic);
    }

    private async Task<Document> ApplyAsync(string key, Document document, IEnumerable<Diagnostic> diagnostics, GivenNames names, CancellationToken cancellation)
    {
        var marks = new List<(SyntaxAnnotation Mark, Diagnostic Diagnostic)>();
        foreach (var diagnostic in diagnostics.OrderBy(static diagnostic => diagnostic.Location.SourceSpan.Start))
        {
            if (await SecretValue.FindAsync(document, diagnostic.Location.SourceSpan, cancellation).ConfigureAwait(false) is not { } secret)
                continue;

            var mark = new SyntaxAnnotation();
            document = document.WithSyntaxRoot(secret.Root.ReplaceNode(secret.Expression, secret.Expression.WithAdditionalAnnotations(mark)));
            marks.Add((mark, diagnostic));
        }

        foreach (var (mark, diagnostic) in marks)
        {
            if (await SecretValue.FindAsync(document, mark, cancellation).ConfigureAwait(false) is { } secret)
                document = await make(key, secret, diagnostic, names, cancellation).ConfigureAwait(false) ?? document;
        }

        return document;
    }
}
