using KeySafety.Server.Access;

namespace KeySafety.Server.Tests;

/// <summary>The tables in the server's README are computed from the code.</summary>
public class DocumentationTests
{
    private const string Repair = "KEYSAFETY_UPDATE_DOCS=1 dotnet test tests/KeySafety.Server.Tests --filter DocumentationTests";

    private static readonly string Readme = Path.Combine(FindRoot(), "server", "README.md");

    [Fact]
    public void SettingsTable_IsTheCodes() => Check("settings",
        ["| option | variable | meaning |", "| --- | --- | --- |", .. Settings.All.Select(setting =>
            $"| `{setting.Option}{(setting.Value is null ? "" : " " + setting.Value)}` | `{setting.Variable}` | {setting.Help} |")]);

    [Fact]
    public void RouteTable_IsTheCodes()
    {
        var served = typeof(RouteTable).GetFields().Select(field => field.GetValue(null)).OfType<Route>().ToHashSet();
        Check("routes", ["| route | action |", "| --- | --- |", .. RouteTable.Rows.Select(row =>
            $"| {(served.Contains(row) ? $"**`{row.Name}`**" : $"`{row.Name}`")} | {(row.Action is null ? "none: no key needed" : $"`{row.Action}`")} |")]);
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

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "KeySafety.sln")))
            directory = directory.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        return directory.FullName;
    }
}
