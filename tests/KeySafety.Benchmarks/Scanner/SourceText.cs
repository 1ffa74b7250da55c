using System.Globalization;
using System.Text;

namespace KeySafety.Benchmarks.Scanner;

/// <summary>Text like ordinary source, made from a seed: the same on every machine.</summary>
internal static class SourceText
{
    private static readonly string[] Words =
        ("account action add address after all api apply argument array async attribute author base batch before block body buffer build byte cache call cancel case "
        + "change char check child class clean clear client clone close code column command comment commit compare component config connect console const content "
        + "context control convert copy count create current data date debug default define delete depth detail device dialog dict disk display document domain "
        + "draw edit element empty encode entry error event exception execute exit export expr extend external factory failed field file filter find first flag "
        + "folder font format frame from function global graph group handle hash header height help hidden history host icon id image import include index info init "
        + "inner input insert instance integer invoke item iterator java json kernel key label language layout length level library limit line link list load local "
        + "lock log loop main manager map margin match maximum member memory merge message method metric minimum mock model module mount move name native network "
        + "next node none null number object offset open operation option order origin output owner package page panel parameter parent parse part password path "
        + "pattern payload pending pixel plugin point policy pool port position prefix print private process profile project property protocol provider proxy public "
        + "push query queue random range read record reference region register release remove render repeat replace report request reset resource response result "
        + "return role root route row rule run sample save schema scope screen script search section select sequence server service session set shape share short "
        + "show signal size skip socket sort source span stack start state static status step storage store stream string style submit suffix sum support switch "
        + "symbol sync system table tag target task template test text thread time title token tool top trace track tree trim type union unit update upload url user "
        + "util valid value variable vector version view visible wait watch weight width window word work worker write zone").Split(' ');

    private static readonly string[] CLike =
    [
        "    private readonly {A} _{b};", "        if ({a} == null || {b}.{C} > 0)", "            return {a}.{B}({c}, \"{d}\");",
        "    /// <summary>The {a} that the {b} is made of, and the {c} behind it.</summary>", "        var {a} = new {B}{C}(options.{D}, {e}Of{F});", "    }", "", "    {",
        "        {a}[{b}Index] = this.{c} ?? throw new ArgumentException(nameof({d}));", "        // See https://docs.example.org/{a}/{b}.html for the {c}",
        "            logger.Write(\"{a} took {0} ms in the {b}\", {c}.Elapsed{D});", "    public static {A} {B}{C}({D} {d}, int {e} = {n})", "        foreach (var {a} in {b}.{C})",
    ];

    private static readonly string[] Python =
    [
        "def {a}_{b}(self, {c}, {d}=None):", "    \"\"\"Returns the {a} of the {b}, or the {c} where there is none.\"\"\"", "        self.{a}_{b} = {c}.{d}({e}, '{f}')", "",
        "    for {a}, {b} in enumerate(self.{c}_{d}):", "        if not {a} or {a}.{b}_{c} != {d}['{e}']:", "            raise ValueError('Invalid {a} %s in the {b}' % {c})", "# The {a} is {b} by the {c}",
        "from {a}.{b}.{c} import {d}_{e}", "        return {a}_{b}({c}, {d}={n}, {e}={f}_{a})",
    ];

    private static readonly string[] Data =
    [
        "  {a}-{b}: {n}", "  - {a}: {b} the {c}", "{a}.{b}.{c}: /usr/share/{d}/{e}.{f}", "{a}_{b}: \"{c} {d} {e}\"", "# {a} of the {b}", "    {a}: https://{b}.example.com/{c}/{d}?{e}={n}", "",
    ];

    private static readonly string[] Json =
    [
        "    \"{a}\": \"{b} {c}\",", "    \"{a}{B}\": {n},", "    \"{a}_{b}\": [ \"{c}\", \"{d}\", \"{e}\" ],", "  \"{a}\": {", "  },", "    \"{a}Url\": \"https://{b}.example.com/{c}.{d}\",",
        "    \"checksum\": \"{h}\",",
    ];

    private static readonly string[] Prose =
    [
        "The {a} of the {b} is what the {c} {d} when the {e} has no {f}.", "## {A} {B}", "", "- `{a}_{b}` sets the {c}; see [the {d}](https://example.org/{e}/{f}).", "    {a} --{b} {c} --{d}={n}",
    ];

    private static readonly string[] Markup =
    [
        "    <{a} {b}=\"{c}\">{d} {e}</{a}>", "  <div class=\"{a}-{b} {c}\" id=\"{d}{n}\">", "  </div>", "    <PackageReference Include=\"{A}.{B}.{C}\" Version=\"{n}.0.{n}\" />", "    <!-- the {a} of the {b} -->",
    ];

    /// <summary>File types, each as often as it comes up in a mixed code base.</summary>
    public static FileType[] Types { get; } =
    [
        new("cs", CLike), new("cs", CLike), new("cs", CLike), new("js", CLike), new("ts", CLike), new("java", CLike), new("go", CLike), new("cpp", CLike), new("h", CLike),
        new("py", Python), new("py", Python), new("rb", Python), new("json", Json), new("json", Json), new("yml", Data), new("properties", Data), new("md", Prose), new("md", Prose),
        new("xml", Markup), new("html", Markup),
    ];

    /// <summary>About <paramref name="length"/> ASCII characters of C#.</summary>
    public static byte[] Make(int length) => Encoding.ASCII.GetBytes(Types[0].Text(new Random(1), length));

    /// <summary>A word, in lower case.</summary>
    public static string Word(Random random) => Words[random.Next(Words.Length)];

    /// <summary>What files of a type look like.</summary>
    internal sealed record FileType(string Extension, string[] Lines)
    {
        /// <summary>About a number of characters of such lines.</summary>
        public string Text(Random random, int length)
        {
            var text = new StringBuilder(length + 200);
            while (text.Length < length)
                AppendLine(text, Lines[random.Next(Lines.Length)], random);
            return text.ToString();
        }

        private static void AppendLine(StringBuilder text, string line, Random random)
        {
            for (var i = 0; i < line.Length; i++)
            {
                if (line[i] != '{' || i + 2 >= line.Length || line[i + 2] != '}')
                {
                    text.Append(line[i]);
                    continue;
                }

                AppendPart(text, line[i + 1], random);
                i += 2;
            }

            text.Append('\n');
        }

        private static void AppendPart(StringBuilder text, char kind, Random random)
        {
            switch (kind)
            {
                case 'n': text.Append(CultureInfo.InvariantCulture, $"{random.Next(1000)}"); break;
                case 'h': text.Append(Convert.ToHexStringLower(BitConverter.GetBytes(random.NextInt64()))); break;
                case >= 'A' and <= 'Z':
                    var word = Word(random);
                    text.Append(char.ToUpperInvariant(word[0])).Append(word, 1, word.Length - 1);
                    break;
                default: text.Append(Word(random)); break;
            }
        }
    }
}
