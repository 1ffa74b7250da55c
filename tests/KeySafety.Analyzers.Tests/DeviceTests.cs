using System.Text;

namespace KeySafety.Analyzers.Tests;

/// <summary>Secrets in programs for browsers and devices: KS0009.</summary>
public sealed class DeviceTests
{
    private const string Keys = """class C { string s = "{|ID:%own%|}"; string t = "{|ID1:%token%|}"; string apiKey = "{|ID2:%key%|}"; }""";

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
        var scoped = Convert.ToBase64String(Encoding.UTF8.GetBytes(Convert.ToBase64String(new byte[32].Select(static (_, i) => (byte)(i * 37)).ToArray()) + "AbC1" + """{"filter_by":"tenant:=7"}"""));
        var source = $$"""class C { string searchApiKey = "MARK"; }""";
        await Source.Verify<HardcodedSecretAnalyzer>(source.Replace("MARK", scoped, StringComparison.Ordinal), "build_property.UseMaui = true");
        await Source.Verify<HardcodedSecretAnalyzer>(source.Replace("MARK", $"{{|KS0004:{scoped}|}}", StringComparison.Ordinal));
    }
}
