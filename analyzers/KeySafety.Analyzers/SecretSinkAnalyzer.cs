using System.Collections.Concurrent;
using System.Collections.Immutable;
using KeySafety.Analyzers.Configuration;
using KeySafety.Analyzers.Judging;
using KeySafety.Analyzers.Sinks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace KeySafety.Analyzers;

/// <summary>Constants that reach a place where only a secret belongs: KS0005.</summary>
/// <remarks>
/// What the rules over texts report of the same literal is left to them. A literal that reaches several sinks of its file is one
/// finding, of the first of them; that is looked up in the source and not remembered, since an editor asks for parts in any order.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SecretSinkAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.Sink, Descriptors.OnDevice, Descriptors.ExpiredAllow);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var scope = new AnalysisScope(start.Compilation, start.Options, start.CancellationToken);
            var tables = new ConcurrentDictionary<ImmutableArray<SinkSetting>, SinkTable>();
            var types = new SinkTypes(start.Compilation);
            start.RegisterSyntaxNodeAction(node => Analyze(node, scope, tables, types), SinkFinder.Kinds);
        });
    }

    private static void Analyze(SyntaxNodeAnalysisContext context, AnalysisScope scope, ConcurrentDictionary<ImmutableArray<SinkSetting>, SinkTable> tables, SinkTypes types)
    {
        var settings = scope.SettingsOf(context.Node.SyntaxTree);
        var table = settings.AdditionalSinks.IsEmpty ? SinkTable.Default : tables.GetOrAdd(settings.AdditionalSinks, SinkTable.With);

        // The compiler shows a primary constructor's base twice, as a part of the type and of its constructor.
        if (SinkSyntax.MayHandOver(context.Node, table) && (context.Node is not PrimaryConstructorBaseTypeSyntax || context.ContainingSymbol is IMethodSymbol))
            Judge(context, scope, settings, new SinkFinder(table, types, settings.Detector, context.SemanticModel, context.CancellationToken));
    }

    private static void Judge(SyntaxNodeAnalysisContext context, AnalysisScope scope, PathSettings settings, SinkFinder finder)
    {
        var tree = context.Node.SyntaxTree;
        SinkJudge? judge = null;
        foreach (var (judgement, span) in JudgementsOf(context.Node, finder, () => judge ??= new(settings, scope.IsTestProject, context.SemanticModel, context.CancellationToken)))
        {
            if (AnalysisScope.IsLeftOut(settings, tree.FilePath, context.IsGeneratedCode) || (!context.Node.Span.Contains(span) && HasEarlier(context, span, finder, judge!.Value)))
                continue;

            var isAccepted = Acceptance.IsAccepted(judgement.Finding, settings, scope, tree.GetText(context.CancellationToken), span, out var expired);
            if (!isAccepted)
                context.ReportDiagnostic(SecretDiagnostic.Create(OnDevice.Of(judgement, scope), Location.Create(tree, span)));
            if (expired is not null)
                context.ReportDiagnostic(SecretDiagnostic.Expired(expired, Location.Create(tree, span)));
        }
    }

    private static IEnumerable<(Judgement Judgement, TextSpan Span)> JudgementsOf(SyntaxNode node, SinkFinder finder, Func<SinkJudge> judge)
    {
        foreach (var use in finder.Find(node))
        {
            foreach (var judged in judge().Judge(use))
                yield return judged;
        }

        if (node is InvocationExpressionSyntax call && SecureStrings.RowFrom(call) is { } row
            && judge().Judge(new SinkUse("SecureString.AppendChar", SecretKind.Password, call), row) is { } found)
        {
            yield return found;
        }
    }

    // Asked for findings alone whose literal is declared apart from the sink.
    private static bool HasEarlier(SyntaxNodeAnalysisContext context, TextSpan span, SinkFinder finder, SinkJudge judge)
    {
        var root = context.Node.SyntaxTree.GetRoot(context.CancellationToken);
        return root.DescendantNodes()
            .Where(node => node.SpanStart < context.Node.SpanStart && SinkFinder.Kinds.Contains((Microsoft.CodeAnalysis.CSharp.SyntaxKind)node.RawKind))
            .Any(node => JudgementsOf(node, finder, () => judge).Any(other => other.Span == span));
    }
}
