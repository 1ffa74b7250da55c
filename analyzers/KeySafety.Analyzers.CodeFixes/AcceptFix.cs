using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using KeySafety.Analyzers.Judging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace KeySafety.Analyzers.CodeFixes;

/// <summary>Accepts a finding by a <c>keysafety:allow</c> comment with a reason, which the scanner reads as well.</summary>
/// <remarks>
/// The reasons are one level below in the menu, so that no tool that takes the first fix for everything accepts secrets. <c>#pragma</c>
/// and <c>SuppressMessage</c> are offered by every editor itself.
/// </remarks>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AcceptFix))]
[Shared]
public sealed class AcceptFix : CodeFixProvider
{
    /// <summary>What all equivalence keys start with; the reason follows.</summary>
    public const string KeyPrefix = "KeySafety.Accept.";

    /// <summary>For how long the fix with a date accepts.</summary>
    public const int Days = 90;

    private static readonly ImmutableArray<(string Title, string Reason)> Reasons = ImmutableArray.Create(
        ("It is not a secret", "not a secret"), ("It is made up for tests", "made up for tests"), ("It has been revoked", "revoked"));

    private const string ToBeMoved = "to be moved";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(
        Descriptors.KnownFormat.Id, Descriptors.OwnKey.Id, Descriptors.FailedCheck.Id, Descriptors.Named.Id, Descriptors.Sink.Id, Descriptors.Compared.Id,
        Descriptors.InText.Id, Descriptors.OnDevice.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(static async (context, document, diagnostics) =>
        context.CodeActionEquivalenceKey is { } key && key.StartsWith(KeyPrefix, StringComparison.Ordinal)
            ? await AcceptAsync(document, diagnostics, key, context.CancellationToken).ConfigureAwait(false)
            : null);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var text = await context.Document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || AllowComment.At(root, text, context.Span) is null)
            return;

        context.RegisterCodeFix(
            CodeAction.Create(
                "Accept it with a comment",
                Reasons.Select(reason => Action(reason.Title, reason.Reason))
                    .Append(Action($"Until {Until}, then report it again", ToBeMoved))
                    .ToImmutableArray(),
                isInlinable: false),
            context.Diagnostics);

        CodeAction Action(string title, string reason) => CodeAction.Create(
            title, cancellation => AcceptAsync(context.Document, context.Diagnostics, KeyOf(reason), cancellation), KeyOf(reason));
    }

    private static string Until => DateTime.Today.AddDays(Days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string KeyOf(string reason) => KeyPrefix + reason.Replace(' ', '-');

    /// <summary>Writes a comment for each place; where it is about several rules, it names none.</summary>
    private static async Task<Document> AcceptAsync(Document document, ImmutableArray<Diagnostic> diagnostics, string key, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        var reason = KeyOf(ToBeMoved) == key ? $"{ToBeMoved} until {Until}" : Reasons.First(reason => KeyOf(reason.Reason) == key).Reason;
        var changes =
            from diagnostic in diagnostics
            let place = AllowComment.At(root!, text, diagnostic.Location.SourceSpan)
            where place is not null
            group diagnostic by place into found
            orderby found.Key.Position
            let rules = found.Select(static diagnostic => RuleOf(diagnostic)).Distinct().ToList()
            select found.Key.Write(rules.Count == 1 ? rules[0] : null, reason);
        return document.WithText(text.WithChanges(changes));
    }

    private static string? RuleOf(Diagnostic diagnostic) => diagnostic.Properties.TryGetValue(SecretDiagnostic.RuleProperty, out var rule) ? rule : null;
}
