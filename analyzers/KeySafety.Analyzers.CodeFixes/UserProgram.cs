using Microsoft.CodeAnalysis;

namespace KeySafety.Analyzers.CodeFixes;

/// <summary>Tells programs that run in a browser or on a device: their configuration reaches every user as well.</summary>
internal static class UserProgram
{
    private static readonly string[] Frameworks = ["Microsoft.AspNetCore.Components.WebAssembly", "Microsoft.Maui.Controls", "Microsoft.Maui"];

    /// <summary>Whether the compilation is of such a program.</summary>
    public static bool Is(Compilation compilation) =>
        compilation.ReferencedAssemblyNames.Any(static reference => Array.IndexOf(Frameworks, reference.Name) >= 0);
}
