using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace KeySafety.Analyzers.CodeFixes;

/// <summary>Fixes all findings of a file one after another, each in the file that the fix before has left.</summary>
/// <remarks>Merging fixes that were made apart, as the batch fixer does, drops those that add the same using directive.</remarks>
internal static class OneAfterAnother
{
    /// <summary>Makes the file with one fix: its key, the expression and what was reported; null where it cannot apply.</summary>
    public delegate Task<Document?> Make(string key, SecretValue secret, Diagnostic diagnostic, CancellationToken cancellation);

    /// <summary>A provider that applies a fix to all findings.</summary>
    public static FixAllProvider Create(Make make) => FixAllProvider.Create(async (context, document, diagnostics) =>
        context.CodeActionEquivalenceKey is { } key ? await ApplyAsync(make, key, document, diagnostics, context.CancellationToken).ConfigureAwait(false) : null);

    private static async Task<Document?> ApplyAsync(
        Make make, string key, Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
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
                document = await make(key, secret, diagnostic, cancellation).ConfigureAwait(false) ?? document;
        }

        return document;
    }
}
