using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace KeySafety.Analyzers.CodeFixes.Files;

/// <summary>Replaces a secret in a configuration file by a placeholder; the rest of the file stays as it is, its encoding too.</summary>
/// <remarks>The old value is shown nowhere. Whoever applies it has to keep the value elsewhere, so it is offered and never done by itself.</remarks>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PlaceholderFix), DocumentKinds = [nameof(TextDocumentKind.AdditionalDocument)])]
[Shared]
public sealed class PlaceholderFix : CodeFixProvider
{
    /// <summary>The fix's title and equivalence key.</summary>
    public const string Title = "Replace the secret by a placeholder";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(Descriptors.InFile.Id, Descriptors.OnDevice.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => PlaceholderFixAll.Instance;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var document = context.TextDocument;
        var text = await document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (PlaceholderChange.Of(diagnostic, text) is not { } change)
                continue;

            context.RegisterCodeFix(
                CodeAction.Create(
                    Title,
                    _ => Task.FromResult(document.Project.Solution.WithAdditionalDocumentText(document.Id, text.WithChanges(change))),
                    equivalenceKey: Title),
                diagnostic);
        }
    }
}
