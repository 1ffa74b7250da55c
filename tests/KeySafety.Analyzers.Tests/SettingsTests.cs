using KeySafety.Detection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace KeySafety.Analyzers.Tests;

/// <summary>What teams decide: settings, baseline, comments, test projects, generated code.</summary>
public sealed class SettingsTests
{
    private const string Doubtful = """class C { string password = "{|KS0004:%doubtful%|}"; }""";
    private const string DoubtfulSilent = """class C { string password = "%doubtful%"; }""";
    private const string Chosen = """class C { string password = "{|KS0004:%chosen%|}"; }""";
    private const string ChosenSilent = """class C { string password = "%chosen%"; }""";
    private const string Random = """class C { string password = "{|KS0004:%password%|}"; }""";
    private const string RandomSilent = """class C { string password = "%password%"; }""";

    private static DiagnosticResult BadSetting(params object[] arguments) =>
        new DiagnosticResult("KS0011", DiagnosticSeverity.Warning).WithArguments(arguments);

    [Theory]
    [InlineData("low", Doubtful)]
    [InlineData("medium", DoubtfulSilent)]
    [InlineData("medium", Chosen)]
    [InlineData("medium", Random)]
    [InlineData("high", RandomSilent)]
    [InlineData("high", """class C { string s = "{|KS0001:%token%|}"; }""")]
    public async Task MinimumConfidence_Decides(string least, string source) =>
        await Source.Verify<HardcodedSecretAnalyzer>(source, $"keysafety.minimum_confidence = {least}");

    [Theory]
    [InlineData("low", """class C { bool M(string password) => password == "{|KS0006:%password%|}"; }""")]
    [InlineData("medium", """class C { bool M(string password) => password == "%password%"; }""")]
    public async Task ComparedSecret_IsOfLowConfidence(string least, string source) =>
        await Source.Verify<HardcodedSecretAnalyzer>(source, $"keysafety.minimum_confidence = {least}");

    [Fact]
    public async Task SecretNames_AddAndRemove()
    {
        await Source.Verify<HardcodedSecretAnalyzer>(
            """class C { string vaultPin = "{|KS0004:%password%|}"; string apiToken = "%password%"; string token = "{|KS0004:%password%|}"; }""",
            "keysafety.secret_names = +vaultPin, -apiToken");
    }

