using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace KeySafety.Analyzers.CodeFixes;

/// <summary>Replaces a comparison whose time tells about the secret by <c>CryptographicOperations.FixedTimeEquals</c> over UTF-8 bytes.</summary>
/// <remarks>The secret still stands in the source, and is reported until it has been moved as well.</remarks>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FixedTimeFix))]
[Shared]
public sealed class FixedTimeFix : CodeFixProvider
{
    /// <summary>Equivalence key of the only fix.</summary>
    public const string Key = "KeySafety.FixedTime";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(
        Descriptors.KnownFormat.Id, Descriptors.OwnKey.Id, Descriptors.FailedCheck.Id, Descriptors.Compared.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => new OneAfterAnother(static (_, secret, _, _, cancellation) => MakeAsync(secret, cancellation));

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await SecretValue.FindAsync(context.Document, context.Span, context.CancellationToken).ConfigureAwait(false) is { } secret
            && await MakeAsync(secret, context.CancellationToken).ConfigureAwait(false) is { } changed)
        {
            context.RegisterCodeFix(CodeAction.Create("Compare in fixed time", _ => Task.FromResult(changed), Key), context.Diagnostics);
        }
    }

    private static async Task<Document?> MakeAsync(SecretValue secret, CancellationToken cancellation)
    {
        if (TextComparison.Of(secret, cancellation) is not { } comparison || Rewrite(secret, comparison) is not { } rewritten)
            return null;

        var changed = new SyntaxAnnotation();
        var root = secret.Root.ReplaceNode(
            comparison.Node,
            rewritten.WithTriviaFrom(comparison.Node).WithAdditionalAnnotations(changed, Formatter.Annotation, Simplifier.Annotation));
        var after = await Usings.AddAsync(secret.Document.WithSyntaxRoot(root), changed, cancellation).ConfigureAwait(false);
        return await FixTrial.CompilesAsync(secret, after, changed, cancellation).ConfigureAwait(false) ? after : null;
    }

    private static ExpressionSyntax? Rewrite(SecretValue secret, TextComparison comparison)
    {
        var make = new Expressions(secret);
        if (make.Type("System.Security.Cryptography.CryptographicOperations") is not { } operations || make.Type("System.Text.Encoding") is not { } encoding)
            return null;

        var equal = make.Call(operations, "FixedTimeEquals", BytesOf(comparison.Left), BytesOf(comparison.Right));
        return comparison.IsNegated ? SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, equal) : equal;

        ExpressionSyntax BytesOf(ComparedText text)
        {
            var value = text.Expression.WithoutTrivia();
            return make.Call(make.Member(encoding, "UTF8"), "GetBytes", text.MayBeNull ? make.Or(value, Expressions.Text("")) : value);
        }
    }
}
