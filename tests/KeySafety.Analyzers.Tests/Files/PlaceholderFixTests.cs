using System.Text;
using KeySafety.Analyzers.CodeFixes.Files;
using KeySafety.Tests;
using Microsoft.CodeAnalysis.CodeFixes;

namespace KeySafety.Analyzers.Tests.Files;

/// <summary>The fix that replaces a secret in a configuration file by a placeholder.</summary>
public sealed class PlaceholderFixTests
{
    [Theory]
    [InlineData("appsettings.json", "{\r\n\t// mine\r\n\t\"Password\":   \"«‹base62:20›»\",\r\n}\r\n")]
    [InlineData("appsettings.json", "{ \"Db\": \"Server=a;User Id=b;Password=«‹base62:16›»;Encrypt=True\" }")]
    [InlineData("web.config", "<a>\n  <add   key=\"ApiSecret\"   value=\"«‹base62:32›»\"/>\n</a>")]
    [InlineData(".env", "A=b\nAPI_TOKEN=«‹github:ghp›» # x\nC=d")]
    [InlineData("docker-compose.yml", "x:\n  URL: amqp://app:«‹base62:16›»@mq:5672/\n")]
    [InlineData("requests.http", "GET {{host}}/\nAuthorization: Bearer «‹base62:40›»\n")]
    public async Task Fix_ReplacesTheSecretAlone(string path, string marked)
    {
        var (text, secrets) = FileProject.Expand(marked, 7);
        var project = FileProject.Create().Add(path, text);
        var diagnostic = Assert.Single(await project.Diagnose());
        var action = Assert.Single(await project.FixesOf(diagnostic));
        Assert.Equal(PlaceholderFix.Title, action.Title);
        await project.Apply(action);
        Assert.Equal(text[..secrets[0].Start] + PlaceholderChange.Placeholder + text[secrets[0].End..], (await project.TextOf(path)).ToString());
        Assert.Empty(await project.Diagnose());
    }

    [Fact]
    public async Task Fix_KeepsTheEncoding()
    {
        var (text, _) = FileProject.Expand("{ \"Grüße\": 1, \"Password\": \"«‹base62:20›»\" }", 8);
        var project = FileProject.Create().Add("appsettings.json", text, Encoding.Unicode);
        await project.Apply(Assert.Single(await project.FixesOf(Assert.Single(await project.Diagnose()))));
        Assert.Equal(Encoding.Unicode, (await project.TextOf("appsettings.json")).Encoding);
    }

    [Theory]
    [InlineData(FixAllScope.Project)]
    [InlineData(FixAllScope.Solution)]
    public async Task FixAll_LeavesNothingToReport(FixAllScope scope)
    {
        var project = FileCorpus.Read("found.txt", 9).ToProject();
        Assert.True((await project.Diagnose()).Length > 100);
        await project.FixAll(scope);
        Assert.Empty((await project.Diagnose()).Select(static item => item.ToString()));
    }

    [Fact]
    public async Task EncodedSecret_HasNoFix()
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"the token {Template.Expand("{github:ghp}", 10)} is inside"));
        var project = FileProject.Create().Add("appsettings.json", $"{{ \"Blob\": \"{encoded}\" }}");
        Assert.Empty(await project.FixesOf(Assert.Single(await project.Diagnose())));
    }

    [Fact]
    public async Task ChangedFile_HasNoFix()
    {
        var (text, _) = FileProject.Expand("DB_PASSWORD=«‹base62:20›»\n", 11);
        var diagnostic = Assert.Single(await FileProject.Create().Add(".env", text).Diagnose());
        Assert.Empty(await FileProject.Create().Add(".env", "# changed\n" + text).FixesOf(diagnostic));
        Assert.Empty(await FileProject.Create().Add(".env", "").FixesOf(diagnostic));
    }
}
