namespace KeySafety.Analyzers.Tests;

/// <summary>Credentials of a known format in every place in which C# has a text: KS0001, KS0002, KS0003.</summary>
public sealed class KnownFormatTests
{
    private const string Found = "{|KS0001:%token%|}";

    public static TheoryData<string, string> Places => new()
    {
        { "field", """class C { string s = "TEXT"; }""" },
        { "const field", """class C { const string S = "TEXT"; }""" },
        { "static readonly field", """class C { static readonly string S = "TEXT"; }""" },
        { "local", """class C { void M() { var s = "TEXT"; } }""" },
        { "verbatim", """class C { string s = @"TEXT"; }""" },
        { "raw", """"class C { string s = """TEXT"""; }"""" },
        { "raw of several lines", """""
            class C { string s = """
                one
                  TEXT
                """; }
            """"" },
        { "utf8", """class C { System.ReadOnlySpan<byte> S => "TEXT"u8; }""" },
        { "interpolated", """class C { string M(int i) => $"{i} TEXT {i}"; }""" },
        { "interpolated verbatim", """class C { string M(int i) => $@"{i}\ TEXT"; }""" },
        { "interpolated raw", """"class C { string M(int i) => $"""{i} TEXT"""; }"""" },
        { "attribute", """[System.Obsolete("TEXT")] class C { }""" },
        { "attribute property", """class C { [System.ComponentModel.Description("TEXT")] int I { get; } }""" },
        { "default parameter", """class C { void M(string s = "TEXT") { } }""" },
        { "switch expression", """class C { string M(int i) => i switch { 1 => "TEXT", _ => "" }; }""" },
        { "case label", """class C { int M(string s) { switch (s) { case "TEXT": return 1; default: return 0; } } }""" },
        { "collection expression", """class C { string[] S = ["a", "TEXT"]; }""" },
        { "array initializer", """class C { string[] S = { "a", "TEXT" }; }""" },
        { "dictionary", """class C { System.Collections.Generic.Dictionary<string, string> D = new() { ["a"] = "TEXT" }; }""" },
        { "argument", """class C { void M() => System.Console.WriteLine("TEXT"); }""" },
        { "lambda", """class C { System.Func<string> F = () => "TEXT"; }""" },
        { "return", """class C { string M() { return "TEXT"; } }""" },
        { "conditional", """class C { string M(bool b) => b ? "TEXT" : ""; }""" },
        { "coalesce", """class C { string M(string? s) => s ?? "TEXT"; }""" },
        { "is pattern", """class C { bool M(string s) => s is "TEXT"; }""" },
        { "top-level statement", """
            // program
            System.Console.WriteLine("TEXT");
            """ },
        { "inside other text", """class C { string s = "curl -H 'X: TEXT' now"; }""" },
        { "after escapes", """class C { string s = "\t\"\u0041\x41\\ TEXT\n"; }""" },
        { "after verbatim quotes", """class C { string s = @"a "" TEXT"; }""" },
        { "interpolated after braces", """class C { string M(int i) => $"{{}}{i}{{ TEXT }}"; }""" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Token_Reports(string place, string source)
    {
        Assert.NotEmpty(place);
        await Source.Verify<HardcodedSecretAnalyzer>(source.Replace("TEXT", Found, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task TextForPeople_IsSilent(string place, string source)
    {
        Assert.NotEmpty(place);
        await Source.Verify<HardcodedSecretAnalyzer>(source.Replace("TEXT", "%clean%", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Concatenation_ReportsOnce()
    {
        var token = Source.Fill("%token%");
        await Source.Verify<HardcodedSecretAnalyzer>(
            $$"""class C { string s = "{|KS0001:{{token[..9]}}" + ("{{token[9..20]}}" + "{{token[20..]}}|}"); }""");
    }

    [Fact]
    public async Task ConcatenationWithConstant_Reports()
    {
        var token = Source.Fill("%token%");
        await Source.Verify<HardcodedSecretAnalyzer>(
            $$$"""class C { const string P = "{{{token[..4]}}}"; string s = {|KS0001:P + "{{{token[4..]}}}|}"; string t = $"{{|KS0001:P}{{{token[4..]}}}|}"; }""");
    }

    [Fact]
    public async Task ConstantElsewhere_ReportsAtItsDeclarationOnly() =>
        await Source.Verify<HardcodedSecretAnalyzer>("""class C { const string T = "{|KS0001:%token%|}"; string s = "x12345678 " + T + " y"; }""");

    [Fact]
    public async Task ConcatenationWithVariable_IsSilent() =>
        await Source.Verify<HardcodedSecretAnalyzer>("""class C { string M(string s) => "ghp_12345678" + s + "x"; }""");

    [Theory]
    [InlineData("byte[]", "b => $\"0x{(int)b:x2}\"")]
    [InlineData("char[]", "")]
    public async Task SpelledArray_Reports(string type, string hexadecimal)
    {
        var items = Source.Fill("%token%").Select(c => hexadecimal.Length > 0 ? $"0x{(int)c:x2}" : $"'{c}'").ToList();
        var spelled = $"{{|KS0001:{string.Join(", ", items)}|}}";
        await Source.Verify<HardcodedSecretAnalyzer>($$"""
            class C
            {
                {{type}} a = { {{spelled}} };
                {{type}} b = new {{type}} { {{spelled}} };
                {{type}} c = [{{spelled}}];
            }
            """);
    }

    [Fact]
    public async Task ArrayOfNumbers_IsSilent() =>
        await Source.Verify<HardcodedSecretAnalyzer>(
            "class C { byte[] a = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17 }; int[] b = [65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80]; }");

    [Fact]
    public async Task OwnKey_ReportsByChecksum() =>
        await Source.Verify<HardcodedSecretAnalyzer>("""class C { string s = "{|KS0002:%own%|}"; }""");

    [Fact]
    public async Task WrongChecksum_HasItsOwnId() =>
        await Source.Verify<HardcodedSecretAnalyzer>("""class C { string s = "{|KS0003:%broken%|}"; }""");

    [Fact]
    public async Task PrivateKeyThatCannotBeRead_KeepsItsId()
    {
        var lines = string.Join("\\n", Enumerable.Range(0, 6).Select(static i => KeySafety.Tests.Template.Expand("{base64:64}", 60 + i)));
        await Source.Verify<HardcodedSecretAnalyzer>(
            $$"""class C { string s = "{|KS0001:{{"-----BEGIN"}} RSA PRIVATE KEY-----\n{{lines}}\n-----END RSA PRIVATE KEY-----|}"; }""");
    }

    [Fact]
    public async Task ConnectionString_ReportsThePassword() =>
        await Source.Verify<HardcodedSecretAnalyzer>("""class C { string s = "Server=db;User Id=app;Password={|KS0007:%password%|};"; }""");

    [Fact]
    public async Task UrlWithPassword_Reports() =>
        await Source.Verify<HardcodedSecretAnalyzer>("""class C { string s = "postgres://app:{|KS0007:%password%|}@db.internal:5432/app"; }""");

    [Theory]
    [InlineData("https://example.org/reset?user=4711&lang=en")]
    [InlineData("Server=db;User Id=app;Password={0};")]
    [InlineData("Server=db;Integrated Security=true")]
    [InlineData("SELECT * FROM users WHERE password = @password AND id = @p1")]
    public async Task TextWithoutPassword_IsSilent(string text) =>
        await Source.Verify<HardcodedSecretAnalyzer>($$"""class C { string s = "{{text}}"; }""");

    [Fact]
    public async Task ConnectionStringWithVariable_IsSilent() =>
        await Source.Verify<HardcodedSecretAnalyzer>("""class C { string M(string p) => $"Server=db4711;User Id=app;Password={p};"; }""");
}
