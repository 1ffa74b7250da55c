using System.Reflection;

namespace KeySafety.Scanner;

/// <summary>The name and version under which reports speak of this program.</summary>
internal static class ThisProgram
{
    public const string Name = "keysafety";

    public const string Site = "https://github.com/keysafety/keysafety";

    /// <summary>With the commit it was built from, if known.</summary>
    public static string FullVersion { get; } =
        typeof(ThisProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    public static string Version => FullVersion.Split('+')[0];
}
