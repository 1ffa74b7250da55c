using System.CommandLine;
using KeySafety.Scanner.Files;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Commands;

/// <summary>Options of every command that scans.</summary>
internal sealed class SharedOptions
{
    public static readonly Option<bool> ShowSecrets = new("--show-secrets")
    {
        Description = "Show secrets as they are instead of redacted.",
    };

    private readonly Option<string?> _config = new("--config")
    {
        Description = "Configuration to use instead of .keysafety.toml (or, if its name says so, of .gitleaks.toml).",
        HelpName = "FILE",
    };
    private readonly Option<string?> _baseline = new("--baseline")
    {
        Description = "Baseline to use instead of .keysafety-baseline.",
        HelpName = "FILE",
    };
    private readonly Option<bool> _noBaseline = new("--no-baseline") { Description = "Report what the baseline accepts, too." };
    private readonly Option<string> _minConfidence = new("--min-confidence")
    {
        Description = "Report low, medium or high confidence and above.",
        DefaultValueFactory = _ => "low",
        HelpName = "LEVEL",
    };
    private readonly Option<long?> _maxFileBytes = new("--max-file-bytes")
    {
        Description = "Leave out larger files.",
        HelpName = "BYTES",
    };
    private readonly Option<bool> _archives = new("--archives") { Description = "Look into zip, jar, nupkg, tar and gz files." };
    private readonly Option<bool> _binary = new("--binary") { Description = "Look for unmistakable formats in binary files." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_config, _baseline, _noBaseline, _minConfidence, _maxFileBytes, _archives, _binary])
            command.Add(option);
    }

    /// <exception cref="ScanFailedException">A value makes no sense.</exception>
    public ScanOptions Read(ParseResult result)
    {
        var maxFileBytes = result.GetValue(_maxFileBytes);
        if (maxFileBytes <= 0)
            throw new ScanFailedException("--max-file-bytes wants a number above 0");
        return new()
        {
            ConfigPath = result.GetValue(_config),
            BaselinePath = result.GetValue(_baseline),
            UseBaseline = !result.GetValue(_noBaseline),
            MinConfidence = Words.ToConfidence(result.GetValue(_minConfidence)!)
                ?? throw new ScanFailedException("--min-confidence is one of low, medium, high"),
            ShowSecrets = result.GetResult(ShowSecrets) is not null && result.GetValue(ShowSecrets),
            Files = new FileScannerOptions
            {
                MaxFileBytes = maxFileBytes ?? long.MaxValue,
                Archives = result.GetValue(_archives),
                IncludeBinary = result.GetValue(_binary),
            },
        };
    }

    /// <summary>Where the baseline of a root is.</summary>
    public string BaselinePath(ParseResult result, string root) =>
        result.GetValue(_baseline) ?? Path.Combine(root, Ignoring.Baseline.FileName);
}
