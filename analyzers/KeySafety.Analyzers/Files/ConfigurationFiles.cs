using Microsoft.CodeAnalysis.Diagnostics;

namespace KeySafety.Analyzers.Files;

/// <summary>Which of a project's additional files are looked at, where, and under which path.</summary>
internal static class ConfigurationFiles
{
    /// <summary>The item metadata by which the package marks the files that it adds.</summary>
    public const string KindMetadata = "KeySafetyKind";

    private static readonly string[] Extensions =
    [
        ".json", ".jsonc", ".json5", ".config", ".env", ".yml", ".yaml", ".http", ".rest", ".pubxml", ".user", ".publishsettings", ".settings", ".runsettings",
        ".ini", ".conf", ".properties", ".toml", ".xml",
    ];

    /// <summary>Whether a file holds configuration: the package says so, or its name does where a project has added it itself.</summary>
    public static bool IsOne(string path, AnalyzerConfigOptions options)
    {
        if (options.TryGetValue("build_metadata.AdditionalFiles." + KindMetadata, out var kind) && kind.Length > 0)
            return kind == "configuration";

        var name = path.Substring(path.LastIndexOfAny(['/', '\\']) + 1);
        return name.StartsWith(".env", StringComparison.OrdinalIgnoreCase)
            || Array.Exists(Extensions, extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether users get the file: everything under <c>wwwroot</c> is served, and an app has its settings inside.</summary>
    /// <remarks>https://learn.microsoft.com/aspnet/core/fundamentals/static-files, https://learn.microsoft.com/aspnet/core/blazor/fundamentals/configuration</remarks>
    public static bool ReachesUsers(string pathInRepository, bool isOnDevice) =>
        ("/" + pathInRepository).IndexOf("/wwwroot/", StringComparison.OrdinalIgnoreCase) >= 0
        || (isOnDevice && pathInRepository.Substring(pathInRepository.LastIndexOf('/') + 1).StartsWith("appsettings", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether this compilation is the one that reports them: of a project's target frameworks the first.</summary>
    public static bool AreReportedHere(AnalyzerConfigOptions global) =>
        !global.TryGetValue("build_property.KeySafetyFirstTargetFramework", out var first) || first.Length == 0
        || !global.TryGetValue("build_property.TargetFramework", out var current) || current.Length == 0
        || string.Equals(first, current, StringComparison.OrdinalIgnoreCase);

    /// <summary>The path from the root of the repository on, as the scanner sees it: it says which files are of tests.</summary>
    /// <remarks>So nothing depends on where the repository lies. Outside of it, the file's name alone counts.</remarks>
    public static string PathInRepository(string path, AnalyzerConfigOptions global)
    {
        path = path.Replace('\\', '/');
        return Below("build_property.KeySafetyRoot") ?? Below("build_property.ProjectDir") ?? path.Substring(path.LastIndexOf('/') + 1);

        string? Below(string property)
        {
            if (!global.TryGetValue(property, out var root) || root.Length == 0)
                return null;

            root = root.Replace('\\', '/').TrimEnd('/') + "/";
            return path.StartsWith(root, StringComparison.Ordinal) ? path.Substring(root.Length) : null;
        }
    }
}
