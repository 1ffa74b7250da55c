using System.Text;
using System.Text.Json;

namespace KeySafety.Scanner.Tests;

public sealed class HistoryTests : IDisposable
{
    /// <summary>File names with a line that holds a token, as people write it in such files.</summary>
    private static readonly (string Path, string Line)[] Plants =
    [
        ("app/Program.cs", "var token = \"{0}\";"),
        ("app/index.js", "const token = '{0}';"),
        ("app/main.ts", "const token: string = `{0}`;"),
        ("app/main.py", "TOKEN = '{0}'"),
        ("app/Main.java", "String token = \"{0}\";"),
        ("app/Main.kt", "val token = \"{0}\""),
        ("app/main.go", "token := \"{0}\""),
        ("app/main.rs", "let token = \"{0}\";"),
        ("app/main.rb", "token = \"{0}\""),
        ("app/index.php", "$token = '{0}';"),
        ("app/main.c", "const char *token = \"{0}\";"),
        ("deploy.sh", "export TOKEN={0}"),
        ("deploy.ps1", "$token = '{0}'"),
        ("schema.sql", "INSERT INTO tokens VALUES ('{0}');"),
        ("main.tf", "token = \"{0}\""),
        ("Dockerfile", "ENV TOKEN={0}"),
        ("values.yaml", "token: {0}"),
        ("config.json", "{{ \"token\": \"{0}\" }}"),
        ("config.toml", "token = \"{0}\""),
        ("app.ini", "token={0}"),
        ("app.properties", "token={0}"),
        ("web.config.xml", "<add key=\"token\" value=\"{0}\" />"),
        (".env", "TOKEN={0}"),
        ("README.md", "Log in with `{0}`."),
    ];

    private readonly Workplace _place = Workplace.WithGit();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void EveryPlant_IsFoundWithItsCommitAndLine_AndNothingElse()
    {
        var expected = new List<string>();
        _place.Write("keep.txt", "a file without secrets\n");
        _place.Commit();

        // Twenty-four kinds of files, each in a commit of its own and cleaned in the next one.
        foreach (var (index, (path, line)) in Plants.Index())
        {
            _place.Write(path, "\n\n" + string.Format(System.Globalization.CultureInfo.InvariantCulture, line, Secrets.Token(index)) + "\n");
            expected.Add($"{path}:3 {_place.Commit()} gone");
            if (index % 2 == 0)
                _place.Write(path, "\n");
            else
                expected[^1] = expected[^1].Replace("gone", "here", StringComparison.Ordinal);
        }

        // A branch that was merged and then deleted.
        _place.Git("switch", "-q", "-c", "topic");
        _place.Write("topic.txt", Secrets.Token(100) + "\n");
        expected.Add($"topic.txt:1 {_place.Commit()} gone");
        _place.Git("rm", "-q", "topic.txt");
        _place.Commit();
        _place.Git("switch", "-q", "main");
        _place.Git("merge", "-q", "--no-ff", "-m", "merge topic", "topic");
        _place.Git("branch", "-q", "-d", "topic");

        // A merge that adds what neither side had.
        _place.Git("switch", "-q", "-c", "side");
        _place.Write("side.txt", "side\n");
        _place.Commit();
        _place.Git("switch", "-q", "main");
        _place.Git("merge", "-q", "--no-ff", "--no-commit", "side");
        _place.Write("side.txt", $"side\n{Secrets.Token(101)}\n");
        expected.Add($"side.txt:2 {_place.Commit()} here");

        // A file that is renamed after the secret came, and one that gets its secret with the new name.
        _place.Write("old.txt", "one\ntwo\nthree\nfour\n" + Secrets.Token(102) + "\n");
        expected.Add($"old.txt:5 {_place.Commit()} here");
        _place.Git("mv", "old.txt", "new.txt");
        _place.Commit();
        _place.Git("mv", "new.txt", "newer.txt");
        _place.Write("newer.txt", "one\ntwo\nthree\nfour\n" + Secrets.Token(102) + "\n" + Secrets.Token(103) + "\n");
        expected.Add($"newer.txt:6 {_place.Commit()} here");

        // A binary file, and a branch that was never merged.
        _place.Write("data.bin", [0, 1, 2, 0, .. Encoding.ASCII.GetBytes($"\n{Secrets.Token(104)}\n")]);
        expected.Add($"data.bin:2 {_place.Commit()} here");
        _place.Git("switch", "-q", "-c", "unmerged", "HEAD~3");
        _place.Write("unmerged.txt", Secrets.Token(105));
        expected.Add($"unmerged.txt:1 {_place.Commit()} gone");
        _place.Git("switch", "-q", "main");

        var result = Cli.Scan(_place.Root, "--history", "--binary");
        Assert.Equal(expected.Order(StringComparer.Ordinal), Summaries(result).Order(StringComparer.Ordinal));
        Assert.All(result.Findings, finding => Assert.Equal("Ada Example", finding.GetProperty("commit").GetProperty("author").GetString()));

        // From the cache, once more the same.
        Assert.Equal(Summaries(result), Summaries(Cli.Scan(_place.Root, "--history", "--binary")));
    }

