using System.Text;

namespace KeySafety.Scanner.Tests;

public sealed class ScanTreeTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void CleanTree_ExitsWithZero()
    {
        _place.Write("a.txt", "nothing to see\n");

        var result = Cli.Run(_place.Root, "scan");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("1 file, 15 bytes", result.Output, StringComparison.Ordinal);
        Assert.Contains("no secrets found", result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }

    [Fact]
    public void Secret_IsReportedWithPlaceAndRedacted()
    {
        var token = Secrets.Token(1);
        _place.Write("src/app.py", $"import os\ntoken = \"{token}\"\n");

        var result = Cli.Run(_place.Root, "scan");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("src/app.py:2:10  high", result.Output, StringComparison.Ordinal);
        Assert.Contains("2 | token = \"ghp_\u2026\"", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(token, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\x1b", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ShowSecrets_ShowsThem()
    {
        _place.Write("a.env", $"T={Secrets.Token(1)}\n");

        Assert.Contains(Secrets.Token(1), Cli.Run(_place.Root, "scan", "--show-secrets").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoSecretsOnALine_AreBothRedactedInEachExcerpt()
    {
        _place.Write("a.txt", $"{Secrets.Token(1)} {Secrets.Token(2)}\n");

        var result = Cli.Run(_place.Root, "scan");

        Assert.DoesNotContain(Secrets.Token(1), result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Secrets.Token(2), result.Output, StringComparison.Ordinal);
        Assert.Contains("2 secrets found (2 high)", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void BinaryFile_IsSkippedUnlessAskedFor()
    {
        _place.Write("a.bin", [0, 1, 2, .. Encoding.ASCII.GetBytes($"\n{Secrets.Token(1)}\n"), 0]);

        Assert.Equal(0, Cli.Run(_place.Root, "scan").ExitCode);
        Assert.Contains("1 binary file skipped", Cli.Run(_place.Root, "scan").Output, StringComparison.Ordinal);
        Assert.Equal([$"a.bin:2 {Secrets.Rule}"], Cli.Scan(_place.Root, "--binary").Places);
    }

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16", false)]
    public void Utf16_IsText(string name, bool hasMark)
    {
        var encoding = Encoding.GetEncoding(name);
        var text = $"first line of some words\r\ntoken = \"{Secrets.Token(1)}\"\r\n";
        _place.Write("a.txt", [.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)]);

        var result = Cli.Scan(_place.Root);

        Assert.Equal([$"a.txt:2 {Secrets.Rule}"], result.Places);
        Assert.Equal("token = \"ghp_\u2026\"", result.Findings[0].GetProperty("excerpt").GetString());
    }

    [Fact]
    public void SymbolicLink_IsNotFollowed()
    {
        using var elsewhere = new Workplace();
        elsewhere.Write("a.txt", Secrets.Token(1));
        File.CreateSymbolicLink(_place["link.txt"], elsewhere["a.txt"]);
        Directory.CreateSymbolicLink(_place["link"], elsewhere.Root);

        Assert.Equal(0, Cli.Run(_place.Root, "scan").ExitCode);
    }

    [Fact]
    public void LargerThanTheLimit_IsLeftOutAndSaid()
    {
        _place.Write("a.txt", Secrets.Token(1) + new string(' ', 100));

        var result = Cli.Run(_place.Root, "scan", "--max-file-bytes", "100");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("1 file too large", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralPaths_AreScanned()
    {
        _place.Write("one/a.txt", Secrets.Token(1));
        _place.Write("two/b.txt", Secrets.Token(2));
        _place.Write("three/c.txt", Secrets.Token(3));

        Assert.Equal([$"one/a.txt:1 {Secrets.Rule}", $"two/b.txt:1 {Secrets.Rule}"], Cli.Scan(_place.Root, "one", "two/b.txt").Places);
    }

    [Fact]
    public void DirectoryElsewhere_IsTheRootOfItsPaths()
    {
        _place.Write("sub/a.txt", Secrets.Token(1));

        Assert.Equal([$"sub/a.txt:1 {Secrets.Rule}"], Cli.Scan(Path.GetTempPath(), _place.Root).Places.Select(place => place.Replace(Path.GetFileName(_place.Root) + "/", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void FileOfManyWindows_HasRightLinesAndNoDoubles()
    {
        var line = string.Concat(Enumerable.Repeat("some words that fill the line ", 4)) + "\n";
        using (var file = File.Create(_place["big.log"]))
        {
            for (var i = 0; i < 250_000; i++)
                file.Write(Encoding.ASCII.GetBytes(i % 50_000 == 25_000 ? $"key {Secrets.Token(i)}\n" : line));
        }

        var expected = Enumerable.Range(0, 5).Select(i => $"big.log:{i * 50_000 + 25_001} {Secrets.Rule}");
        Assert.Equal(expected, Cli.Scan(_place.Root).Places);
    }

    [Fact]
    public void LineLongerThanAWindow_HasRightColumns()
    {
        const int Offset = 9_000_000;
        _place.Write("a.js", new string('x', Offset) + " " + Secrets.Token(1) + " ");

        var finding = Assert.Single(Cli.Scan(_place.Root).Findings);
        Assert.Equal(Offset + 2, finding.GetProperty("column").GetInt32());
        Assert.True(finding.GetProperty("excerpt").GetString()!.Length < 400);
    }

    [Fact]
    public void StandardInput_IsScannedUnderItsName()
    {
        var result = Cli.Run(_place.Root, Encoding.ASCII.GetBytes($"x\n{Secrets.Token(1)}"), "scan", "--stdin", "a.env", "--format", "json");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal([$"a.env:2 {Secrets.Rule}"], result.Places);
    }

    [Fact]
    public void ControlCharacters_DoNotReachTheTerminal()
    {
        _place.Write("a\u001b[31m.txt", $"\u001b[2J{Secrets.Token(1)}\n");

        Assert.DoesNotContain("\x1b", Cli.Run(_place.Root, "scan").Output, StringComparison.Ordinal);
    }
}
