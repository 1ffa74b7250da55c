using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KeySafety.Analyzers.Configuration;

/// <summary>Tells programs that run in a browser or on a device: whoever has them can read all that is in them.</summary>
internal static class DeviceProject
{
    private static readonly string[] Platforms = ["-browser", "-android", "-ios", "-maccatalyst", "-tvos"];

    private static readonly string[] Frameworks =
    [
        "Microsoft.AspNetCore.Components.WebAssembly", "Microsoft.Maui", "Microsoft.Maui.Controls", "Mono.Android", "Microsoft.iOS", "Xamarin.iOS", "Xamarin.Forms.Core", "Uno.UI",
        "Avalonia.Browser", "Avalonia.Android", "Avalonia.iOS",
    ];

    /// <summary>By the SDK's properties and the target framework, otherwise by what is referred to.</summary>
    public static bool Is(Compilation compilation, AnalyzerConfigOptions global)
    {
        if (IsTrue(global, "UsingMicrosoftNETSdkBlazorWebAssembly") || IsTrue(global, "UseMaui"))
            return true;

        if (global.TryGetValue("build_property.TargetFramework", out var framework) && Array.Exists(Platforms, platform => framework.IndexOf(platform, StringComparison.OrdinalIgnoreCase) > 0))
            return true;

        // A server that hosts such a program refers to its own package, whose name goes on: ".Server".
        foreach (var reference in compilation.ReferencedAssemblyNames)
        {
            if (Array.IndexOf(Frameworks, reference.Name) >= 0)
                return !compilation.ReferencedAssemblyNames.Any(static item => item.Name is "Microsoft.AspNetCore.Server.Kestrel" or "Microsoft.AspNetCore.Components.WebAssembly.Server");
        }

        return false;
    }

    private static bool IsTrue(AnalyzerConfigOptions global, string property) =>
        global.TryGetValue("build_property." + property, out var value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
}