    [Fact]
    public void Cache_ReadsOnlyWhatIsNew()
    {
        _place.Write("a.txt", "clean\n");
        _place.Write("b.txt", Secrets.Token(1) + "\n");
        _place.Commit();
        Cli.Scan(_place.Root, "--history");
        _place.Write("c.txt", Secrets.Token(2) + "\n");
        var commit = _place.Commit();

        var result = Cli.Scan(_place.Root, "--history");

        Assert.Equal(["b.txt", "c.txt"], result.Findings.Select(finding => finding.GetProperty("path").GetString()));
        Assert.Equal(commit, result.Findings[1].GetProperty("commit").GetProperty("id").GetString());
        Assert.Equal(2, Summary(result).GetProperty("files").GetInt32());
        Assert.DoesNotContain(Secrets.Token(1), string.Concat(Directory.GetFiles(_place[".git/keysafety"]).Select(File.ReadAllText)), StringComparison.Ordinal);
    }

    [Fact]
    public void Cache_ForgetsADeletedBranch()
    {
        _place.Write("a.txt", "clean\n");
        _place.Commit();
        _place.Git("switch", "-q", "-c", "topic");
        _place.Write("b.txt", Secrets.Token(1));
        _place.Commit();
        _place.Git("switch", "-q", "main");
        Assert.Single(Cli.Scan(_place.Root, "--history").Findings);

        _place.Git("branch", "-q", "-D", "topic");

        Assert.Empty(Cli.Scan(_place.Root, "--history").Findings);
        Assert.Empty(Cli.Scan(_place.Root, "--history").Findings);
    }

    [Fact]
    public void DamagedCache_IsAsGoodAsNone()
    {
        _place.Write("a.txt", Secrets.Token(1));
        _place.Commit();
        Cli.Scan(_place.Root, "--history");
        foreach (var file in Directory.GetFiles(_place[".git/keysafety"]))
            File.WriteAllText(file, "tip\0nonsense");

        Assert.Single(Cli.Scan(_place.Root, "--history").Findings);
    }

    [Fact]
    public void BareRepository_IsScanned()
    {
        _place.Write("a.txt", Secrets.Token(1));
        _place.Commit();
        using var bare = new Workplace();
        bare.Git("clone", "-q", "--bare", _place.Root, "copy.git");

        Assert.Single(Cli.Scan(bare["copy.git"], "--history").Findings);
    }

    [Fact]
    public void LinkedWorkTree_IsScanned()
    {
        _place.Write("a.txt", Secrets.Token(1));
        _place.Commit();
        _place.Git("worktree", "add", "-q", "linked");

        Assert.Single(Cli.Scan(_place["linked"], "--history").Findings);
        Assert.Single(Cli.Scan(_place["linked"]).Findings);
    }

    private static JsonElement Summary(Cli.Result result) => JsonDocument.Parse(result.Output).RootElement.GetProperty("summary");

    private static List<string> Summaries(Cli.Result result) =>
    [
        .. result.Findings.Select(finding =>
            $"{finding.GetProperty("path")}:{finding.GetProperty("line")} {finding.GetProperty("commit").GetProperty("id")} {(finding.GetProperty("in_head").GetBoolean() ? "here" : "gone")}"),
    ];
}
