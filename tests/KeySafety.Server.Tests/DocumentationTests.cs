using KeySafety.Server.Access;
using KeySafety.Server.Gateway;
using KeySafety.Tests;

namespace KeySafety.Server.Tests;

/// <summary>The tables in the server's README are computed from the code.</summary>
public class DocumentationTests
{
    private const string Repair = "KEYSAFETY_UPDATE_DOCS=1 dotnet test tests/KeySafety.Server.Tests --filter DocumentationTests";

    private static readonly string Readme = Path.Combine(RepositoryFolder.Path, "server", "README.md");

    [Fact]
    public void SettingsTable_IsTheCodes() => Check("settings",
        ["| option | variable | meaning |", "| --- | --- | --- |", .. Settings.All.Select(setting =>
            $"| `{setting.Option}{(setting.Value is null ? "" : " " + setting.Value)}` | `{setting.Variable}` | {setting.Help} |")]);

    [Fact]
    public void RouteTable_IsTheCodes()
    {
        var served = typeof(RouteTable).GetFields().Select(field => field.GetValue(null)).OfType<Route>().ToHashSet();
        Check("routes", ["| route | action | opened by |", "| --- | --- | --- |", .. RouteTable.Rows.Select(row =>
            $"| {(served.Contains(row) ? $"**`{row.Name}`**" : $"`{row.Name}`")} | {(row.Action is null ? "none: no key needed" : $"`{row.Action}`")} | {OpenedBy(row)} |")]);
    }

    [Fact]
    public void SectionsTable_IsTheCodes() => Check("sections",
        ["| section | what it configures |", "| --- | --- |", .. Settings.Sections.Select(section => $"| `{section.Name}` | {section.Help} |")]);

    [Fact]
    public void GatewayTable_IsTheCodes() => Check("gateway",
        ["| key | of | meaning |", "| --- | --- | --- |", .. GatewayKeys.All.Select(key =>
            $"| `{key.Display}` | {(key.OfCluster ? "route, cluster" : "route")} | {key.Help} |")]);

    [Fact]
    public void PromisesTable_NamesTestsThatExist()
    {
        var text = File.ReadAllText(Readme);
        var (start, end) = ("<!-- promises -->", "<!-- /promises -->");
        var table = text[text.IndexOf(start, StringComparison.Ordinal)..text.IndexOf(end, StringComparison.Ordinal)];
        var types = typeof(DocumentationTests).Assembly.GetTypes().ToLookup(type => type.Name);
        var named = table.Split('\n').Where(line => line.StartsWith('|')).Skip(2).Select(line => line.Split('|')[3]).ToList();
        Assert.NotEmpty(named);
        foreach (var test in named.SelectMany(cell => cell.Split(',', StringSplitOptions.TrimEntries)).Select(test => test.Trim('`')))
        {
            var parts = test.Split('.');
            Assert.True(
                types[parts[0]].Any(type => parts.Length == 1 || type.GetMethod(parts[1]) is not null),
                $"server/README.md names the test {test}, which does not exist.");
        }
    }

    // Empty for what most rows take: any credential that is not for test.
    private static string OpenedBy(Route row)
    {
        List<string> conditions = [];
        if (row.Accepts != CredentialKinds.Any)
            conditions.Add(string.Join(", ", Enum.GetValues<CredentialKinds>().Where(kind => kind is not (CredentialKinds.None or CredentialKinds.Any) && row.Accepts.HasFlag(kind))));
        if (row.Places != CredentialPlaces.Any)
            conditions.Add("in " + row.Places);
        if (row.Modes != KeyMode.Live)
            conditions.Add(row.Modes == KeyMode.Both ? "also test keys" : "test keys");
        if (row.IsPerWorkspace)
            conditions.Add("each workspace its own");
        return conditions.Count == 0 ? "any" : string.Join("; ", conditions);
    }

    private static void Check(string section, IEnumerable<string> table)
    {
        var (start, end) = ($"<!-- {section} -->", $"<!-- /{section} -->");
        var text = File.ReadAllText(Readme);
        var expected = text[..(text.IndexOf(start, StringComparison.Ordinal) + start.Length)]
            + "\n" + string.Join('\n', table) + "\n"
            + text[text.IndexOf(end, StringComparison.Ordinal)..];
        if (Environment.GetEnvironmentVariable("KEYSAFETY_UPDATE_DOCS") == "1")
            File.WriteAllText(Readme, expected);
        else
            Assert.True(text == expected, $"The table of {section} in server/README.md is out of date. Repair it with: {Repair}");
    }
}
