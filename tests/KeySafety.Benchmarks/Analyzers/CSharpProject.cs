using System.Globalization;
using System.Text;

namespace KeySafety.Benchmarks.Analyzers;

/// <summary>C# like that of a business library, made from a seed; its texts and names are those of such programs, and no secrets.</summary>
/// <remarks>
/// Types of 10 to 20 members, picked at random from <see cref="CSharpMembers"/>: data, services, parsing, logging, requests, SQL, tables. About one
/// name in six tells of a secret, which is more than in most programs.
/// </remarks>
internal static class CSharpProject
{
    private const int LinesPerFile = 500;

    private static readonly string[] Nouns =
    [
        "Order", "Invoice", "Customer", "Session", "Account", "Payment", "Report", "Setting", "Client", "Product", "Shipment", "Address", "Ticket", "Message", "Contract", "Tenant",
        "Document", "Reservation", "Supplier", "Warehouse", "Token", "Password", "ApiKey", "Credential",
    ];

    private static readonly string[] Verbs = ["Load", "Save", "Check", "Render", "Parse", "Send", "Merge", "Count", "Find", "Create", "Update", "Remove", "Validate", "Import", "Export"];

    private static readonly string[] Words =
    [
        "status", "amount", "total", "region", "currency", "priority", "source", "target", "category", "reference", "country", "language", "version", "quantity", "discount", "comment",
        "token", "secret", "password", "key",
    ];

    private static readonly string[] Texts =
    [
        "The {0} could not be found.", "Enter your {0}", "https://example.org/{0}/list?page=1", "SELECT id, name FROM {0} WHERE id = @id AND {1} = @{1}", "{0}Name", "{0}.{1}",
        "application/json; charset=utf-8", "yyyy-MM-dd HH:mm:ss", "/api/v1/{0}/{{id}}", "X-{0}-Id", "{0}_{1}", "{1}", "{0} {{Id}} changed its {1} to {{Value}}", "en-US", "#1a2b3c",
        "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "^[A-Z]{{2}}[0-9]{{6}}$", "No {1} was given for the {0}, so the default of 30 days is taken.", "{0}:{1}:v2", "wwwroot/img/{0}.png", "utf-8",
        "Europe/Berlin", "id,{1},created_at", "<div class=\\\"{1}\\\">", "ui.{0}.{1}.label", "sha256", "text/csv", "{0}-{1}-2024", "",
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
        text.Append("using System.Globalization;\nusing System.Net.Http.Headers;\nusing System.Text;\n\n").Append(CultureInfo.InvariantCulture, $"namespace Generated.Part{seed};\n");
        var written = 5;
        for (var type = 0; written < lines; type++)
        {
            var before = text.Length;
            Type(text, random, Pick(Nouns, random) + type);
            for (var i = before; i < text.Length; i++)
                written += text[i] == '\n' ? 1 : 0;
        }

        return text.ToString();
    }

    private static void Type(StringBuilder text, Random random, string name)
    {
        text.Append(CultureInfo.InvariantCulture, $$"""

            /// <summary>What the system knows about a {{name}}.</summary>
            public sealed class {{name}}Service(HttpClient client, string host)
            {
                private readonly HttpClient _client = client;
                private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal) { ["{{Pick(Words, random)}}"] = "{{Text(random)}}" };
                private string _host = host;

            """);
        var members = random.Next(10, 21);
        for (var i = 0; i < members; i++)
        {
            var member = Fill(Pick(CSharpMembers.Templates, random), random, Pick(Verbs, random) + Pick(Nouns, random) + i.ToString(CultureInfo.InvariantCulture));
            text.Append('\n');
            foreach (var line in member.Split('\n'))
                text.Append(line.Length == 0 ? "" : "    ").Append(line).Append('\n');
        }

        text.Append("}\n");
    }

    // Each place is filled anew, so that no two members are the same.
    private static string Fill(string template, Random random, string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] != '%')
            {
                text.Append(template[i]);
                continue;
            }

            text.Append(template[++i] switch
            {
                'M' => name,
                'N' => Pick(Nouns, random),
                'w' => Pick(Words, random),
                'T' => Text(random),
                '%' => "%",
                _ => random.Next(1, 500).ToString(CultureInfo.InvariantCulture),
            });
        }

        return text.ToString();
    }

    private static string Text(Random random) => string.Format(CultureInfo.InvariantCulture, Pick(Texts, random), Pick(Nouns, random), Pick(Words, random));

    private static string Pick(IReadOnlyList<string> words, Random random) => words[random.Next(words.Count)];
}
