namespace KeySafety.Analyzers.Tests;

/// <summary>Secrets of no known shape by what they are bound to: KS0004, and KS0006 in comparisons.</summary>
public sealed class NamedSecretTests
{
    public static TheoryData<string, string> Places => new()
    {
        { "KS0004", """class C { string password = "TEXT"; }""" },
        { "KS0004", """class C { const string ApiKey = "TEXT"; }""" },
        { "KS0004", """class C { void M() { var dbPassword = "TEXT"; } }""" },
        { "KS0004", """class C { string Password { get; } = "TEXT"; }""" },
        { "KS0004", """class C { string Password => "TEXT"; }""" },
        { "KS0004", """class C { string Password { get { return "TEXT"; } } }""" },
        { "KS0004", """class C { string GetPassword() => "TEXT"; }""" },
        { "KS0004", """class C { void M(string password = "TEXT") { } }""" },
        { "KS0004", """class C { string? password; void M() { password = "TEXT"; this.password = "TEXT"; } }""" },
        { "KS0004", """class C { string? password; void M() { password ??= "TEXT"; } }""" },
        { "KS0004", """class C { string M(string? password) { var x = password ?? "TEXT"; return x; } }""" },
        { "KS0004", """class C { string M(string? s) { var password = s ?? "TEXT"; return password; } }""" },
        { "KS0004", """class C { void M(bool b) { var password = b ? "TEXT" : null; } }""" },
        { "KS0004", """class C { void M(int i) { var password = i switch { 1 => "TEXT", _ => null }; } }""" },
        { "KS0004", """class C { void Login(string user, string password) { } void M() => Login("app", "TEXT"); }""" },
        { "KS0004", """class C { void Login(string user, string secret) { } void M() => Login(secret: "TEXT", user: "app"); }""" },
        { "KS0004", """class P { public P(string password) { } } class C { P p = new P("TEXT"); P q = new("TEXT"); }""" },
        { "KS0004", """class P { public P(string password) { } } class C : P { public C() : base("TEXT") { } }""" },
        { "KS0004", """class ApiKeyCredential { public ApiKeyCredential(string value) { } } class C { object o = new ApiKeyCredential("TEXT"); }""" },
        { "KS0004", """class B { public B WithPassword(string value) => this; } class C { object o = new B().WithPassword("TEXT"); }""" },
        { "KS0004", """class O { public string? Password { get; set; } } class C { O o = new O { Password = "TEXT" }; }""" },
        { "KS0004", """record R(string Password); class C { R M(R r) => r with { Password = "TEXT" }; }""" },
        { "KS0004", """class C { object o = new { Password = "TEXT" }; }""" },
        { "KS0004", """using System.Collections.Generic; class C { Dictionary<string, string> d = new() { ["Db:Password"] = "TEXT" }; }""" },
        { "KS0004", """using System.Collections.Generic; class C { Dictionary<string, string> d = new() { { "Db:Password", "TEXT" } }; }""" },
        { "KS0004", """using System.Collections.Generic; class C { void M(Dictionary<string, string> d) { d.Add("password", "TEXT"); d["password"] = "TEXT"; } }""" },
        { "KS0004", """using System.Collections.Generic; class C { object o = new KeyValuePair<string, string>("Password", "TEXT"); }""" },
        { "KS0004", """class C { object o = (user: "app", password: "TEXT"); }""" },
        { "KS0004", """class C { (string User, string Password) t = ("app", "TEXT"); }""" },
        { "KS0004", """class C { object o = ("password", "TEXT"); }""" },
        { "KS0004", """class C { void M() { var (user, password) = ("app", "TEXT"); } }""" },
        { "KS0004", """[System.AttributeUsage(System.AttributeTargets.All)] class A : System.Attribute { public string? Password { get; set; } } [A(Password = "TEXT")] class C { }""" },
        { "KS0004", """[System.AttributeUsage(System.AttributeTargets.All)] class A : System.Attribute { public A(string password) { } } [A("TEXT")] class C { }""" },
        { "KS0004", """class C { string[] passwords = { "TEXT" }; string[] tokens = ["TEXT"]; }""" },
        { "KS0004", """class C { char[] password = "TEXT".ToCharArray(); }""" },
        { "KS0004", """class C { byte[] apiKey = System.Text.Encoding.UTF8.GetBytes("TEXT"); }""" },
        { "KS0004", """class C { void M() => System.Environment.SetEnvironmentVariable("DB_PASSWORD", "TEXT"); }""" },
        { "KS0004", """class C { string M() => System.Environment.GetEnvironmentVariable("DB_PASSWORD") ?? "TEXT"; }""" },
        { "KS0004", """class C { string password = @"TEXT"; }""" },
        { "KS0004", """class C { string password = $"TEXT"; }""" },
        { "KS0006", """class C { bool M(string password) => password == "TEXT"; }""" },
        { "KS0006", """class C { bool M(string password) => "TEXT" != password; }""" },
        { "KS0006", """class C { bool M(string password) => password is "TEXT"; }""" },
        { "KS0006", """class C { bool M(string password) => password is not null and "TEXT"; }""" },
        { "KS0006", """class C { int M(string password) => password switch { "TEXT" => 1, _ => 0 }; }""" },
        { "KS0006", """class C { int M(string password) { switch (password) { case "TEXT": return 1; default: return 0; } } }""" },
        { "KS0006", """class O { public string? Password { get; set; } } class C { bool M(O o) => o is { Password: "TEXT" }; }""" },
        { "KS0006", """class C { bool M(string password) => password.Equals("TEXT"); }""" },
        { "KS0006", """class C { bool M(string password) => "TEXT".Equals(password, System.StringComparison.Ordinal); }""" },
        { "KS0006", """class C { bool M(string password) => string.Equals(password, "TEXT"); }""" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Password_Reports(string id, string source) =>
        await Source.Verify<HardcodedSecretAnalyzer>(source.Replace("TEXT", $"{{|{id}:%password%|}}", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Places))]
    public async Task ChosenPassword_ReportsUnderPasswordNames(string id, string source)
    {
        if (source.Contains("password", StringComparison.OrdinalIgnoreCase) && !source.Contains("Key", StringComparison.Ordinal)
            && !source.Contains("secret", StringComparison.Ordinal) && !source.Contains("tokens", StringComparison.Ordinal))
        {
            await Source.Verify<HardcodedSecretAnalyzer>(source.Replace("TEXT", $"{{|{id}:%chosen%|}}", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Placeholder_IsSilent(string id, string source)
    {
        Assert.NotEmpty(id);
        foreach (var text in (string[])["<your-password-1>", "changeme123", "", "%clean%"])
            await Source.Verify<HardcodedSecretAnalyzer>(source.Replace("TEXT", text, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task OtherName_IsSilent(string id, string source)
    {
        Assert.NotEmpty(id);
        foreach (var word in (string[])["password", "secret", "tokens", "ApiKeyCredential", "ApiKey", "apiKey"])
            source = source.Replace(word, "colour", StringComparison.OrdinalIgnoreCase);
        await Source.Verify<HardcodedSecretAnalyzer>(source.Replace("TEXT", "%password%", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("password == \"{|KS0006:admin123|}\"")]
    [InlineData("password.Equals(\"{|KS0006:secret!1|}\")")]
    [InlineData("password is \"{|KS0006:1234567|}\" or null")]
    [InlineData("password == \"\"")]
    [InlineData("password == \"password\"")]
    [InlineData("password == \"********\"")]
    [InlineData("password == \"<your-password-1>\"")]
    [InlineData("password == \"Password.Required.1\".Trim()")]
    [InlineData("passwordType == \"admin123\"")]
    public async Task WeakPasswordInComparison_Reports(string expression) =>
        await Source.Verify<HardcodedSecretAnalyzer>($"class C {{ bool M(string password, string passwordType) => {expression}; }}");

    [Theory]
    [InlineData("""string passwordHint = "%password%";""")]
    [InlineData("""string passwordHash = "%password%";""")]
    [InlineData("""string Password = "Errors.InvalidPassword";""")]
    [InlineData("""string Password = "Password";""")]
    [InlineData("""string password = "Please enter your password (8 to 20 characters)";""")]
    [InlineData("""string passwordUrl = "https://example.org/password/reset?id=4711";""")]
    [InlineData("""string passwordFile = "/run/secrets/db_password_1";""")]
    [InlineData("""string password = "@p_password1";""")]
    [InlineData("""string tenantKey = "3f2504e0-4f89-11d3-9a0c-0305e82c3301";""")]
    [InlineData("""string credentialId = "3f2504e0-4f89-11d3-9a0c-0305e82c3301";""")]
    [InlineData("""string publicKeyToken = "b77a5c561934e089";""")]
    [InlineData("""string passwordQuestion = "W4s ist das?";""")]
    [InlineData("""string apiKeyHeader = "X-Api-Key1";""")]
    [InlineData("""string cancellationToken = "%key%";""")]
    public async Task WhatOnlyLooksLikeASecret_IsSilent(string member) =>
        await Source.Verify<HardcodedSecretAnalyzer>($"class C {{ {member} }}");
}
