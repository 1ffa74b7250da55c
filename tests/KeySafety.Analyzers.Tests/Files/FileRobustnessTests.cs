using System.Text;

namespace KeySafety.Analyzers.Tests.Files;

/// <summary>Damaged, huge and hostile configuration files: nothing throws, and the same file always gives the same.</summary>
public sealed class FileRobustnessTests
{
    private const int Mutations = 6;
    private static readonly string[] Pieces = ["\"", "'", "{", "}", "[", "]", ":", ",", "\\", "<", ">", "</", "/>", "<!--", "<![CDATA[", "//", "/*", "=", "\n", "\0", "\uD800", "é", " "];

    [Fact]
    public async Task MutatedFiles_AreAnalyzedAlike()
    {
        var random = new Random(8);
        var project = FileProject.Create();
        var again = FileProject.Create();
        foreach (var item in FileCorpus.Read("found.txt", 0).Concat(FileCorpus.Read("clean.txt", 0)))
        {
            for (var i = 0; i < Mutations; i++)
            {
                var text = Mutate(item.Text, random);
                project.Add($"{i}/{item.Path}", text);
                again.Add($"{i}/{item.Path}", text);
            }
        }

        var first = await project.Diagnose();
        Assert.NotEmpty(first);
        Assert.Equal(first.Select(static diagnostic => diagnostic.ToString()), (await again.Diagnose()).Select(static diagnostic => diagnostic.ToString()));
    }

    [Fact]
    public async Task TruncatedFiles_AreAnalyzed()
    {
        foreach (var item in FileCorpus.Read("found.txt", 1))
        {
            var project = FileProject.Create();
            for (var length = 0; length < item.Text.Length; length += 1 + (item.Text.Length / 12))
                project.Add($"{length}/{item.Path}", item.Text[..length]);
            await project.Diagnose();
        }
    }

    [Theory]
    [InlineData("appsettings.json", "\"Section\": {{ \"Name\": \"value {0}\", \"Key\": \"item-{0}\" }},\n", 10_000_000)]
    [InlineData("appsettings.json", "{{\"a\":[", 1_000_000)]
    [InlineData("appsettings.json", "\"Keys\":{{\"Key\":\"\\\"", 1_000_000)]
    [InlineData("web.config", "<add key=\"Name{0}\" value=\"value {0}\" />\n", 1_000_000)]
    [InlineData("web.config", "<a b='", 1_000_000)]
    [InlineData(".env", "NAME_{0}=value\n", 1_000_000)]
    [InlineData("docker-compose.yml", "  noauth{0}: true --no-auth\n", 1_000_000)]
    public async Task HugeFile_IsReadToItsEnd(string path, string pattern, int length)
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < length; i++)
            text.AppendFormat(System.Globalization.CultureInfo.InvariantCulture, pattern, i);
        var (end, secrets) = FileProject.Expand("\n\n\"x\": \"«‹github:ghp›»\"", 12);
        var diagnostics = await FileProject.Create().Add(path, text + end).Diagnose();
        Assert.Contains(diagnostics, diagnostic => diagnostic.Location.SourceSpan.Start == text.Length + secrets[0].Start);
    }

    private static string Mutate(string text, Random random)
    {
        for (var i = 0; i < 6 && text.Length > 1; i++)
        {
            var at = random.Next(text.Length);
            text = random.Next(3) switch
            {
                0 => text.Remove(at, Math.Min(random.Next(1, 20), text.Length - at)),
                1 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
                _ => random.Next(8) == 0 ? text[..at] : text.Remove(at, 1),
            };
        }

        return text;
    }
}
