using System.Globalization;
using KeySafety.Analyzers.CodeFixes;

namespace KeySafety.Analyzers.Tests.Fixes;

/// <summary>A comment with a reason accepts a finding, for good or until a date.</summary>
public sealed class AcceptFixTests
{
    [Theory]
    [InlineData("not-a-secret", "not a secret")]
    [InlineData("made-up-for-tests", "made up for tests")]
    [InlineData("revoked", "revoked")]
    public async Task Comment_TellsRuleAndReason(string key, string reason) =>
        await Fix.Verify<AcceptFix>(
            AcceptFix.KeyPrefix + key,
            "class C\n{\n    string password = \"{|KS0004:%password%|}\";\n\n    string s = \"{|KS0001:%token%|}\";\n}\n",
            $"class C\n{{\n    string password = \"%password%\"; // keysafety:allow generic-password {reason}\n\n"
            + $"    string s = \"%token%\"; // keysafety:allow github-pat {reason}\n}}\n");

    [Fact]
    public async Task Comment_TellsUntilWhen()
    {
        var until = DateTime.Today.AddDays(AcceptFix.Days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await Fix.Verify<AcceptFix>(
            AcceptFix.KeyPrefix + "to-be-moved",
            "class C { string password = \"{|KS0004:%password%|}\"; }",
            $"class C {{ string password = \"%password%\"; }} // keysafety:allow generic-password to be moved until {until}");
    }

    [Fact]
    public async Task LineWithTwoFindings_GetsOneCommentForBoth() =>
        await Fix.Verify<AcceptFix>(
            AcceptFix.KeyPrefix + "revoked",
            "class C { string password = \"{|KS0004:%password%|}\"; string s = \"{|KS0001:%token%|}\"; }\n",
            "class C { string password = \"%password%\"; string s = \"{|KS0001:%token%|}\"; } // keysafety:allow generic-password revoked\n",
            afterAll: "class C { string password = \"%password%\"; string s = \"%token%\"; } // keysafety:allow revoked\n");

    [Fact]
    public async Task LineWithComment_GetsItAbove() =>
        await Fix.Verify<AcceptFix>(
            AcceptFix.KeyPrefix + "revoked",
            "class C\r\n{\r\n    string password = \"{|KS0004:%password%|}\"; // until Monday\r\n}\r\n",
            "class C\r\n{\r\n    // keysafety:allow-next-line generic-password revoked\r\n    string password = \"%password%\"; // until Monday\r\n}\r\n");

    [Fact]
    public async Task TextOfSeveralLines_GetsItAboveWhereThatIsOutside()
    {
        await Fix.Verify<AcceptFix>(
            AcceptFix.KeyPrefix + "revoked",
            "class C\n{\n    string s = @\"{|KS0001:%token%|}\n\";\n}\n",
            "class C\n{\n    // keysafety:allow-next-line github-pat revoked\n    string s = @\"%token%\n\";\n}\n");
        await Fix.IsNotOffered<AcceptFix>(AcceptFix.KeyPrefix + "revoked", "class C { string s = @\"\n{|KS0001:%token%|}\n\"; }");
    }

    [Fact]
    public async Task LineWithDecision_IsLeft() =>
        await Fix.IsNotOffered<AcceptFix>(
            AcceptFix.KeyPrefix + "revoked", "class C { string password = \"{|KS0004:%password%|}\"; /* keysafety:allow github-pat wrong rule */ }");
}
