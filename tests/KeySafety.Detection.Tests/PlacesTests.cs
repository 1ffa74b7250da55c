using KeySafety.Detection.Embedded;
using KeySafety.Detection.Matching;

namespace KeySafety.Detection.Tests;

/// <summary>The masks of 64 bytes at a time against each place asked for by itself.</summary>
public class PlacesTests
{
    private static readonly LiteralFilter NoLiterals = new(new LiteralWindows(), new KeywordTable(ignoreCase: true));

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(1000)]
    [InlineData(Places.PartLength + 100)]
    [InlineData((2 * Places.PartLength) + 1)]
    public void RandomBytes_HaveThePlacesOfTheReference(int length)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var text = Bytes(new Random(seed), length);
            var places = new Places();
            for (var from = 0; from < length; from += Places.PartLength)
            {
                var to = Math.Min(length, from + Places.PartLength);
                places.Read(text, from, to, NoLiterals);
                Assert.Equal(Enumerable.Range(from, to - from).Where(at => StartsToken(text, at, from)), In(places.Tokens, from).Where(at => at < to));
                Assert.Equal(Enumerable.Range(from, to - from).Where(at => StartsEncoded(text, at)), In(places.Encoded, from));
                foreach (var at in Enumerable.Range(from, to - from).Where(at => at % 7 == 0))
                    Assert.Equal(Enumerable.Range(at, 63).Any(start => StartsRun(text, start)), places.HasTokenWithin(at, 63));
            }
        }
    }

    // Mostly characters of tokens, with any byte between.
    private static byte[] Bytes(Random random, int length) =>
        [.. Enumerable.Range(0, length).Select(_ => random.Next(12) == 0 ? (byte)random.Next(256) : (byte)"0AZaz_-.+/=~|:MNOPQmnopq%\\"[random.Next(26)])];

    private static IEnumerable<int> In(PlaceList places, int from) => places.Items.ToArray().Select(place => from + place).Distinct().Order();

    // What is behind an escape belongs to the part that the escape is in.
    private static bool StartsToken(byte[] text, int at, int from) =>
        (StartsRun(text, at) && Pattern.IsWord(text[at]))
        || Enumerable.Range(1, 2).Any(letters => at - letters >= from && StartsRun(text, at - letters) && Pattern.IsWord(text[at - letters])
            && TokenRuns.LettersOfEscape(text, at - letters) == letters);

    private static bool StartsRun(byte[] text, int at) =>
        (at == 0 || (at <= text.Length && !Pattern.IsWord(text[at - 1]))) && IsRun(text, at, TokenRuns.Shortest, TokenRuns.Characters.Contains);

    private static bool StartsEncoded(byte[] text, int at) =>
        (char)text[at] is '%' or '\\'
        || ((at == 0 || !EncodedRuns.IsBase64(text[at - 1])) && IsRun(text, at, EncodedRuns.Shortest, EncodedRuns.IsBase64));

    private static bool IsRun(byte[] text, int at, int length, Func<byte, bool> isMember) =>
        at + length <= text.Length && Enumerable.Range(at, length).All(i => isMember(text[i]));
}
