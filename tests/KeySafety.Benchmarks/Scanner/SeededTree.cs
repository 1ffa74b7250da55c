using System.Globalization;
using System.Text;

namespace KeySafety.Benchmarks.Scanner;

/// <summary>A tree like that of a large project, made from a seed: 7,000 files of 120 MB, and revisions of it for a history.</summary>
/// <remarks>
/// Twelve file types in proportions of a mixed code base, a few hundred bytes to half a megabyte each. Some files have a byte
/// order mark, CRLF, umlauts or Chinese, one is minified to a single line of 3 MB, and one in a hundred is UTF-16.
/// </remarks>
internal static class SeededTree
{
    private const int Files = 7000;
    private const int MeanBytes = 16_700;
    private const int LongLineBytes = 3_000_000;
    private static readonly UTF8Encoding WithMark = new(encoderShouldEmitUTF8Identifier: true);

    /// <summary>Writes the tree; a later revision rewrites a part of what one before has written.</summary>
    /// <param name="directory">Where to.</param>
    /// <param name="revision">0 writes everything, any other one file in forty, with a few lines changed.</param>
    public static void Write(string directory, int revision)
    {
        for (var i = 0; i < Files; i++)
        {
            if (revision > 0 && (i * 7919 + revision) % 40 != 0)
                continue;

            var random = new Random(i);
            var type = SourceText.Types[random.Next(SourceText.Types.Length)];
            var path = Path.Combine(directory, $"area{i % 23}", $"part{i % 211}", $"{SourceText.Word(random)}{i}.{type.Extension}");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var length = i == 0 ? LongLineBytes : (int)(MeanBytes * Math.Min(30, -Math.Log(1 - random.NextDouble())));
            var text = new StringBuilder(type.Text(random, length + 200));
            if (revision > 0)
                text.Insert(text.Length / 2, $"\n# revision {revision.ToString(CultureInfo.InvariantCulture)} {SourceText.Word(new Random(revision))}\n");
            if (i == 0)
                text.Replace('\n', ' ');
            else if (i % 10 == 1)
                text.Replace("\n", "\r\n");
            if (i % 20 == 3)
                text.Replace("the ", "für größere 数据 ");
            File.WriteAllText(path, text.ToString(), i % 100 == 5 ? Encoding.Unicode : i % 8 == 2 ? WithMark : new UTF8Encoding());
        }
    }
}
