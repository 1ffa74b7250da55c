using System.Collections.Immutable;
using KeySafety.Analyzers.Configuration;
using KeySafety.Analyzers.Judging;
using KeySafety.Analyzers.Names;
using KeySafety.Analyzers.Switches;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KeySafety.Analyzers;

/// <summary>Authentication switched off in code: KS0010. In tests, and where development is asked for, it may be.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AuthenticationSwitchAnalyzer : DiagnosticAnalyzer
{
    private const string RuleName = "no-auth";
    private const int MinLength = 6;
    private const int MaxLength = 2000;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.AuthenticationOff, Descriptors.ExpiredAllow);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var scope = new AnalysisScope(start.Compilation, start.Options, start.CancellationToken);
            start.RegisterSyntaxNodeAction(node => AnalyzeLiteral(node, scope), SyntaxKind.StringLiteralExpression);
            start.RegisterSyntaxNodeAction(node => AnalyzeInterpolated(node, scope), SyntaxKind.InterpolatedStringText);
            start.RegisterSyntaxNodeAction(node => AnalyzeFlag(node, scope), SyntaxKind.TrueLiteralExpression);
        });
    }

    private static void AnalyzeLiteral(SyntaxNodeAnalysisContext context, AnalysisScope scope)
    {
        var literal = (LiteralExpressionSyntax)context.Node;
        var text = literal.Token.ValueText;
        if (text.Length is < MinLength or > MaxLength || text.IndexOf("auth", StringComparison.OrdinalIgnoreCase) < 0)
            return;

        var isSet = NoAuthSwitch.IndexOfOption(text) >= 0 ? SwitchPlace.IsArgument(literal)
            : NoAuthSwitch.IsVariable(text) ? SwitchPlace.ValueOfKey(literal) is { } value && IsOn(value)
            : NoAuthSwitch.IsSetting(text) && SwitchPlace.IsArgument(literal);
        if (isSet)
            Report(context, scope, NoAuthSwitch.IndexOfOption(text) >= 0 ? "--no-auth" : text);
    }

    private static void AnalyzeInterpolated(SyntaxNodeAnalysisContext context, AnalysisScope scope)
    {
        var written = (InterpolatedStringTextSyntax)context.Node;
        if (NoAuthSwitch.IndexOfOption(written.TextToken.ValueText) >= 0 && written.Parent is InterpolatedStringExpressionSyntax whole && SwitchPlace.IsArgument(whole))
            Report(context, scope, "--no-auth");
    }

    // options.NoAuth = true, new ServerOptions { NoAuth = true }
    private static void AnalyzeFlag(SyntaxNodeAnalysisContext context, AnalysisScope scope)
    {
        if (context.Node.Parent is AssignmentExpressionSyntax assignment && assignment.Right == context.Node && ExpressionNames.NameOf(assignment.Left) is "NoAuth" and var name)
            Report(context, scope, name);
    }

    private static bool IsOn(ExpressionSyntax value) =>
        value.IsKind(SyntaxKind.TrueLiteralExpression) || (value is LiteralExpressionSyntax literal && NoAuthSwitch.IsOn(literal.Token.ValueText));

    private static void Report(SyntaxNodeAnalysisContext context, AnalysisScope scope, string name)
    {
        var tree = context.Node.SyntaxTree;
        var settings = scope.SettingsOf(tree);
        if (scope.IsTestProject || AnalysisScope.IsLeftOut(settings, tree.FilePath, context.IsGeneratedCode) || SwitchPlace.IsForDevelopment(context.Node))
            return;

        var location = context.Node.GetLocation();
        if (!Acceptance.IsAcceptedByComment(RuleName, scope, tree.GetText(context.CancellationToken), context.Node.Span, out var expired))
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.AuthenticationOff, location, name));
        if (expired is not null)
            context.ReportDiagnostic(SecretDiagnostic.Expired(expired, location));
    }
}
