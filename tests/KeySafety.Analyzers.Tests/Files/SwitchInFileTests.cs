using System.Globalization;

namespace KeySafety.Analyzers.Tests.Files;

/// <summary>Authentication switched off in a configuration file: KS0010.</summary>
public sealed class SwitchInFileTests
{
    private const string Profile = """
        {
          "profiles": {
            "First": { "commandLineArgs": "--api-dir data --no-auth", "environmentVariables": { "ASPNETCORE_ENVIRONMENT": "ONE" } },
            "Second": { "environmentVariables": { "ASPNETCORE_ENVIRONMENT": "TWO", "NOAUTH": "true" } }
          }
        }
        """;

    private const string Compose = """
        services:
          keys:
            image: torque-server
            command: ["--data-dir", "/data", "--no-auth"]
            environment:
              - ASPNETCORE_ENVIRONMENT=ONE
          other:
            environment:
              ASPNETCORE_ENVIRONMENT: TWO
              TORQUE_NOAUTH: "1"
        """;

    [Theory]
    [InlineData(".env", "NOAUTH=1\n", "NOAUTH")]
    [InlineData(".env.production", "export TORQUE_NO_AUTH=\"true\"\n", "TORQUE_NO_AUTH")]
    [InlineData("appsettings.json", "{ \"Server\": { \"NoAuth\": true } }", "NoAuth")]
    [InlineData("appsettings.Production.json", "{ \"Server:NoAuth\": \"yes\" }", "Server:NoAuth")]
    [InlineData("web.config", "<environmentVariable name=\"NOAUTH\" value=\"true\" />", "NOAUTH")]
    [InlineData("web.config", "<aspNetCore processPath=\"dotnet\" arguments=\"server.dll --no-auth\" />", "--no-auth")]
    [InlineData("docker-compose.yml", "command: torque-server --no-auth --port 1\n", "--no-auth")]
    [InlineData("docker-compose.yml", "environment:\n  - NOAUTH=on\n", "NOAUTH")]
    [InlineData("Properties/launchSettings.json", Profile, "--no-auth NOAUTH", "Production", "Staging")]
    [InlineData("Properties/launchSettings.json", Profile, "NOAUTH", "Development", "Production")]
    [InlineData("Properties/launchSettings.json", Profile, "--no-auth", "Production", "Development")]
    [InlineData("docker-compose.yml", Compose, "--no-auth TORQUE_NOAUTH", "Production", "Staging")]
    [InlineData("docker-compose.yml", Compose, "TORQUE_NOAUTH", "Development", "Production")]
    [InlineData("docker-compose.yml", Compose, "--no-auth", "Production", "Development")]
    public async Task Switch_Reports(string path, string text, string expected, string one = "", string two = "") =>
        Assert.Equal(expected, await NamesIn(path, text.Replace("ONE", one, StringComparison.Ordinal).Replace("TWO", two, StringComparison.Ordinal)));

    [Theory]
    [InlineData(".env", "NOAUTH=0\nNO_AUTH=\nNOAUTH_HINT=1\nPROXY_NOAUTHX=1\n")]
    [InlineData(".env", "# NOAUTH=1\nNOAUTH=false\n")]
    [InlineData(".env", "ASPNETCORE_ENVIRONMENT=Development\nNOAUTH=1\n")]
    [InlineData(".env.development", "NOAUTH=1\n")]
    [InlineData(".env.local", "NOAUTH=1\n")]
    [InlineData("appsettings.Development.json", "{ \"NoAuth\": true }")]
    [InlineData("appsettings.json", "{ \"NoAuth\": false, \"Args\": \"--no-auth-cache --no-auth=false\" }")]
    [InlineData("appsettings.json", "{\n // \"NoAuth\": true\n \"Help\": \"see docs/no-auth\" }")]
    [InlineData("docker-compose.override.yml", "command: torque-server --no-auth\n")]
    [InlineData("docker-compose.yml", "command: git --no-author x\n# command: --no-auth\n")]
    [InlineData("web.config", "<!-- <add key=\"NOAUTH\" value=\"true\" /> -->")]
    [InlineData(".env", "NOAUTH=1 # keysafety:allow no-auth behind a gateway\n")]
    public async Task OtherText_IsSilent(string path, string text) => Assert.Equal("", await NamesIn(path, text));

    [Fact]
    public async Task TestProject_IsSilent() =>
        Assert.Empty(await FileProject.Create(globals: "build_property.IsTestProject = true\n").Add(".env", "NOAUTH=1\n").Diagnose());

    private static async Task<string> NamesIn(string path, string text)
    {
        var diagnostics = await FileProject.Create().Add(path, text).Diagnose();
        Assert.All(diagnostics, static item => Assert.Equal("KS0010", item.Id));
        Assert.All(diagnostics, item => Assert.EndsWith(" switches authentication off", item.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        return string.Join(' ', diagnostics.Select(item => text.Substring(item.Location.SourceSpan.Start, item.Location.SourceSpan.Length)));
    }
}
