using System.Diagnostics;
using System.Text;
using KeySafety.Tests;

namespace KeySafety.Detection.Tests;

/// <summary>Eight times the text takes about eight times as long, whatever it is made of.</summary>
/// <remarks>The bound is five times looser than that, so that a busy machine does not fail it; quadratic time would be 64.</remarks>
public class LinearTimeTests
{
    public static TheoryData<string> Pieces() =>
    [
        "a", "A", "0", "/", "\"", "=", "%", "\\u0061", "\n", " ", "a_", "a-", "key=", "password=\"", "://", "://a:", "@", "-----BEGIN ", "-----BEGIN PRIVATE KEY-----",
        "kind: Secret\n", "\"kty\"", "eyJ", "eyJhbGciOiJ", "Bearer ", "mysql -p", "\" + \"", "sk_live_", "xoxb-1-", "ghp_", "AKIA", "heroku_api_key ", "${", "YWFh",
    ];

    [Theory]
    [MemberData(nameof(Pieces))]
    public void RepeatedPiece_TakesLinearTime(string piece)
    {
        var shorter = Time(Repeat(piece, 64 * 1024));
        var longer = Time(Repeat(piece, 512 * 1024));
        Assert.True(longer < (shorter * 40) + TimeSpan.FromMilliseconds(200), $"{shorter.TotalMilliseconds} ms, then {longer.TotalMilliseconds} ms");
    }

    [Fact]
    public void NearMissesOfAllRules_TakeLinearTime()
    {
        var misses = string.Join('\n', RuleCatalog.All.SelectMany(rule => rule.NegativeExamples).Select(example => Template.Expand(example, 1)));
        var shorter = Time(Repeat(misses, 128 * 1024));
        var longer = Time(Repeat(misses, 1024 * 1024));
        Assert.True(longer < (shorter * 40) + TimeSpan.FromMilliseconds(200), $"{shorter.TotalMilliseconds} ms, then {longer.TotalMilliseconds} ms");
    }

    private static byte[] Repeat(string piece, int length)
    {
        var text = new StringBuilder(length + piece.Length);
        while (text.Length < length)
            text.Append(piece);
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static TimeSpan Time(byte[] content)
    {
        var clock = Stopwatch.StartNew();
        Detector.Default.Scan(content, "a.txt", []);
        return clock.Elapsed;
    }
}
