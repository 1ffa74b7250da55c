using System.Collections.Immutable;
using KeySafety.Analyzers.Configuration;
using KeySafety.Analyzers.Judging;
using KeySafety.Analyzers.Literals;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KeySafety.Analyzers;

/// <summary>Secrets in the texts of C#: of a known format, under a telling name, in a comparison, or in a text with its own syntax.</summary>
/// <remarks>
/// One analyzer for four rules, because they judge the same texts: each is read once and asked about once, and is one finding
/// however many rules would have it.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HardcodedSecretAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        Descriptors.KnownFormat, Descriptors.OwnKey, Descriptors.FailedCheck, Descriptors.Named, Descriptors.Compared, Descriptors.InText,
        Descriptors.OnDevice, Descriptors.BadSetting, Descriptors.ExpiredAllow);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        // Generated code is left out by a setting of ours, not by the compiler: what a designer keeps is the user's.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var scope = new AnalysisScope(start.Compilation, start.Options, start.CancellationToken);
            start.RegisterSyntaxNodeAction(
                node => AnalyzeLiteral(node, scope), SyntaxKind.StringLiteralExpression, SyntaxKind.Utf8StringLiteralExpression);
            start.RegisterSyntaxNodeAction(node => AnalyzeJoined(node, scope), SyntaxKind.AddExpression, SyntaxKind.InterpolatedStringExpression);
            start.RegisterSyntaxNodeAction(node => AnalyzeArray(node, scope), SyntaxKind.ArrayInitializerExpression, SyntaxKind.CollectionExpression);
            start.RegisterCompilationEndAction(end => ReportProblems(end, scope));
        });
    }

    private static void AnalyzeLiteral(SyntaxNodeAnalysisContext context, AnalysisScope scope)
    {
        var literal = (LiteralExpressionSyntax)context.Node;
        if (!LiteralReader.IsPart(literal) && LiteralJudge.IsWorthAsking(literal.Token.ValueText.AsSpan(), scope.DetectorOf(literal.SyntaxTree)))
            Judge(context, scope, LiteralReader.Of(literal));
    }

    private static void AnalyzeJoined(SyntaxNodeAnalysisContext context, AnalysisScope scope)
    {
        var expression = (ExpressionSyntax)context.Node;
        if (LiteralReader.IsPart(expression) || (expression is BinaryExpressionSyntax sum && !LiteralReader.HasText(sum)))
            return;

        if (JoinedText.Read(expression, scope.DetectorOf(expression.SyntaxTree), context.SemanticModel, context.CancellationToken) is { } literal)
            Judge(context, scope, literal);
    }

    private static void AnalyzeArray(SyntaxNodeAnalysisContext context, AnalysisScope scope)
    {
        if (SpelledArray.Read((ExpressionSyntax)context.Node) is { } literal && LiteralJudge.IsWorthAsking(literal.Text.AsSpan(), scope.DetectorOf(context.Node.SyntaxTree)))
            Judge(context, scope, literal);
    }

    private static void Judge(SyntaxNodeAnalysisContext context, AnalysisScope scope, LiteralText literal)
    {
        var tree = context.Node.SyntaxTree;
        var settings = scope.SettingsOf(tree);
        if (AnalysisScope.IsLeftOut(settings, tree.FilePath, context.IsGeneratedCode))
            return;

        foreach (var judgement in LiteralJudge.Judge(literal, settings, scope.IsTestProject, context.SemanticModel, context.CancellationToken))
        {
            var finding = judgement.Finding;
            if (!literal.IsWrittenHere(finding.Start, finding.Length) || (scope.IsOnDevice && OnDevice.IsForDevices(finding)))
                continue;

            var span = literal.SpanOf(finding.Start, finding.Length);
            var isAccepted = Acceptance.IsAccepted(finding, settings, scope, tree.GetText(context.CancellationToken), span, out var expired);
            if (!isAccepted)
                context.ReportDiagnostic(SecretDiagnostic.Create(OnDevice.Of(judgement, scope), Location.Create(tree, span)));
            if (expired is not null)
                context.ReportDiagnostic(SecretDiagnostic.Expired(expired, Location.Create(tree, span)));
        }
    }

    private static void ReportProblems(CompilationAnalysisContext context, AnalysisScope scope)
    {
        foreach (var problem in scope.Problems(context.Compilation, context.CancellationToken))
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.BadSetting, Location.None, problem.Subject, problem.Message));
    }
}
