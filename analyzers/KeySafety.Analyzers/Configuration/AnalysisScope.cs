using System.Collections.Concurrent;
using System.Collections.Immutable;
using KeySafety.Detection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KeySafety.Analyzers.Configuration;

/// <summary>What the rules know about one compilation: settings by path, baselines, and what kind of project it is.</summary>
/// <remarks>Thread-safe. An editor makes one with each keystroke, so everything is read when it is first asked for.</remarks>
internal sealed class AnalysisScope
{
    private static readonly string[] UsersOwn = ["Settings.Designer.cs", "_razor.g.cs", "_cshtml.g.cs"];

    private readonly AnalyzerOptions _options;
    private readonly ConcurrentDictionary<object, PathSettings> _settings = new();
    private readonly Lazy<AcceptedFindings> _accepted;
    private readonly Lazy<bool> _isTestProject;
    private readonly Lazy<bool> _isOnDevice;

    /// <summary>The scope of a compilation.</summary>
    public AnalysisScope(Compilation compilation, AnalyzerOptions options, CancellationToken cancellation)
    {
        _options = options;
        _accepted = new(() => AcceptedFindings.Read(options.AdditionalFiles, cancellation));
        _isTestProject = new(() => TestProject.Is(compilation, options.AnalyzerConfigOptionsProvider.GlobalOptions));
        _isOnDevice = new(() => DeviceProject.Is(compilation, options.AnalyzerConfigOptionsProvider.GlobalOptions));
    }

    /// <summary>Whether the compilation is of tests.</summary>
    public bool IsTestProject => _isTestProject.Value;

    /// <summary>Whether the compilation runs in a browser or on a device.</summary>
    public bool IsOnDevice => _isOnDevice.Value;

    /// <summary>What the baselines accept.</summary>
    public AcceptedFindings Accepted => _accepted.Value;

    /// <summary>The date up to which comments may accept.</summary>
    public DateTime Today { get; } = DateTime.Today;

    /// <summary>The settings for a source file.</summary>
    public PathSettings SettingsOf(SyntaxTree tree) =>
        _settings.TryGetValue(tree, out var settings)
            ? settings
            : _settings.GetOrAdd(tree, SettingsReader.Read(_options.AnalyzerConfigOptionsProvider.GetOptions(tree)));

    /// <summary>Finds secrets in a source file, with the words that its settings add and remove.</summary>
    public Detector DetectorOf(SyntaxTree tree) => SettingsOf(tree).Detector;

    /// <summary>The settings for an additional file.</summary>
    public PathSettings SettingsOf(AdditionalText file) =>
        _settings.TryGetValue(file, out var settings)
            ? settings
            : _settings.GetOrAdd(file, SettingsReader.Read(_options.AnalyzerConfigOptionsProvider.GetOptions(file)));

    /// <summary>The least confidence that is reported: of tests, low is left out unless a setting asks for it.</summary>
    public Confidence MinConfidence(PathSettings settings) =>
        settings.MinConfidence ?? (IsTestProject ? Confidence.Medium : Confidence.Low);

    /// <summary>Whether a file is left alone: switched off, or generated. What a designer keeps for the user is his, and so is the code of a page.</summary>
    public static bool IsLeftOut(PathSettings settings, string path, bool isGenerated) =>
        !settings.IsEnabled || (isGenerated && !settings.IncludesGenerated && !Array.Exists(UsersOwn, end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase)));

    /// <summary>What could not be read anywhere, each once and in a fixed order.</summary>
    public ImmutableSortedSet<SettingProblem> Problems(Compilation compilation, CancellationToken cancellation)
    {
        var problems = ImmutableSortedSet.CreateBuilder<SettingProblem>();
        problems.UnionWith(Accepted.Problems);
        foreach (var tree in compilation.SyntaxTrees)
        {
            cancellation.ThrowIfCancellationRequested();
            problems.UnionWith(SettingsOf(tree).Problems);
        }

        foreach (var file in _options.AdditionalFiles)
            problems.UnionWith(SettingsOf(file).Problems);
        return problems.ToImmutable();
    }
}
