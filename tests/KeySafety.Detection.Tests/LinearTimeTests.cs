using System.Text;
using KeySafety.Tests;

namespace KeySafety.Detection.Tests;

/// <summary>Eight times the text takes about eight times the steps, whatever it is made of.</summary>
/// <remarks>Steps of patterns and names judged are counted, not time: a busy machine changes nothing. Quadratic work would be 64 times.</remarks>
public class LinearTimeTests
{
    private static readonly DetectionPlan Plan = new(new DetectorOptions());

    public static TheoryData<string> Pieces() =>
    [
        "a", "A", "0", "/", "\"", "=", "%", "\\u0061", "\n", " ", "a_", "a-", "key=", "password=\"", "://", "://a:", "@", "-----BEGIN ", "-----BEGIN PRIVATE KEY-----",
        "kind: Secret\n", "\"kty\"", "eyJ", "eyJhbGciOiJ", "Bearer ", "mysql -p", "\" + \"", "sk_live_", "xoxb-1-", "ghp_", "AKIA", "heroku_api_key ", "${", "YWFh", "key=aaaaaaaaaaaaaa ",
        "token=abcdefghijklmnop ", "api key = ", "sk_buff_", "%41", "616263", "AKIA-", "private key ",
    ];

    [Theory]
    [MemberData(nameof(Pieces))]
    public void RepeatedPiece_TakesLinearWork(string piece) => AssertLinear(piece, 64 * 1024);

    [Fact]
    public void NearMissesOfAllRules_TakeLinearWork() => AssertLinear(
        string.Join('\n', RuleCatalog.All.SelectMany(rule => rule.NegativeExamples).Select(example => Template.Expand(example, 1))), 128 * 1024);

    private static void AssertLinear(string piece, int length)
    {
        var (shorter, longer) = (Work(Repeat(piece, length)), Work(Repeat(piece, 8 * length)));
        Assert.True(longer <= (shorter * 10) + 100_000, $"{shorter} steps, then {longer}");
    }

    private static byte[] Repeat(string piece, int length)
    {
        var text = new StringBuilder(length + piece.Length);
        while (text.Length < length)
            text.Append(piece);
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static long Work(byte[] content)
    {
        using var scan = ContentScan.Start(Plan, "a.txt");
        var view = scan.View(content);
        scan.Run(in view, depth: 0);
        return scan.Work;
    }
}
