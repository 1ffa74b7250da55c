namespace KeySafety.Analyzers.Tests.RealBuild;

/// <summary>A folder outside the repository whose only package source holds the package that was packed for this run.</summary>
public sealed class Workshop : IDisposable
{
    /// <summary>The packed version: none that was ever released.</summary>
    public const string Version = "0.1.0-real-build";

    /// <summary>Packs, and makes the folder.</summary>
    public Workshop()
    {
        var feed = Path.Combine(Root, "feed");
        // What is packed has been built with these tests.
        var packed = Commands.Dotnet(
            Commands.Repository, "pack", "analyzers/KeySafety.Analyzers.Package", "-c", Commands.Configuration, "-o", feed, "-v", "q",
            $"-p:PackageVersion={Version}", "-p:BuildProjectReferences=false", "-nodeReuse:false");
        Assert.True(packed.ExitCode == 0, packed.Output);
        Package = Path.Combine(feed, $"KeySafety.Analyzers.{Version}.nupkg");
        Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="{feed}" />
              </packageSources>
              <config>
                <add key="globalPackagesFolder" value="{Path.Combine(Root, "packages")}" />
              </config>
            </configuration>
            """);
        // Projects here are nobody's but their own.
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        Write(".editorconfig", "root = true\n");
    }

    /// <summary>The folder.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("keysafety-").FullName;

    /// <summary>The package's file.</summary>
    public string Package { get; }

    /// <summary>Writes a file, with secrets for their names (see <see cref="Source"/>).</summary>
    public void Write(string path, string text)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, Source.Fill(text));
    }

    /// <summary>The lines of a file.</summary>
    public string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Builds a project; what was reported is the same for a project that is built for several frameworks, so each is listed once.</summary>
    internal BuildResult Build(string project, params string[] arguments)
    {
        var (exitCode, output) = Commands.Dotnet(
            Path.Combine(Root, project), ["build", "--nologo", "-v", "m", "-tl:off", "-nodeReuse:false", .. arguments]);
        return new(exitCode, output);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);
}
