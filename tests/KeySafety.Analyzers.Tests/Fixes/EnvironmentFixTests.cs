using KeySafety.Analyzers.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;

namespace KeySafety.Analyzers.Tests.Fixes;

/// <summary>The secret's place reads an environment variable.</summary>
public sealed class EnvironmentFixTests
{
    private const string Key = MoveSecretFix.EnvironmentKey;

    public static TheoryData<string, string> Places => new()
    {
        { """class Smtp { string password = "TEXT"; }""", """class Smtp { string password = READ; }""" },
        { """class Smtp { string _password = /* a */ "TEXT" /* b */; // c""" + "\n}", """class Smtp { string _password = /* a */ READ /* b */; // c""" + "\n}" },
        { """class Smtp { public const string Password = "TEXT"; }""", """class Smtp { public static readonly string Password = READ; }""" },
        { """class Smtp { const string Password = ("TEXT"); string s = nameof(Password); }""", """class Smtp { static readonly string Password = (READ); string s = nameof(Password); }""" },
        { """class Smtp { const string Password = @"TEXT"; string M() => Password + 1; }""", """class Smtp { static readonly string Password = READ; string M() => Password + 1; }""" },
        { """class Smtp { void M() { const string password = "TEXT"; Console.Write(password); } }""", """class Smtp { void M() { string password = READ; Console.Write(password); } }""" },
        { """class Smtp { string Password => "TEXT"; }""", """class Smtp { string Password => READ; }""" },
        { """class Smtp { string GetPassword() { return $"TEXT"; } }""", """class Smtp { string GetPassword() { return READ; } }""" },
        { """class Smtp { char[] password = "TEXT".ToCharArray(); }""", """class Smtp { char[] password = (READ).ToCharArray(); }""" },
        { """class Smtp { string[] passwords = { "TEXT", "b" }; }""", """class Smtp { string[] passwords = { READS, "b" }; }""" },
        { """class Smtp { string? M(bool b) { var password = b ? "TEXT" : null; return password; } }""", """class Smtp { string? M(bool b) { var password = b ? READ : null; return password; } }""" },
        { """class Smtp { Smtp(string password) { } Smtp() : this("TEXT") { } }""", """class Smtp { Smtp(string password) { } Smtp() : this(READ) { } }""" },
        { """class Smtp { object o = new { Password = "TEXT" }; }""", """class Smtp { object o = new { Password = READ }; }""" },
        { """class Smtp { bool M(int i, string password) => i switch { 1 => password == "TEXT", _ => false }; }""", """class Smtp { bool M(int i, string password) => i switch { 1 => password == (READ), _ => false }; }""" },
    };

