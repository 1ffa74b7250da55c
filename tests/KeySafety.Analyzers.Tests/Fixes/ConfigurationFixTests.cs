using KeySafety.Analyzers.CodeFixes;

namespace KeySafety.Analyzers.Tests.Fixes;

/// <summary>The secret's place reads the configuration, where one is in reach; user secrets are a part of it.</summary>
public sealed class ConfigurationFixTests
{
    private const string Key = MoveSecretFix.ConfigurationKey;
    private const string Usings = "using System;\nusing Microsoft.Extensions.Configuration;\n";
    private const string Text = "{|KS0004:%password%|}";
    private const string Read = "[\"Smtp:Password\"] ?? throw new InvalidOperationException(\"Set Smtp:Password in the configuration.\")";

    public static TheoryData<string, string> Places => new()
    {
        { """class Smtp { IConfiguration _config; Smtp(IConfiguration c) => _config = c; string M() { var password = "TEXT"; return password; } }""", "_config" },
        { """class Smtp { IConfiguration Settings { get; } = null!; string Password => "TEXT"; }""", "Settings" },
        { """class Smtp { string _password; IConfiguration _c; Smtp(IConfiguration config) { _c = config; _password = "TEXT"; } }""", "config" },
        { """class Smtp(IConfiguration configuration) { string _password = "TEXT"; }""", "configuration" },
        { """class Smtp(IConfiguration configuration) { void M(Action<string> login) { var password = "TEXT"; login(password); } }""", "configuration" },
        { """class Smtp { void M(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder) { var password = "TEXT"; Console.Write(password); } }""", "builder.Configuration" },
        { """class Smtp { void M(Microsoft.Extensions.Hosting.HostBuilderContext context) { var password = "TEXT"; Console.Write(password); } }""", "context.Configuration" },
        { """class Smtp { static IConfiguration Config = null!; static string Password = "TEXT"; }""", "Config" },
        { """class Smtp { void M(IConfigurationRoot root, IConfigurationSection section) { var password = "TEXT"; Console.Write(password); } }""", "root" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Secret_IsReadFromTheConfiguration(string source, string configuration) =>
        await Fix.Verify<MoveSecretFix>(
            Key,
            Usings + source.Replace("TEXT", Text, StringComparison.Ordinal),
            Usings + source.Replace("\"TEXT\"", configuration + Read, StringComparison.Ordinal));

    [Theory]
    [InlineData("""class Smtp { IConfiguration _config = null!; static string Password() => "TEXT"; }""")]
    [InlineData("""class Smtp { IConfiguration _config = null!; string _password = "TEXT"; }""")]
    [InlineData("""class Smtp { IConfiguration _config = null!; const string Password = "TEXT"; }""")]
    [InlineData("""class Smtp { void M(IConfigurationSection section) { var password = "TEXT"; Console.Write(password); } }""")]
    [InlineData("""class Smtp { void M() { var password = "TEXT"; IConfiguration later = null!; Console.Write(password + later); } }""")]
    [InlineData("""class Smtp { void M() { var password = "TEXT"; Console.Write(password); } }""")]
    public async Task WhereNoneIsInReach_IsNotOffered(string source) =>
        await Fix.IsNotOffered<MoveSecretFix>(Key, Usings + source.Replace("TEXT", Text, StringComparison.Ordinal));

    [Fact]
    public async Task TopLevelProgram_AsksItsBuilder() =>
        await Fix.Verify<MoveSecretFix>(
            Key,
            """
            // program
            using System;
            using Microsoft.AspNetCore.Builder;

            var builder = WebApplication.CreateBuilder(args);
            const string database = "Server=db;User Id=app;Password={|KS0007:%password%|};";
            var apiKey = "{|KS0004:%key%|}";
            Console.WriteLine(database + apiKey);
            """,
            """
            // program
            using System;
            using Microsoft.AspNetCore.Builder;

            var builder = WebApplication.CreateBuilder(args);
            string database = builder.Configuration["ConnectionStrings:Database"] ?? throw new InvalidOperationException("Set ConnectionStrings:Database in the configuration.");
            var apiKey = builder.Configuration["ApiKey"] ?? throw new InvalidOperationException("Set ApiKey in the configuration.");
            Console.WriteLine(database + apiKey);
            """);

    [Fact]
    public async Task DifferentSecretsOfOneName_GetDifferentKeys()
    {
        const string Source = """
            class Orders(IConfiguration configuration) { string M() { var dbPassword = "{|KS0004:%password%|}"; return configuration["Host"] + dbPassword; } }
            class Stock(IConfiguration configuration) { string M() { var dbPassword = "{|KS0004:%key%|}"; return configuration["Host"] + dbPassword; } }
            class Copy(IConfiguration configuration) { string M() { var dbPassword = "{|KS0004:%password%|}"; return configuration["Host"] + dbPassword; } }
            """;
        await Fix.Verify<MoveSecretFix>(
            Key,
            Usings + Source,
            Usings + Moved("DbPassword", "DbPassword", "DbPassword"),
            afterAll: Usings + Moved("DbPassword", "DbPassword2", "DbPassword"));

        static string Moved(params string[] keys)
        {
            var at = 0;
            return System.Text.RegularExpressions.Regex.Replace(
                Source, "\"{[^}]*}\"", _ => $"configuration[\"{keys[at]}\"] ?? throw new InvalidOperationException(\"Set {keys[at++]} in the configuration.\")");
        }
    }

    [Fact]
    public async Task UserSecrets_AreOfferedWithTheirCommand() =>
        await Fix.Verify<MoveSecretFix>(
            MoveSecretFix.UserSecretsKey,
            Usings + """

            class Smtp(IConfiguration configuration)
            {
                public string? Host { get; set; }

                // The relay.
                public string Login()
                {
                    var dbPassword = "{|KS0004:%password%|}";
                    return configuration["Host"] + dbPassword;
                }
            }
            """,
            Usings + """

            class Smtp(IConfiguration configuration)
            {
                public string? Host { get; set; }

                // The relay.
                public string Login()
                {
                    // dotnet user-secrets set "DbPassword" "<value>"
                    var dbPassword = configuration["DbPassword"] ?? throw new InvalidOperationException("Set DbPassword in the configuration.");
                    return configuration["Host"] + dbPassword;
                }
            }
            """,
            "build_property.UserSecretsId = shop");

    [Fact]
    public async Task WithoutUserSecretsId_IsNotOffered() =>
        await Fix.IsNotOffered<MoveSecretFix>(
            MoveSecretFix.UserSecretsKey, Usings + """class Smtp(IConfiguration configuration) { string _password = "{|KS0004:%password%|}"; }""");

    [Theory]
    [InlineData("configuration[\"Db:Password\"]")]
    [InlineData("configuration.GetConnectionString(\"Password\")")]
    [InlineData("Environment.GetEnvironmentVariable(\"DB_PASSWORD\")")]
    public async Task DefaultOfRead_BecomesRequired(string read)
    {
        var source = $$"""class Smtp(IConfiguration configuration) { string _password = {{read}} ?? "{|KS0004:%password%|}"; IConfiguration C() => configuration.GetSection("x"); }""";
        await Fix.Verify<MoveSecretFix>(
            MoveSecretFix.RequireKey,
            Usings + source,
            Usings + source.Replace("\"" + Text + "\"", "throw new InvalidOperationException(\"A value that must be set is missing.\")", StringComparison.Ordinal));
        await Fix.IsNotOffered<MoveSecretFix>(Key, Usings + source);
    }
}