    [Fact]
    public async Task AllowedValues_AcceptFingerprintHashAndExpression()
    {
        await Source.Verify<HardcodedSecretAnalyzer>(RandomSilent, $"keysafety.allowed_values = {Source.FingerprintOf("password", "%password%")}");
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Source.Password)));
        await Source.Verify<HardcodedSecretAnalyzer>(RandomSilent, $"keysafety.allowed_values = sha256:{hash}");
        await Source.Verify<HardcodedSecretAnalyzer>(RandomSilent, $"keysafety.allowed_values = regex:^{Source.Password[..5]}");
        await Source.Verify<HardcodedSecretAnalyzer>(Random, "keysafety.allowed_values = regex:^nothing$");
    }

    [Fact]
    public async Task BadSettings_AreReportedAndCountAsNotGiven() =>
        await Source.Verify<HardcodedSecretAnalyzer>(
            Random,
            """
            keysafety.minimum_confidence = hihg
            keysafety.include_generated = maybe
            keysafety.allowed_values = regex:( %password%
            keysafety.additional_sinks = nonsense
            """,
            expected:
            [
                BadSetting("keysafety.additional_sinks", "holds 'nonsense': expected Namespace.Type.Method(parameter), Namespace.Type.Property or Namespace.Type..ctor(parameter)"),
                BadSetting("keysafety.allowed_values", "entry 1 is no regular expression"),
                BadSetting("keysafety.allowed_values", "entry 2 is neither a fingerprint (16 hexadecimal digits), sha256: and 64 digits, nor regex: and an expression"),
                BadSetting("keysafety.include_generated", "is 'maybe': expected true or false"),
                BadSetting("keysafety.minimum_confidence", "is 'hihg': expected low, medium or high"),
            ]);

    [Fact]
    public async Task UnknownSetting_IsReported() =>
        await Source.Verify<HardcodedSecretAnalyzer>(
            Random,
            "keysafety.minimum_confidense = low",
            expected: [BadSetting("keysafety.minimum_confidense", $"is no setting; there are {string.Join(", ", Configuration.SettingKeys.All)}")]);

    [Fact]
    public async Task Disabled_IsSilent() => await Source.Verify<HardcodedSecretAnalyzer>(RandomSilent, "keysafety.enabled = false");

    [Fact]
    public async Task Baseline_Accepts()
    {
        var key = new byte[BaselineFormat.KeyBytes];
        var lines = $"{BaselineFormat.Header}{Convert.ToBase64String(key)}\n{BaselineFormat.LineOf(key, "generic-password", Source.Password)}\n";
        await Source.Verify<HardcodedSecretAnalyzer>(
            """class C { string password = "%password%"; string other = "{|KS0001:%token%|}"; }""", files: [("/0/.keysafety-baseline", lines)]);
    }

    [Fact]
    public async Task DamagedBaseline_IsReported() =>
        await Source.Verify<HardcodedSecretAnalyzer>(
            Random,
            files: [("/0/.keysafety-baseline", "what?\n")],
            expected: [BadSetting("/0/.keysafety-baseline", $"is not a baseline: its first line is not '{BaselineFormat.Header}...', or the key there is damaged")]);

    [Theory]
    [InlineData("""string password = "%password%"; // keysafety:allow generic-password revoked""")]
    [InlineData("""string password = "%password%"; // keysafety:allow until 2999-12-31""")]
    [InlineData("""/* keysafety:allow */ string password = "%password%";""")]
    [InlineData("// keysafety:allow-next-line\n string password = \"%password%\";")]
    [InlineData("""string password = "{|KS0004:%password%|}"; // keysafety:allow github-pat wrong rule""")]
    [InlineData("""string password = "{|KS0012:{|KS0004:%password%|}|}"; // keysafety:allow until 2001-12-31""")]
    public async Task Comment_Accepts(string member) => await Source.Verify<HardcodedSecretAnalyzer>($"class C {{\n {member}\n }}");

    [Theory]
    [InlineData(ChosenSilent)]
    [InlineData(RandomSilent)]
    [InlineData("""class C { string s = "{|KS0001:%token%|}"; }""")]
    public async Task TestProject_KeepsKnownFormats(string source) =>
        await Source.Verify<HardcodedSecretAnalyzer>(source, "build_property.IsTestProject = true");

    [Fact]
    public async Task TestProject_ReportsLowWhenAsked() =>
        await Source.Verify<HardcodedSecretAnalyzer>(Chosen, "build_property.IsTestProject = true\nkeysafety.minimum_confidence = low");

    [Fact]
    public async Task GeneratedCode_IsLeftOutUnlessAsked()
    {
        await Source.Verify<HardcodedSecretAnalyzer>(RandomSilent, fileName: "A.g.cs");
        await Source.Verify<HardcodedSecretAnalyzer>(Random, "keysafety.include_generated = true", fileName: "A.g.cs");
        await Source.Verify<HardcodedSecretAnalyzer>(Random, fileName: "Settings.Designer.cs");
    }

    [Theory]
    [InlineData("""[System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "KS0004", Justification = "A sample.")] class C { string password = "%password%"; }""")]
    [InlineData("""class C { [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "KS0004:Secret under a telling name")] string password = "%password%"; }""")]
    [InlineData("""[assembly: System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "KS0004", Scope = "member", Target = "~F:C.password")] class C { string password = "%password%"; }""")]
    public async Task SuppressMessage_Suppresses(string source) => await Source.Verify<HardcodedSecretAnalyzer>(source);

    [Fact]
    public async Task Pragma_Suppresses() =>
        await Source.Verify<HardcodedSecretAnalyzer>("#pragma warning disable KS0004\n" + RandomSilent);
}