    private const string Read = "Environment.GetEnvironmentVariable(\"SMTP_PASSWORD\") ?? throw new InvalidOperationException(\"Set the environment variable SMTP_PASSWORD.\")";

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Secret_IsReadFromTheEnvironment(string source, string after)
    {
        var id = source.Contains("==", StringComparison.Ordinal) ? "KS0006" : "KS0004";
        await Fix.Verify<MoveSecretFix>(
            Key,
            "using System;\n\n" + source.Replace("TEXT", $"{{|{id}:%password%|}}", StringComparison.Ordinal),
            "using System;\n\n" + after
                .Replace("READS", Read.Replace("SMTP_PASSWORD", "PASSWORDS", StringComparison.Ordinal), StringComparison.Ordinal)
                .Replace("READ", Read, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AllSecrets_AreReadUnderTheirOwnNames() =>
        await Fix.Verify<MoveSecretFix>(
            Key,
            """
            namespace Shop
            {
                public class Mail
                {
                    // Who sends.
                    private const string ApiKey = "{|KS0004:%key%|}";
                    private readonly string m_dbPassword = "{|KS0004:%password%|}";

                    public string Push() => Send("{|KS0001:%token%|}");

                    private string Send(string text) => text + ApiKey + m_dbPassword;
                }
            }
            """,
            """
            using System;

            namespace Shop
            {
                public class Mail
                {
                    // Who sends.
                    private static readonly string ApiKey = Environment.GetEnvironmentVariable("MAIL_API_KEY") ?? throw new InvalidOperationException("Set the environment variable MAIL_API_KEY.");
                    private readonly string m_dbPassword = Environment.GetEnvironmentVariable("DB_PASSWORD") ?? throw new InvalidOperationException("Set the environment variable DB_PASSWORD.");

                    public string Push() => Send(Environment.GetEnvironmentVariable("GITHUB_PAT") ?? throw new InvalidOperationException("Set the environment variable GITHUB_PAT."));

                    private string Send(string text) => text + ApiKey + m_dbPassword;
                }
            }
            """);

    [Fact]
    public async Task Concatenation_IsReplacedAsAWhole()
    {
        var token = Source.Fill("%token%");
        await Fix.Verify<MoveSecretFix>(
            Key,
            $$"""using System; class C { string s = "{|KS0001:{{token[..9]}}" + "{{token[9..]}}|}"; }""",
            """using System; class C { string s = Environment.GetEnvironmentVariable("GITHUB_PAT") ?? throw new InvalidOperationException("Set the environment variable GITHUB_PAT."); }""");
    }

    [Fact]
    public async Task OperandThatIsTheSecret_IsReplacedAlone() =>
        await Fix.Verify<MoveSecretFix>(
            Key,
            """using System; class C { string M(string s) => "token " + s + "{|KS0001:%token%|}"; }""",
            """using System; class C { string M(string s) => "token " + s + (Environment.GetEnvironmentVariable("GITHUB_PAT") ?? throw new InvalidOperationException("Set the environment variable GITHUB_PAT.")); }""");

    [Theory]
    [InlineData("""[System.AttributeUsage(System.AttributeTargets.All)] class A : System.Attribute { public A(string password) { } } [A("TEXT")] class C { }""")]
    [InlineData("""class C { void M(string password = "TEXT") { } }""")]
    [InlineData("""class C { const string Password = "TEXT"; [System.Obsolete(Password)] void M() { } }""")]
    [InlineData("""class C { const string Password = "TEXT"; void M(string s = Password) { } }""")]
    [InlineData("""class C { const string Password = "TEXT"; const string Other = Password + "!"; }""")]
    [InlineData("""class C { const string Password = "TEXT"; bool M(string s) => s is Password; }""")]
    [InlineData("""class C { const string Password = "TEXT"; int M(string s) { switch (s) { case Password: return 1; default: return 0; } } }""")]
    [InlineData("""class C { const string Password = "TEXT", Other = "b"; }""")]
    [InlineData("""class C { static string s = Password.Trim(); const string Password = "TEXT"; }""")]
    [InlineData("""class C { void M() { const string password = "TEXT"; static string N() => password; N(); } }""")]
    [InlineData("""class C { System.Linq.Expressions.Expression<System.Func<string>> password = () => N("TEXT"); static string N(string password) => password; }""")]
    [InlineData("""class C { System.ReadOnlySpan<byte> Password => "TEXT"u8; }""")]
    [InlineData("""class C { void M() => System.Environment.SetEnvironmentVariable("DB_PASSWORD", "TEXT"); }""")]
    public async Task WhereOnlyAConstantMayStand_IsNotOffered(string source) =>
        await Fix.IsNotOffered<MoveSecretFix>(Key, source.Replace("TEXT", "{|KS0004:%password%|}", StringComparison.Ordinal));

    [Theory]
    [InlineData("""class C { bool M(string password) => password is "TEXT"; }""")]
    [InlineData("""class C { int M(string password) { switch (password) { case "TEXT": return 1; default: return 0; } } }""")]
    public async Task Patterns_AreLeft(string source) =>
        await Fix.IsNotOffered<MoveSecretFix>(Key, source.Replace("TEXT", "{|KS0006:%password%|}", StringComparison.Ordinal));

    [Fact]
    public async Task ConstantOfAnAttributeElsewhere_IsLeft() =>
        await Fix.IsNotOffered<MoveSecretFix>(
            Key, """partial class C { public const string Password = "{|KS0004:%password%|}"; }""", other: "partial class C { [System.Obsolete(Password)] void M() { } }");

    [Fact]
    public async Task TextWithVariable_IsLeft() =>
        await Fix.IsNotOffered<MoveSecretFix>(Key, """class C { string M(string host) => $"Server={host};User Id=app;Password={|KS0007:%password%|};"; }""");

    [Fact]
    public async Task SpelledArray_IsLeft()
    {
        var items = string.Join(", ", Source.Fill("%token%").Select(static c => $"'{c}'"));
        await Fix.IsNotOffered<MoveSecretFix>(Key, $$"""class C { char[] a = { {|KS0001:{{items}}|} }; }""");
    }

    [Fact]
    public async Task OldLanguage_IsNotOffered() =>
        await Fix.IsNotOffered<MoveSecretFix>(Key, """class C { string password = "{|KS0004:%password%|}"; }""", version: LanguageVersion.CSharp6);
}
