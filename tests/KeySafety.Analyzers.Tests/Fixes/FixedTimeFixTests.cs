using KeySafety.Analyzers.CodeFixes;

namespace KeySafety.Analyzers.Tests.Fixes;

/// <summary>Comparisons with a secret are made in a time that tells nothing.</summary>
public sealed class FixedTimeFixTests
{
    private const string Key = FixedTimeFix.Key;
    private const string Text = "{|KS0006:%password%|}";
    private const string Usings = "using System.Security.Cryptography;\nusing System.Text;\n\n";
    private const string Call = "CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(\"TEXT\"))";
    private const string OrNone = "CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(password ?? \"\"), Encoding.UTF8.GetBytes(\"TEXT\"))";
    private const string Turned = "CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(\"TEXT\"), Encoding.UTF8.GetBytes(password))";

    [Theory]
    [InlineData("string password", "password == \"TEXT\"", Call)]
    [InlineData("string password", "\"TEXT\" == password", Turned)]
    [InlineData("string password", "password != \"TEXT\"", "!" + Call)]
    [InlineData("string? password", "password == \"TEXT\"", OrNone)]
    [InlineData("string password", "/* a */ password == \"TEXT\" /* b */", "/* a */ " + Call + " /* b */")]
    [InlineData("string password", "password.Equals(\"TEXT\")", Call)]
    [InlineData("string password", "\"TEXT\".Equals(password, System.StringComparison.Ordinal)", Turned)]
    [InlineData("string password", "string.Equals(password, \"TEXT\")", Call)]
    [InlineData("string? password", "string.Equals(password, \"TEXT\", System.StringComparison.Ordinal)", OrNone)]
    [InlineData("string password", "password is \"TEXT\"", Call)]
    [InlineData("string password", "password is not \"TEXT\"", "!" + Call)]
    [InlineData("string password", "password.Length > 3 && password == \"TEXT\" || password == null", "password.Length > 3 && " + Call + " || password == null")]
    public async Task Comparison_IsMadeInFixedTime(string parameter, string comparison, string after)
    {
        var source = $"class C {{ bool M({parameter}) => EXPRESSION; }}";
        await Fix.Verify<FixedTimeFix>(Key, Fill(source, comparison), Usings + Fill(source, after));
    }

    [Fact]
    public async Task AllComparisons_AreMadeInFixedTime() =>
        await Fix.Verify<FixedTimeFix>(
            Key,
            Usings + Fill("class C { bool M(string password) => EXPRESSION; bool N(string password) { if (EXPRESSION) return true; return false; } }", "password == \"TEXT\""),
            Usings + Fill("class C { bool M(string password) => EXPRESSION; bool N(string password) { if (EXPRESSION) return true; return false; } }", Call));

    [Theory]
    [InlineData("class C { bool M(string password) => string.Equals(password, \"TEXT\", System.StringComparison.OrdinalIgnoreCase); }")]
    [InlineData("class C { bool M(object password) => password is \"TEXT\"; }")]
    [InlineData("class C { bool M(string password) => password is \"TEXT\" or \"b\"; }")]
    [InlineData("class C { bool? M(string? password) => password?.Equals(\"TEXT\"); }")]
    [InlineData("class C { int M(string password) => string.Compare(password, \"TEXT\"); }")]
    [InlineData("class C { int M(string password) => password switch { \"TEXT\" => 1, _ => 0 }; }")]
    [InlineData("class C { System.Linq.Expressions.Expression<System.Func<string, bool>> e = password => password == \"TEXT\"; }")]
    [InlineData("using System.Linq; class C { object M(string[] all) => from password in all where password == \"TEXT\" select 1; }")]
    [InlineData("class C { int M(string? password) { if (password == \"TEXT\") return password.Length; return 0; } }")]
    public async Task WhatIsComparedOtherwise_IsLeft(string source) => await Fix.IsNotOffered<FixedTimeFix>(Key, Fill(source, ""));

    private static string Fill(string source, string expression) =>
        source.Replace("EXPRESSION", expression, StringComparison.Ordinal).Replace("TEXT", Text, StringComparison.Ordinal);
}
