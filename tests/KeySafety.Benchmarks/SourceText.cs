using System.Text;
using KeySafety.Tests;

namespace KeySafety.Benchmarks;

/// <summary>Text like ordinary source, made from a seed: the same on every machine.</summary>
internal static class SourceText
{
    private static readonly string[] Lines =
    [
        "    private readonly {0} _{1};", "        if ({0} == null || {1}.Count > 0)", "            return {0}.{1}({0}Index, \"{1}\");",
        "    /// <summary>The {0} that the {1} is made of.</summary>", "        var {0} = new {1}Builder(options.{0}, keyOf{1});", "    }}", "",
        "        {0}[{1}Index] = token.{0} ?? throw new ArgumentNullException(nameof({1}));", "        // See https://docs.example.org/{0}/{1}.html",
        "            logger.Write(\"{0} took {{0}} ms in {1}\", clock.ElapsedMilliseconds);",
    ];

    /// <summary>About <paramref name="length"/> ASCII characters of lines with made up identifiers.</summary>
    public static byte[] Make(int length)
    {
        var random = new Random(1);
        var text = new StringBuilder(length + 200);
        while (text.Length < length)
        {
            var line = Lines[random.Next(Lines.Length)];
            text.AppendFormat(null, line, Word(random), Word(random)).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static string Word(Random random) => Template.Expand("{words:2}", random.Next(4000)).Replace("_", "", StringComparison.Ordinal);
}
