using KeySafety.Analyzers.Configuration;
using KeySafety.Analyzers.Judging;
using KeySafety.Detection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace KeySafety.Analyzers.Files;

/// <summary>Reports in one configuration file, by everything that a team has decided for its path.</summary>
/// <param name="Path">The file.</param>
/// <param name="Text">Its text.</param>
/// <param name="Settings">The settings for it.</param>
/// <param name="Scope">The compilation.</param>
/// <param name="ReachesUsers">Whether users of the program get the file.</param>
/// <param name="Sink">Takes the diagnostics.</param>
internal sealed record FilePlace(string Path, SourceText Text, PathSettings Settings, AnalysisScope Scope, bool ReachesUsers, Action<Diagnostic> Sink)
{
    // As the scanner's users would write it in a comment that accepts the switch.
    private const string SwitchRule = "no-auth";

    /// <summary>Reports a secret, unless it is accepted.</summary>
    public void Report(Finding finding, TextSpan span)
    {
        if (ReachesUsers && OnDevice.IsForDevices(finding))
            return;

        if (!Acceptance.IsAccepted(finding, Settings, Scope, Text, span, out var expired))
        {
            var judgement = new Judgement(finding, Descriptors.InFile, Name: null);
            Sink(SecretDiagnostic.Create(ReachesUsers ? OnDevice.Of(judgement) : judgement, LocationOf(span), SeverityOf(Descriptors.InFile)));
        }

        if (expired is not null)
            Sink(SecretDiagnostic.Expired(expired, LocationOf(span)));
    }

    /// <summary>Reports a switch, unless a comment accepts it.</summary>
    public void ReportSwitch(string name, TextSpan span)
    {
        if (!Acceptance.IsAcceptedByComment(SwitchRule, Scope, Text, span, out var expired))
        {
            var severity = SeverityOf(Descriptors.AuthenticationOff);
            Sink(Diagnostic.Create(Descriptors.AuthenticationOff, LocationOf(span), severity, additionalLocations: null, properties: null, name));
        }

        if (expired is not null)
            Sink(SecretDiagnostic.Expired(expired, LocationOf(span)));
    }

    private Location LocationOf(TextSpan span) => Location.Create(Path, span, Text.Lines.GetLinePositionSpan(span));

    // The compiler's own settings for an id never reach additional files, so that this one stands in for them.
    private DiagnosticSeverity SeverityOf(DiagnosticDescriptor descriptor) => Settings.Severity switch
    {
        ReportDiagnostic.Error => DiagnosticSeverity.Error,
        ReportDiagnostic.Warn => DiagnosticSeverity.Warning,
        ReportDiagnostic.Info => DiagnosticSeverity.Info,
        ReportDiagnostic.Hidden => DiagnosticSeverity.Hidden,
        _ => descriptor.DefaultSeverity,
    };
}
