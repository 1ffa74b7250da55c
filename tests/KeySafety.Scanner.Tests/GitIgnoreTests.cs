using KeySafety.Scanner.Files;

namespace KeySafety.Scanner.Tests;

public sealed class GitIgnoreTests : IDisposable
{
    private static readonly string[] Names = ["a", "b", "foo", "foo.txt", "bar.log", "build", "x y", "[z]", "deep"];

    private static readonly string[] Patterns =
    [
        "a", "/a", "a/", "foo*", "*.log", "!bar.log", "**/b", "a/**", "a/**/b", "build/", "!build/", "/deep/*", "!/deep/foo.txt",
        "[ab]", "[!ab]", "fo?", "\\[z\\]", "# comment", "", "x\\ y", "x y ", "*", "!*/", "!foo.txt", "deep/**/foo.txt", "**", "a/b/",
        "[[:alpha:]]", "*o", "b/*.txt", "!a/b", "[a-f]oo*", "**foo", "/*", "!/a",
    ];

    private readonly Workplace _place = Workplace.WithGit();

    public void Dispose() => _place.Dispose();

    /// <summary>Random trees with random ignore files: what we scan is what git would add.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Walk_AgreesWithGit(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 12; round++)
        {
            foreach (var entry in new DirectoryInfo(_place.Root).EnumerateFileSystemInfos().Where(entry => entry.Name != ".git"))
            {
                if (entry is DirectoryInfo directory)
                    directory.Delete(recursive: true);
                else
                    entry.Delete();
            }

            Grow(random, "", depth: 0);

            var git = _place.Git("ls-files", "-z", "--others", "--exclude-standard").Split('\0', StringSplitOptions.RemoveEmptyEntries);
            var ours = new TreeWalker(_place.Root, Git.Repository.Find(_place.Root), NoPolicy, new())
                .Walk(_place.Root).Select(file => file.Path);

            Assert.Equal(git.Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void ExcludeFile_IsHonoured()
    {
        File.AppendAllText(_place[".git/info/exclude"], "private.txt\n");
        _place.Write("private.txt", Secrets.Token(1));

        Assert.Equal(0, Cli.Run(_place.Root, "scan").ExitCode);
    }

    [Fact]
    public void ConfiguredExcludesFile_IsHonoured()
    {
        _place.Write("../" + Path.GetFileName(_place.Root) + "/.git/my-excludes", "*.secret\n");
        _place.Git("config", "core.excludesFile", _place[".git/my-excludes"]);
        _place.Write("a.secret", Secrets.Token(1));

        Assert.Equal(0, Cli.Run(_place.Root, "scan").ExitCode);
    }

    [Fact]
    public void TrackedFile_IsScannedAlthoughAPatternIgnoresIt()
    {
        _place.Write("sub/forced.env", Secrets.Token(1));
        _place.Write(".gitignore", "*.env\n");
        _place.Git("add", "--force", "sub/forced.env");

        Assert.Equal([$"sub/forced.env:1 {Secrets.Rule}"], Cli.Scan(_place.Root).Places);
        Assert.Equal([$"sub/forced.env:1 {Secrets.Rule}"], Cli.Scan(_place["sub"]).Places);
    }

    [Fact]
    public void IgnoreFilesAboveTheScannedDirectory_Count()
    {
        _place.Write(".gitignore", "secret.*\n");
        _place.Write("a/b/secret.txt", Secrets.Token(1));
        _place.Write("a/b/other.txt", Secrets.Token(2));

        Assert.Equal([$"a/b/other.txt:1 {Secrets.Rule}"], Cli.Scan(_place["a/b"]).Places);
    }

    [Fact]
    public void FileThatIsNamed_IsScannedAlthoughIgnored()
    {
        _place.Write(".gitignore", "*.env\n");
        _place.Write("a.env", Secrets.Token(1));

        Assert.Equal(1, Cli.Run(_place.Root, "scan", "a.env").ExitCode);
    }

    private static Scanning.Policy NoPolicy => new() { Detector = Detection.Detector.Default };

    private void Grow(Random random, string directory, int depth)
    {
        if (random.Next(depth + 1) < 2)
            _place.Write(directory + ".gitignore", string.Join('\n', random.GetItems(Patterns, random.Next(1, 5))) + (random.Next(2) == 0 ? "\r\n" : "\n"));
        foreach (var name in Names)
        {
            var isDirectory = depth < 3 && random.Next(3) == 0;
            if (isDirectory)
                Grow(random, $"{directory}{name}/", depth + 1);
            else if (random.Next(2) == 0)
                _place.Write(directory + name, "text\n");
        }
    }
}
