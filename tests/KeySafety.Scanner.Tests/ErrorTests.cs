namespace KeySafety.Scanner.Tests;

public sealed class ErrorTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("no such file or directory: nowhere", "scan", "nowhere")]
    [InlineData("unknown option: --stagd", "scan", "--stagd")]
    [InlineData("not a git repository", "scan", "--staged")]
    [InlineData("not a git repository", "scan", "--history")]
    [InlineData("not a git repository", "scan", "--since", "main")]
    [InlineData("not a git repository", "install-hook")]
    [InlineData("--staged and --history cannot be combined", "scan", "--staged", "--history")]
    [InlineData("--staged takes no PATH", "scan", "--staged", ".")]
    [InlineData("there is no format 'xml'", "scan", "--format", "xml")]
    [InlineData("there is no format 'xml'", "scan", "--output", "xml=a")]
    [InlineData("--output wants FORMAT=FILE", "scan", "--output", "json")]
    [InlineData("no such directory", "scan", "--output", "json=no/such/a.json")]
    [InlineData("--max-file-bytes wants a number above 0", "scan", "--max-file-bytes", "0")]
    [InlineData("--max-file-bytes", "scan", "--max-file-bytes", "many")]
    [InlineData("--min-confidence is one of low, medium, high", "scan", "--min-confidence", "sure")]
    [InlineData("no such configuration: x.toml", "scan", "--config", "x.toml")]
    [InlineData("no such baseline: x", "scan", "--baseline", "x")]
    [InlineData("not a place of the form FILE:LINE", "scan", "--why", "a.txt")]
    [InlineData("there is no rule 'github'", "rules", "github")]
    [InlineData("neither a fingerprint", "explain", "xyz")]
    [InlineData("no finding 0123456789abcdef here", "explain", "0123456789abcdef")]
    public void WhatCannotBeDone_IsOneLineAndCodeTwo(string reason, params string[] arguments)
    {
        var result = Cli.Run(_place.Root, arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("keysafety: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
        Assert.Empty(result.Output);
    }

    [Fact]
    public void FileWithoutALength_IsRead()
    {
        if (!OperatingSystem.IsLinux())
            return; // /proc is Linux's

        var result = Cli.Run(_place.Root, "scan", "/proc/self/status", "--format", "json");

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("\"bytes\": 0,", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void TreeOfTheKernel_IsNotPassedAsClean()
    {
        if (!OperatingSystem.IsLinux())
            return; // /proc is Linux's

        var result = Cli.Run(_place.Root, "scan", "/proc");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("the kernel makes up its files", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void RepositoryWithoutCommits_HasNoHistory()
    {
        using var place = Workplace.WithGit();

        var result = Cli.Run(place.Root, "scan", "--history");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("keysafety: the repository has no commits yet\n", result.Error);
    }

    [Fact]
    public void MissingObject_IsNamedAndNeverGreen()
    {
        using var place = Workplace.WithGit();
        place.Write("a.txt", "text\n");
        place.Git("add", ".");
        var id = place.Git("rev-parse", ":a.txt");
        var path = place[$".git/objects/{id[..2]}/{id[2..]}"];
        File.SetAttributes(path, FileAttributes.Normal);
        File.Delete(path);

        var result = Cli.Run(place.Root, "scan", "--staged");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("a.txt", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void UnreadableFile_IsNamedAndTheRestIsScanned()
    {
        if (OperatingSystem.IsWindows())
            return;     // files are locked by other means there

        _place.Write("a.txt", Secrets.Token(1));
        _place.Write("locked.txt", "text\n");
        File.SetUnixFileMode(_place["locked.txt"], UnixFileMode.None);

        // For root no file is unreadable, unless the process may not override permissions.
        string[] scan = ["scan", "--format", "json"];
        var result = Environment.IsPrivilegedProcess
            ? Cli.Start("setpriv", _place.Root, [], ["--bounding-set=-dac_override,-dac_read_search", Cli.Program, .. scan])
            : Cli.Run(_place.Root, scan);
        File.SetUnixFileMode(_place["locked.txt"], UnixFileMode.UserRead);

        Assert.Equal(2, result.ExitCode);
        Assert.Single(result.Findings);
        Assert.Contains("not read: locked.txt: permission denied", result.Error, StringComparison.Ordinal);
    }
}
