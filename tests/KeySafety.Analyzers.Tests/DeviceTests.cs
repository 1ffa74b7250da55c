using System.Text;
using KeySafety.Analyzers.Tests.Files;

namespace KeySafety.Analyzers.Tests;

/// <summary>Secrets in programs for browsers and devices: KS0009.</summary>
public sealed class DeviceTests
{
    private const string Keys = """class C { string s = "{|ID:%own%|}"; string t = "{|ID1:%token%|}"; string apiKey = "{|ID2:%key%|}"; }""";

    private static string Scoped => Convert.ToBase64String(
        Encoding.UTF8.GetBytes(Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(static i => (byte)(i * 37))]) + "AbC1" + """{"filter_by":"tenant:=7"}"""));

    [Theory]
    [InlineData("build_property.UsingMicrosoftNETSdkBlazorWebAssembly = true")]
    [InlineData("build_property.UseMaui = true")]
    [InlineData("build_property.TargetFramework = net10.0-browser")]
    [InlineData("build_property.TargetFramework = net10.0-android")]
    [InlineData("build_property.TargetFramework = net10.0-ios18.0")]
    public async Task KeyOnADevice_Reports(string property)
    {
        await Source.Verify<HardcodedSecretAnalyzer>(
            Keys.Replace("ID1", "KS0009", StringComparison.Ordinal).Replace("ID2", "KS0009", StringComparison.Ordinal).Replace("ID", "KS0009", StringComparison.Ordinal), property);
        await Source.Verify<SecretSinkAnalyzer>(
            """class C { object o = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", "{|KS0009:%weaktoken%|}"); }""", property);
    }

    [Theory]
    [InlineData("")]
    [InlineData("build_property.TargetFramework = net10.0")]
    [InlineData("build_property.TargetFramework = net10.0-windows")]
    [InlineData("build_property.UseMaui = false")]
    public async Task KeyOnAServer_KeepsItsId(string property) =>
        await Source.Verify<HardcodedSecretAnalyzer>(
            Keys.Replace("ID1", "KS0001", StringComparison.Ordinal).Replace("ID2", "KS0004", StringComparison.Ordinal).Replace("ID", "KS0002", StringComparison.Ordinal), property);

    [Fact]
    public async Task ScopedSearchKeyOnADevice_IsSilent()
    {
        var source = $$"""class C { string searchApiKey = "MARK"; }""";
        await Source.Verify<HardcodedSecretAnalyzer>(source.Replace("MARK", Scoped, StringComparison.Ordinal), "build_property.UseMaui = true");
        await Source.Verify<HardcodedSecretAnalyzer>(source.Replace("MARK", $"{{|KS0004:{Scoped}|}}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Shop/wwwroot/appsettings.json", "", "KS0009 KS0009 KS0008")]
    [InlineData("wwwroot/config/config.json", "", "KS0009 KS0009 KS0008")]
    [InlineData("Shop/appsettings.json", "", "KS0008 KS0008 KS0008")]
    [InlineData("Shop/appsettings.json", "build_property.UseMaui = true", "KS0009 KS0009 KS0008")]
    [InlineData("Shop/nuget.config.json", "build_property.UseMaui = true", "KS0008 KS0008 KS0008")]
    public async Task KeyInAFileThatUsersGet_Reports(string path, string property, string expected)
    {
        var text = Source.Fill("""{ "ApiKey": "%key%", "Search": "%own%", "Db": { "Password": "%password%" } }""");
        var diagnostics = await FileProject.Create(globals: property + "\n").Add(path, text).Diagnose();
        Assert.Equal(expected, string.Join(' ', diagnostics.Select(static item => item.Id)));
        foreach (var diagnostic in diagnostics)
            Assert.Single(await FileProject.Create(globals: property + "\n").Add(path, text).FixesOf(diagnostic));
    }

    [Fact]
    public async Task ScopedSearchKeyInAFileThatUsersGet_IsSilent()
    {
        var text = $$"""{ "SearchApiKey": "{{Scoped}}" }""";
        Assert.Empty(await FileProject.Create().Add("wwwroot/appsettings.json", text).Diagnose());
        Assert.Single(await FileProject.Create().Add("appsettings.json", text).Diagnose());
    }
}
