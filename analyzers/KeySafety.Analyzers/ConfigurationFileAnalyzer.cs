using System.Collections.Immutable;
using KeySafety.Analyzers.Configuration;
using KeySafety.Analyzers.Files;
using KeySafety.Detection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KeySafety.Analyzers;

/// <summary>Secrets in the configuration files that the compiler is given (KS0008; KS0009 where users get the file), and authentication switched off there (KS0010).</summary>
/// <remarks>
/// The package adds the files; the text and the settings for its path come from the compiler, nothing is read here. What is found is
/// what <c>keysafety scan</c> finds in the same file: the same engine is asked for the same text and the same path.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConfigurationFileAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        Descriptors.InFile, Descriptors.OnDevice, Descriptors.AuthenticationOff, Descriptors.ExpiredAllow);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (!ConfigurationFiles.AreReportedHere(start.Options.AnalyzerConfigOptionsProvider.GlobalOptions))
                return;

            var scope = new AnalysisScope(start.Compilation, start.Options, start.CancellationToken);
            start.RegisterAdditionalFileAction(file => Analyze(file, scope));
        });
    }

    private static void Analyze(AdditionalFileAnalysisContext context, AnalysisScope scope)
    {
        var file = context.AdditionalFile;
        var options = context.Options.AnalyzerConfigOptionsProvider;
        if (!ConfigurationFiles.IsOne(file.Path, options.GetOptions(file)))
            return;

        var settings = scope.SettingsOf(file);
        if (!settings.IsEnabled || !settings.ScansAdditionalFiles || settings.Severity == ReportDiagnostic.Suppress
            || file.GetText(context.CancellationToken) is not { } text)
        {
            return;
        }

        var path = ConfigurationFiles.PathInRepository(file.Path, options.GlobalOptions);
        var place = new FilePlace(file.Path, text, settings, scope, ConfigurationFiles.ReachesUsers(path, scope.IsOnDevice), context.ReportDiagnostic);
        foreach (var (finding, span) in FileFindings.Of(text, path, settings.Detector, context.CancellationToken))
            place.Report(scope.IsTestProject ? Demote(finding) : finding, span);

        if (!scope.IsTestProject)
        {
            foreach (var (name, span) in SwitchesInFile.Find(text.ToString(), file.Path))
                place.ReportSwitch(name, span);
        }
    }

    // What only a name tells is of low confidence in tests, as in their code.
    private static Finding Demote(Finding finding) => finding.Rule.Pattern.Length > 0 ? finding : finding with { Confidence = Confidence.Low };
}
