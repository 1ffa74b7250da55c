using System.Text.Json;
using KeySafety.Detection;

namespace KeySafety.Scanner.Tests;

/// <summary>The SARIF that we write, held against the rules of the 2.1.0 schema for each kind of object in it.</summary>
/// <remarks>
/// Without a registry the schema itself is not at hand (<see cref="SarifSchemaTests"/> validates against it), so its rules for these
/// objects stand here: which members there may be, of which type, and which must be. https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json
/// </remarks>
public sealed class SarifTests : IDisposable
{
    /// <summary>Members by kind of object: <c>name:type</c>, a star for a required one, another kind for an object, [] for lists.</summary>
    private static readonly Dictionary<string, string[]> Kinds = new()
    {
        ["log"] = ["$schema:uri", "version*:string", "runs*:run[]"],
        ["run"] = ["tool*:tool", "invocations:invocation[]", "columnKind:string", "results:result[]"],
        ["tool"] = ["driver*:toolComponent"],
        ["toolComponent"] = ["name*:string", "semanticVersion:string", "informationUri:uri", "rules:reportingDescriptor[]"],
        ["reportingDescriptor"] =
        [
            "id*:string", "shortDescription:multiformatMessageString", "fullDescription:multiformatMessageString",
            "help:multiformatMessageString", "helpUri:uri", "defaultConfiguration:reportingConfiguration", "properties:propertyBag",
        ],
        ["reportingConfiguration"] = ["level:level"],
        ["multiformatMessageString"] = ["text*:string", "markdown:string"],
        ["invocation"] = ["executionSuccessful*:boolean", "exitCode:number", "toolExecutionNotifications:notification[]"],
        ["notification"] = ["level:level", "message*:message", "locations:location[]"],
        ["result"] =
        [
            "ruleId:string", "ruleIndex:index", "level:level", "message*:message", "locations:location[]",
            "partialFingerprints:strings", "properties:propertyBag",
        ],
        ["message"] = ["text:string"],
        ["location"] = ["physicalLocation:physicalLocation"],
        ["physicalLocation"] = ["artifactLocation:artifactLocation", "region:region"],
        ["artifactLocation"] = ["uri:uri-reference", "uriBaseId:string"],
        ["region"] = ["startLine:position", "startColumn:position", "endLine:position", "endColumn:position", "snippet:artifactContent"],
        ["artifactContent"] = ["text:string"],
    };

    private readonly Workplace _place = Workplace.WithGit();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("scan")]
    [InlineData("scan", "--history")]
    public void Report_FollowsTheSchema(params string[] arguments)
    {
        _place.Write("dir/a b#%\u00e4.txt", $"x\n{Secrets.Token(1)}\n");
        _place.Commit();

        var result = Cli.Run(_place.Root, [.. arguments, "--format", "sarif"]);

        Assert.Equal(1, result.ExitCode);
        var root = JsonDocument.Parse(result.Output).RootElement;
        Check(root, "log", "$");
        Assert.Equal("2.1.0", root.GetProperty("version").GetString());
        var run = root.GetProperty("runs")[0];
        Assert.Equal("utf16CodeUnits", run.GetProperty("columnKind").GetString());
        var finding = run.GetProperty("results")[0];
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules");
        Assert.Equal(Secrets.Rule, rules[finding.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString());
        Assert.Equal(RuleCatalog.All.Select(rule => rule.Name), rules.EnumerateArray().Select(rule => rule.GetProperty("id").GetString()));
        var place = finding.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal("dir/a%20b%23%25%C3%A4.txt", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal(2, place.GetProperty("region").GetProperty("startLine").GetInt32());
        Assert.Matches("^[0-9a-f]{16}$", finding.GetProperty("partialFingerprints").GetProperty("keysafety/v1").GetString());
    }

    [Fact]
    public void UnreadFile_IsANotification()
    {
        _place.Write("broken.gz", [0x1F, 0x8B, 0x08, 1, 2, 3, 4, 5]);

        var result = Cli.Run(_place.Root, "scan", "--archives", "--format", "sarif");

        Assert.Equal(2, result.ExitCode);
        var root = JsonDocument.Parse(result.Output).RootElement;
        Check(root, "log", "$");
        var invocation = root.GetProperty("runs")[0].GetProperty("invocations")[0];
        Assert.False(invocation.GetProperty("executionSuccessful").GetBoolean());
        Assert.Contains("broken.gz", invocation.GetProperty("toolExecutionNotifications")[0].GetProperty("message").GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    private static void Check(JsonElement element, string kind, string path)
    {
        if (kind.EndsWith("[]", StringComparison.Ordinal))
        {
            foreach (var (index, item) in element.EnumerateArray().Index())
                Check(item, kind[..^2], $"{path}[{index}]");
            return;
        }

        if (!Kinds.TryGetValue(kind, out var members))
        {
            Assert.True(IsOfType(element, kind), $"{path} is no {kind}");
            return;
        }

        var types = members.Select(member => member.Split(':')).ToDictionary(member => member[0].TrimEnd('*'), member => member[1]);
        foreach (var member in element.EnumerateObject())
        {
            Assert.True(types.ContainsKey(member.Name), $"{path} may not have {member.Name}");
            Check(member.Value, types[member.Name], $"{path}.{member.Name}");
        }

        foreach (var required in members.Where(member => member.Contains('*', StringComparison.Ordinal)).Select(member => member.Split('*')[0]))
            Assert.True(element.TryGetProperty(required, out _), $"{path} lacks {required}");
    }

    private static bool IsOfType(JsonElement element, string type) => type switch
    {
        "string" => element.ValueKind == JsonValueKind.String,
        "boolean" => element.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => element.TryGetInt32(out _),
        "index" => element.TryGetInt32(out var index) && index >= -1,
        "position" => element.TryGetInt32(out var position) && position >= 1,
        "uri" => Uri.TryCreate(element.GetString(), UriKind.Absolute, out _),
        "uri-reference" => Uri.IsWellFormedUriString(element.GetString(), UriKind.RelativeOrAbsolute),
        "level" => element.GetString() is "none" or "note" or "warning" or "error",
        "strings" => element.EnumerateObject().All(member => member.Value.ValueKind == JsonValueKind.String),
        "propertyBag" => element.ValueKind == JsonValueKind.Object,
        _ => false,
    };
}
