using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace KeySafety.Analyzers.CodeFixes.Files;

/// <summary>Replaces all secrets in the configuration files of a project or solution.</summary>
/// <remarks>The providers that come with Roslyn change source documents alone.</remarks>
internal sealed class PlaceholderFixAll : FixAllProvider
{
    private PlaceholderFixAll()
    {
    }

    /// <summary>The only one; it has no state.</summary>
    public static PlaceholderFixAll Instance { get; } = new();

    /// <inheritdoc/>
    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Project, FixAllScope.Solution];

    /// <inheritdoc/>
    public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext) => Task.FromResult<CodeAction?>(
        CodeAction.Create(PlaceholderFix.Title, _ => FixAsync(fixAllContext), equivalenceKey: PlaceholderFix.Title));

    private static async Task<Solution> FixAsync(FixAllContext context)
    {
        var solution = context.Solution;
        var projects = context.Scope == FixAllScope.Solution ? solution.Projects : [context.Project];
        foreach (var project in projects)
        {
            var diagnostics = await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
            foreach (var file in diagnostics.Where(static item => item.Location.Kind == LocationKind.ExternalFile).GroupBy(static item => item.Location.GetLineSpan().Path))
            {
                if (project.AdditionalDocuments.FirstOrDefault(document => document.FilePath == file.Key) is { } document)
                    solution = await FixFileAsync(solution, document, file, context.CancellationToken).ConfigureAwait(false);
            }
        }

        return solution;
    }

    private static async Task<Solution> FixFileAsync(
        Solution solution, TextDocument document, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        var changes = diagnostics
            .Select(diagnostic => PlaceholderChange.Of(diagnostic, text))
            .Where(static change => change is not null)
            .Select(static change => change!.Value)
            .Distinct()
            .OrderBy(static change => change.Span.Start)
            .ToList();
        return changes.Count == 0 ? solution : solution.WithAdditionalDocumentText(document.Id, text.WithChanges(changes));
    }
}
