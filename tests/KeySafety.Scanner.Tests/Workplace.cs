using System.Globalization;

namespace KeySafety.Scanner.Tests;

/// <summary>A directory of one test, deleted with it; a git repository where the test asks for one.</summary>
internal sealed class Workplace : IDisposable
{
    private int _commits;

    public string Root { get; } = Directory.CreateTempSubdirectory("keysafety-test-").FullName;

    /// <summary>An empty repository with the branch <c>main</c>.</summary>
    public static Workplace WithGit()
    {
        var place = new Workplace();
        place.Git("init", "-q", "-b", "main");
        return place;
    }

    public string this[string path] => Path.Combine(Root, path);

    public string Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    public string Write(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllBytes(this[path], bytes);
        return path;
    }

    public string Git(params string[] arguments)
    {
        var result = TryGit(arguments);
        Assert.True(result.ExitCode == 0, $"git {string.Join(' ', arguments)}: {result.Error}");
        return result.Output.TrimEnd('\n');
    }

    public Cli.Result TryGit(params string[] arguments) => Cli.Start(
        "git", Root, [], ["-c", "user.name=Ada Example", "-c", "user.email=ada@example.org", "-c", "commit.gpgSign=false", .. arguments]);

    /// <summary>Commits everything and returns the commit's id.</summary>
    public string Commit()
    {
        Git("add", "--all");
        Git("commit", "-q", "--allow-empty", "-m", string.Create(CultureInfo.InvariantCulture, $"commit {++_commits}"));
        return Git("rev-parse", "HEAD");
    }

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
            File.SetAttributes(file, FileAttributes.Normal);
        Directory.Delete(Root, recursive: true);
    }
}
