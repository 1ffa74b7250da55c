using CsCheck;
using KeySafety.Detection.Names;
using KeySafety.Detection.Values;
using KeySafety.Tests;

namespace KeySafety.Detection.Tests;

/// <summary>The filter before names are looked for drops nothing that the judge would find.</summary>
public sealed class ValueFilterTests
{
    private static readonly Gen<string> Values = Gen.OneOf(
        Gen.String[Gen.Char[' ', '~'], 0, 40],
        Gen.String[Gen.Char['a', 'z'], 4, 30],
        Gen.String[Gen.OneOf(Gen.Char['a', 'z'], Gen.Char['A', 'Z'], Gen.Char['0', '9']), 4, 40],
        Gen.String[Gen.OneOf(Gen.Char['a', 'z'], Gen.Char['A', 'Z'], Gen.Const('!'), Gen.Const('-')), 4, 30]);

    [Fact]
    public void WhatTheJudgeFinds_Passes() =>
        Values.Sample(
            static value =>
            {
                var found = SecretJudge.Judge(value, NameKind.Password).Confidence is not null
                    || SecretJudge.Judge(value, NameKind.Secret).Confidence is not null
                    || SecretJudge.Judge(value, NameKind.Vague).Confidence is not null;
                Assert.True(!found || Detector.MayBeNamedSecret(value), value);
            },
            iter: 100_000);

    [Fact]
    public void WhatANameMakesASecret_IsNamedSecret() =>
        Values.Sample(
            static value =>
            {
                foreach (var name in (string[])["password", "apiKey", "clientSecret", "key"])
                {
                    if (Detector.Default.Find(new Candidate(value, name)).Count > 0 && Detector.Default.Find(new Candidate(value)).Count == 0)
                        Assert.True(Detector.IsNamedSecret(value), value);
                }
            },
            iter: 20_000);

    [Fact]
    public void HoldsSecret_SaysWhetherFindFinds() =>
        Values.Sample(static value => Detector.Default.HoldsSecret(value) == (Detector.Default.Find(new Candidate(value)).Count > 0), iter: 20_000);

    [Theory]
    [InlineData("Enter your password")]
    [InlineData("application")]
    [InlineData("")]
    [InlineData("MicrosoftExtensionsConfiguration")]
    [InlineData("Content-Type")]
    [InlineData("12345")]
    public void WhatIsNoSecretUnderAnyName_IsDropped(string value) => Assert.False(Detector.MayBeNamedSecret(value));

    [Theory]
    [InlineData("{base62:16}")]
    [InlineData("{hex:32}")]
    [InlineData("{words:2}!{digits:2}")]
    [InlineData("{lower:4} {lower:4} {lower:4} {lower:4}")]
    [InlineData("{base62:12}$ {base62:12}%! {digits:3}#)({base62:12}")]
    public void Secret_Passes(string template) => Assert.True(Detector.MayBeNamedSecret(Template.Expand(template, 5)));

    [Theory]
    [InlineData("_", false)]
    [InlineData("", false)]
    [InlineData("password", true)]
    [InlineData("passwordHint", false)]
    [InlineData("vaultPin", true)]
    [InlineData("apiToken", false)]
    [InlineData("_1", false)]
    public void IsTelling_FollowsWordsAndOptions(string name, bool expected) =>
        Assert.Equal(expected, new Detector(new DetectorOptions { SecretNames = ["vaultPin"], IgnoredNames = ["apiToken"] }).IsTelling(name));
}
