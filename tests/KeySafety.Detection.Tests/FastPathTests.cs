using System.Text.RegularExpressions;
using KeySafety.Detection.Matching;
using KeySafety.Detection.Rules;
using KeySafety.Detection.Text;
using KeySafety.Detection.Values;
using KeySafety.Tests;

namespace KeySafety.Detection.Tests;

/// <summary>Keyword index, own patterns and windows against .NET's linear engine with every pattern over everything.</summary>
/// <remarks>The reference keeps what a rule promises: a keyword in the match, or close before it.</remarks>
public class FastPathTests
{
    private static readonly Rule[] Rules = [.. RuleCatalog.All.Where(rule => rule.Pattern.Length > 0)];
    private static readonly DetectionPlan Plan = new(new DetectorOptions { Rules = Rules });
    private static readonly Dictionary<string, Regex> Patterns = Rules.ToDictionary(rule => rule.Name, rule => new Regex(
        rule.Pattern,
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (rule.IgnoreCase ? RegexOptions.IgnoreCase : RegexOptions.None)));

    [Fact]
    public void ExamplesMutated_AreFoundAsByTheReference()
    {
        var random = new Random(20240229);
        foreach (var rule in Rules)
        {
            // Several to a text: the reference pays for every pattern on every text.
            var texts = rule.Examples.Concat(rule.NegativeExamples).Select(example => Template.Expand(example, random.Next())).ToList();
            AssertSame(string.Join('\n', texts));
            AssertSame(string.Join('\n', texts.Select(text => Mutate(text, random))));
        }
    }

    [Fact]
    public void RandomTextOfKeywordsAndNoise_IsFoundAsByTheReference()
    {
        var random = new Random(4711);
        for (var i = 0; i < 40; i++)
        {
            var pieces = Enumerable.Range(0, 8).Select(_ => Piece(random));
            AssertSame(string.Concat(pieces));
        }
    }

    [Theory]
    [InlineData("\\n")]
    [InlineData("\\r\\n\\t")]
    [InlineData("%22")]
    [InlineData("x%3D%0a")]
    [InlineData("%7")]
    [InlineData("%ff")]
    [InlineData("\\x")]
    [InlineData("%5Cn")]
    public void ExamplesBehindAnEscape_AreFoundAsByTheReference(string escape)
    {
        foreach (var rule in Rules.Where(rule => rule.Pattern.StartsWith(Shape.Start, StringComparison.Ordinal)))
        {
            var texts = rule.Examples.Select(example => Template.Expand(example, 7)).SelectMany(text => new[] { text, SecretOf(rule, text) });
            AssertSame(string.Join("\n", texts.Select(text => escape + text)));
        }
    }

    [Fact]
    public void RulesThatBeginWithTheirKeyword_AreLookedForAtStartsAlone()
    {
        var elements = new PatternElements();
        var tokens = Rules.Where(rule => rule.Pattern.StartsWith($"{Shape.Start}(?<secret>{rule.Keywords[0]}[", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(tokens);
        Assert.All(tokens, rule => Assert.Equal(KeywordPlace.TokenStart, KeywordPlaces.Of(rule, elements, [])));
    }

    private static void AssertSame(string text)
    {
        var expected = Reference(text);
        using var scan = ContentScan.Start(Plan, "text.lock"); // in which no names are looked for
        var view = scan.View(text);
        scan.Run(in view, depth: 2); // deep enough that nothing is decoded
        var actual = scan.TakeMatches().Where(match => Patterns.ContainsKey(match.Rule.Name))
            .Select(match => (match.Rule.Name, match.Start, match.End, match.Confidence)).Order().ToList();
        Assert.True(expected.SequenceEqual(actual), $"expected {string.Join(", ", expected)}\nactual {string.Join(", ", actual)}\n{text}");
    }

    private static List<(string Name, int Start, int End, Confidence Confidence)> Reference(string text)
    {
        var found = new List<Match>();
        foreach (var rule in Rules)
        {
            foreach (System.Text.RegularExpressions.Match match in Patterns[rule.Name].Matches(text))
            {
                var secret = match.Groups["secret"] is { Success: true } group ? group : match;
                if (LongLine.IsInBlob(System.Text.Encoding.Latin1.GetBytes(text), match.Index, match.Index + match.Length))
                    continue;

                var from = Math.Max(0, match.Index - RuleMatcher.SearchReach);
                if (!rule.Keywords.Any(keyword => Holds(rule, keyword, text[from..(match.Index + match.Length)])))
                    continue;

                if (KnownFormat.Judge(rule, secret.Value).Confidence is { } confidence)
                    found.Add(new Match(rule, confidence, secret.Index, secret.Index + secret.Length, secret.Value));
            }
        }

        return [.. KeySafety.Detection.Overlaps.Resolve(found, Confidence.Low).Select(match => (match.Rule.Name, match.Start, match.End, match.Confidence)).Order()];
    }

    private static string SecretOf(Rule rule, string text) =>
        Patterns[rule.Name].Match(text) is { Success: true } match && match.Groups["secret"] is { Success: true } secret ? secret.Value : text;

    private static bool Holds(Rule rule, string keyword, string text) =>
        text.Contains(keyword, rule.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private static string Mutate(string text, Random random)
    {
        var characters = text.ToList();
        for (var i = random.Next(1, 4); i > 0 && characters.Count > 0; i--)
        {
            var at = random.Next(characters.Count);
            switch (random.Next(4))
            {
                case 0: characters.RemoveAt(at); break;
                case 1: characters.Insert(at, (char)random.Next(32, 127)); break;
                case 2: characters[at] = (char)random.Next(32, 127); break;
                default: characters.InsertRange(at, characters.Skip(at).Take(random.Next(1, 20)).ToList()); break;
            }
        }

        return new string([.. characters]);
    }

    private static string Piece(Random random)
    {
        var rule = Rules[random.Next(Rules.Length)];
        return random.Next(4) switch
        {
            0 => Template.Expand(rule.Examples[random.Next(rule.Examples.Count)], random.Next()),
            1 => rule.Keywords[random.Next(rule.Keywords.Count)],
            2 => Template.Run(random, "symbols", random.Next(40)),
            _ => Template.Run(random, "base62", random.Next(60)) + " \n\t"[random.Next(3)],
        };
    }
}
