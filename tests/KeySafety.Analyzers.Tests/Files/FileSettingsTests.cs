using KeySafety.Detection;
using KeySafety.Tests;
using Microsoft.CodeAnalysis;

namespace KeySafety.Analyzers.Tests.Files;

/// <summary>What teams decide about configuration files: by path, by comment, by baseline, and for which target framework.</summary>
public sealed class FileSettingsTests
{
    private static readonly string Password = Template.Expand("{base62:20}", 5);
    private static readonly string Json = $"{{ \"Password\": \"{Password}\" }}";
    private static readonly string Env = $"DB_PASSWORD={Password}\n";

    [Theory]
    [InlineData("error", DiagnosticSeverity.Error)]
    [InlineData("warning", DiagnosticSeverity.Warning)]
    [InlineData("suggestion", DiagnosticSeverity.Info)]
    [InlineData("silent", DiagnosticSeverity.Hidden)]
    public async Task Severity_IsByPath(string word, DiagnosticSeverity expected)
    {
        var diagnostics = await FileProject.Create($"[*.json]\nkeysafety.severity = {word}\n").Add("appsettings.json", Json).Add(".env", Env).Diagnose();
        Assert.Equal([DiagnosticSeverity.Warning, expected], diagnostics.Select(static item => item.Severity));
    }

    [Theory]
    [InlineData("keysafety.severity = none")]
    [InlineData("keysafety.enabled = false")]
    [InlineData("keysafety.scan_additional_files = false")]
    [InlineData("keysafety.minimum_confidence = high")]
    [InlineData("keysafety.secret_names = -password")]
    public async Task Setting_SilencesItsPathOnly(string setting)
    {
        var diagnostics = await FileProject.Create($"[*.json]\n{setting}\n").Add("appsettings.json", Json).Add(".env", Env).Diagnose();
        Assert.Equal("/repo/.env", Assert.Single(diagnostics).Location.GetLineSpan().Path);
    }

    [Fact]
    public async Task SecretNames_AreAdded()
    {
        var text = $"{{ \"VaultPin\": \"{Password}\" }}";
        Assert.Empty(await FileProject.Create().Add("appsettings.json", text).Diagnose());
        Assert.Single(await FileProject.Create("[*.json]\nkeysafety.secret_names = vaultPin\n").Add("appsettings.json", text).Diagnose());
    }

    [Fact]
    public async Task AllowedValue_IsAccepted()
    {
        var fingerprint = Assert.Single(await FileProject.Create().Add("appsettings.json", Json).Diagnose()).Properties["fingerprint"];
        Assert.Empty(await FileProject.Create($"[appsettings.json]\nkeysafety.allowed_values = {fingerprint}\n").Add("appsettings.json", Json).Diagnose());
    }

    [Fact]
    public async Task Baseline_Accepts()
    {
        var key = new byte[BaselineFormat.KeyBytes];
        var baseline = $"{BaselineFormat.Header}{Convert.ToBase64String(key)}\n{BaselineFormat.LineOf(key, "generic-password", Password)}\n";
        Assert.Empty(await FileProject.Create().Add("appsettings.json", Json).Add(".keysafety-baseline", baseline).Diagnose());
    }

    [Theory]
    [InlineData("appsettings.json", "{ \"Password\": \"%\" } // keysafety:allow generic-password revoked", "")]
    [InlineData("appsettings.json", "{\n // keysafety:allow-next-line\n \"Password\": \"%\" }", "")]
    [InlineData(".env", "# keysafety:allow-next-line local database\nDB_PASSWORD=%\n", "")]
    [InlineData("docker-compose.yml", "POSTGRES_PASSWORD: % # keysafety:allow until 2999-12-31\n", "")]
    [InlineData("web.config", "<add key=\"Password\" value=\"%\" /> <!-- keysafety:allow -->", "")]
    [InlineData(".env", "DB_PASSWORD=% # keysafety:allow github-pat\n", "KS0008")]
    [InlineData(".env", "DB_PASSWORD=% # keysafety:allow until 2001-01-01\n", "KS0008 KS0012")]
    public async Task Comment_Accepts(string path, string text, string expected)
    {
        var diagnostics = await FileProject.Create().Add(path, text.Replace("%", Password, StringComparison.Ordinal)).Diagnose();
        Assert.Equal(expected, string.Join(' ', diagnostics.Select(static item => item.Id).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("net8.0", 1)]
    [InlineData("net10.0", 0)]
    public async Task TargetFrameworks_ReportInTheFirstOnly(string framework, int expected)
    {
        var globals = $"build_property.KeySafetyFirstTargetFramework = net8.0\nbuild_property.TargetFramework = {framework}\n";
        Assert.Equal(expected, (await FileProject.Create(globals: globals).Add("appsettings.json", Json).Diagnose()).Length);
    }

    [Fact]
    public async Task TestProject_KeepsKnownFormats()
    {
        var text = $"{{ \"Password\": \"{Password}\", \"Url\": \"x {Template.Expand("{github:ghp}", 6)}\" }}";
        var diagnostics = await FileProject.Create(globals: "build_property.IsTestProject = true\n").Add("appsettings.json", text).Diagnose();
        Assert.Equal("github-pat", Assert.Single(diagnostics).Properties["rule"]);
    }

    [Fact]
    public async Task Kind_DecidesBeforeTheName()
    {
        var settings = "[*]\nbuild_metadata.AdditionalFiles.KeySafetyKind = other\n[odd.name]\nbuild_metadata.AdditionalFiles.KeySafetyKind = configuration\n";
        var diagnostics = await FileProject.Create(settings).Add("appsettings.json", Json).Add("odd.name", $"password = \"{Password}\"").Diagnose();
        Assert.Equal("/repo/odd.name", Assert.Single(diagnostics).Location.GetLineSpan().Path);
    }
}
