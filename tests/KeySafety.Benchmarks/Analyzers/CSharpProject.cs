using System.Globalization;
using System.Text;

namespace KeySafety.Benchmarks.Analyzers;

/// <summary>C# like that of a business library, made from a seed; the texts in it are those of such programs, and no secrets.</summary>
internal static class CSharpProject
{
    private const int LinesPerFile = 500;

    private static readonly string[] Nouns = ["Order", "Invoice", "Customer", "Session", "Token", "Password", "Account", "Payment", "Report", "Setting", "Key", "Client"];
    private static readonly string[] Verbs = ["Load", "Save", "Check", "Render", "Parse", "Send", "Merge", "Count"];

    private static readonly string[] Texts =
    [
        "\"The {0} could not be found.\"", "\"Enter your {0}\"", "$\"{0} {{index}} of {{count}} took {{index * 2}} ms\"", "\"https://example.org/{0}/list?page=1\"",
        "\"SELECT id, name FROM {0} WHERE id = @id\"", "\"{0}Name\"", "\"application/json; charset=utf-8\"", "\"{0}:\" + name + \", \"", "\"yyyy-MM-dd HH:mm:ss\"",
        "\"/api/v1/{0}/{{id}}\"", "nameof({0}Model)", "\"X-{0}-Id\"",
    ];

    /// <summary>Writes a library of at least so many lines into a directory.</summary>
    public static void Write(string directory, int lines)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "Generated.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <RunAnalyzersDuringBuild>true</RunAnalyzersDuringBuild>
                <EnableNETAnalyzers>false</EnableNETAnalyzers>
              </PropertyGroup>
              <Import Project="analyzers.targets" Condition="Exists('analyzers.targets')" />
            </Project>
            """);
        for (var i = 0; i * LinesPerFile < lines; i++)
            File.WriteAllText(Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"File{i}.cs")), Source(i, LinesPerFile));
    }

    /// <summary>One file.</summary>
    public static string Source(int seed, int lines)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        var written = 0;
        Line("using System.Globalization;");
        Line("");
        Line($"namespace Generated.Part{seed};");
        for (var type = 0; written < lines; type++)
        {
            var noun = Pick(Nouns, random);
            Line("");
            Line($"/// <summary>The {noun} of part {seed}.</summary>");
            Line($"public sealed class {noun}Model{type}");
            Line("{");
            Line($"    private readonly Dictionary<string, int> _{noun}s = new() {{ [\"{noun}\"] = {random.Next(100)} }};");
            for (var method = 0; method < 8; method++)
                Method(Pick(Verbs, random) + noun + method, noun + "Model" + type);
            Line("}");
        }

        return text.ToString();

        void Method(string name, string model)
        {
            Line("");
            Line($"    public string {name}(string name, int index, int count)");
            Line("    {");
            Line("        if (index > count || string.IsNullOrEmpty(name))");
            Line($"            throw new ArgumentException({Text(model)}, nameof(name));");
            Line($"        var label = {Text(model)};");
            Line($"        foreach (var item in Enumerable.Range(index, count).Where(item => item % {random.Next(2, 9)} == 0))");
            Line($"            label += item.ToString(CultureInfo.InvariantCulture) + {Text(model)};");
            Line($"        return label.Length > {random.Next(50)} ? label : {Text(model)};");
            Line("    }");
        }

        string Text(string model) => Pick(Texts, random).Replace("{0}Model", model, StringComparison.Ordinal)
            .Replace("{0}", Pick(Nouns, random), StringComparison.Ordinal).Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal);

        void Line(string line)
        {
            text.Append(line).Append('\n');
            written++;
        }
    }

    private static string Pick(string[] words, Random random) => words[random.Next(words.Length)];
}
