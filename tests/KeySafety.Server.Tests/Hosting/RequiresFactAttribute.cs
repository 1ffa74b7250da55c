namespace KeySafety.Server.Tests.Hosting;

/// <summary>A test that needs a program which not every machine has; without it the test is skipped and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class RequiresFactAttribute : FactAttribute
{
    public RequiresFactAttribute(params string[] programs)
    {
        if (Array.Find(programs, program => Find(program) is null) is { } missing)
            Skip = $"needs {missing}, which is not installed here";
    }

    /// <summary>The program's full path, or null.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator)
            .Concat(["/usr/sbin", "/usr/local/sbin"])
            .Select(directory => Path.Combine(directory, program))
            .FirstOrDefault(File.Exists);
}
