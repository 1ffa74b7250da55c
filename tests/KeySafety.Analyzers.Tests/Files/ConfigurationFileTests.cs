using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace KeySafety.Analyzers.Tests.Files;

/// <summary>Secrets in configuration files, by what is in them: KS0008.</summary>
public sealed class ConfigurationFileTests
{
    private const int Seeds = 4;

    [Fact]
    public async Task FilesWithSecrets_AreReportedWhereTheSecretsStand()
    {
        var (found, all) = (0, 0);
        List<string> wrong = [];
        for (var seed = 0; seed < Seeds; seed++)
        {
            var cases = FileCorpus.Read("found.txt", seed);
            var diagnostics = await cases.ToProject().Diagnose();
            foreach (var item in cases)
            {
                var spans = diagnostics.Where(diagnostic => diagnostic.Location.GetLineSpan().Path == FileProject.Root + item.Path)
                    .Select(static diagnostic => diagnostic.Location.SourceSpan)
                    .ToList();
                all += item.Secrets.Length;
                found += item.Secrets.Count(spans.Contains);
                wrong.AddRange(spans.Except(item.Secrets).Select(span => $"reported: {item.Path} {item.Text.Substring(span.Start, span.Length)}"));
                wrong.AddRange(item.Secrets.Except(spans).Select(span => $"missed: {item.Path} {item.Text[Math.Max(0, span.Start - 30)..span.End]}"));
            }
        }

        // A random password of ten letters can look like a word.
        var report = string.Create(CultureInfo.InvariantCulture, $"{found} of {all}\n{string.Join('\n', wrong)}");
        Assert.True(found >= all * 0.97, report);
        Assert.True(!wrong.Exists(static line => line.StartsWith("reported", StringComparison.Ordinal)), report);
    }

    [Fact]
    public async Task CleanFiles_AreSilent()
    {
        for (var seed = 0; seed < Seeds; seed++)
            Assert.Empty((await FileCorpus.Read("clean.txt", seed).ToProject().Diagnose()).Select(static item => item.ToString()));
    }

    [Fact]
    public async Task Message_IsRedacted()
    {
        var (text, secrets) = FileProject.Expand("{ \"Db\": { \"Password\": \"«‹base62:20›»\" } }", 1);
        var diagnostic = Assert.Single(await FileProject.Create().Add("appsettings.json", text).Diagnose());
        var secret = text.Substring(secrets[0].Start, secrets[0].Length);
        Assert.Equal("KS0008", diagnostic.Id);
        Assert.Equal(DiagnosticSeverity.Warning, diagnostic.Severity);
        Assert.Contains(secret[..4] + "…", diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.DoesNotContain(secret[..5], diagnostic.ToString(), StringComparison.Ordinal);
        Assert.Equal("generic-password", diagnostic.Properties["rule"]);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public async Task TextBeyondAscii_KeepsPlacesRight(string encoding)
    {
        var (text, secrets) = FileProject.Expand("{\r\n // Grüße, 世界 😀\r\n \"Größe\": \"ä😀\", \"Password\": \"«‹base62:20›»\", \"世\": \"界\",\r\n \"ApiKey\": \"«‹base62:32›»\" }", 2);
        var diagnostics = await FileProject.Create().Add("appsettings.json", text, Encoding.GetEncoding(encoding)).Diagnose();
        Assert.Equal(secrets, diagnostics.Select(static item => item.Location.SourceSpan));
        Assert.Equal([2, 3], diagnostics.Select(static item => item.Location.GetLineSpan().StartLinePosition.Line));
    }

    [Theory]
    [InlineData("App.razor")]
    [InlineData("stylecop.txt")]
    [InlineData("README.md")]
    public async Task OtherFiles_AreLeftAlone(string path)
    {
        var (text, _) = FileProject.Expand("password = \"‹base62:20›\"", 3);
        Assert.Empty(await FileProject.Create().Add(path, text).Diagnose());
    }
}
