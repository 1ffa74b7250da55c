using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.CodeFixes;

/// <summary>Compiles what a fix would make, before the fix is offered.</summary>
/// <remarks>
/// Whether an instance may be asked in an initializer, a throw may stand in an expression tree, or a variable is assigned there: the
/// compiler knows all of that, and a list of ours would not.
/// </remarks>
internal static class FixTrial
{
    /// <summary>Whether the changed member has no more errors and warnings than it had before.</summary>
    /// <param name="secret">The expression in its file, unchanged.</param>
    /// <param name="after">The file with the fix.</param>
    /// <param name="changed">Marks what has been changed there.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<bool> CompilesAsync(SecretValue secret, Document after, SyntaxAnnotation changed, CancellationToken cancellation)
    {
        var root = await after.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await after.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root?.GetAnnotatedNodes(changed).FirstOrDefault() is not { } node || model is null)
            return false;

        // A new using directive may make another name of the file ambiguous.
        var isForFile = Count(root) != Count(secret.Root);
        return Problems(model, node, isForFile, cancellation) <= Problems(secret.Model, secret.Expression, isForFile, cancellation);
    }

    private static int Count(SyntaxNode root) =>
        root.DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).Count(static node => node is UsingDirectiveSyntax);

    private static int Problems(SemanticModel model, SyntaxNode node, bool isForFile, CancellationToken cancellation)
    {
        // Statements at the top of a program share their variables with all others.
        var member = !isForFile && node.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } found and not GlobalStatementSyntax
            ? found
            : node.SyntaxTree.GetRoot(cancellation);
        return model.GetDiagnostics(member.FullSpan, cancellation).Count(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
    }
}
