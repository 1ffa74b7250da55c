using System.IO.Compression;
using System.Text.Json;

namespace KeySafety.Analyzers.Tests.RealBuild;

/// <summary>The package as a team uses it: from a feed, in new projects, by <c>dotnet build</c> and <c>dotnet format</c>.</summary>
public sealed class PackageTests(Workshop workshop) : IClassFixture<Workshop>
{
    private const string Reference = $"""<PackageReference Include="KeySafety.Analyzers" Version="{Workshop.Version}" PrivateAssets="all" />""";

    private const string Login = """
        namespace Shop;

        public class Login(IConfiguration configuration)
        {
            private readonly string _dbPassword = "%password%";

            public string Host => configuration["Host"] + _dbPassword + "%token%";
        }
        """;

    [Fact]
    public void Package_HoldsAllPartsAndNoLibrary()
    {
        using var package = ZipFile.OpenRead(workshop.Package);
        var names = package.Entries.Select(static entry => entry.FullName).ToList();
        Assert.Superset(
            new HashSet<string>
            {
                "README.md", "icon.png", "build/KeySafety.Analyzers.props", "build/KeySafety.Analyzers.targets",
                "buildTransitive/KeySafety.Analyzers.props", "buildTransitive/KeySafety.Analyzers.targets",
            },
            names.ToHashSet());
        Assert.Equal(
            ["KeySafety.Analyzers.CodeFixes.dll", "KeySafety.Analyzers.dll", "KeySafety.Detection.dll"],
            names.Where(static name => name.EndsWith(".dll", StringComparison.Ordinal))
                .Select(static name => name.Replace("analyzers/dotnet/cs/", "", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
        using var reader = new StreamReader(package.GetEntry("KeySafety.Analyzers.nuspec")!.Open());
        var manifest = reader.ReadToEnd();
        Assert.Contains("<developmentDependency>true</developmentDependency>", manifest, StringComparison.Ordinal);
        Assert.Contains("<releaseNotes>", manifest, StringComparison.Ordinal);
        Assert.DoesNotContain("<dependency ", manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void WebApi_FromTemplateToFix()
    {
        const string both = "Login.cs(5,44): warning KS0004|Login.cs(7,66): warning KS0001";
        var created = Commands.Dotnet(workshop.Root, "new", "webapi", "--no-openapi", "--no-restore", "-o", "web");
        Assert.True(created.ExitCode == 0, created.Output);
        workshop.Write("web/web.csproj", workshop.Read("web/web.csproj").Replace("</Project>", $"<ItemGroup>{Reference}</ItemGroup></Project>", StringComparison.Ordinal));

        // The plain template is clean.
        var plain = workshop.Build("web");
        Assert.True(plain.ExitCode == 0, plain.Output);
        Assert.Empty(plain.Reported);

        // Secrets are shown where they stand; the log says the same.
        workshop.Write("web/Login.cs", Login);
        var log = Path.Combine(workshop.Root, "log.sarif");
        var found = workshop.Build("web", "--no-restore", $"-p:ErrorLog={log}%2cversion=2.1");
        Assert.Equal(0, found.ExitCode);
        Assert.Equal(both, string.Join('|', found.Reported));
        Assert.DoesNotContain(Source.Password, found.Output, StringComparison.Ordinal);
        Assert.Equal(both, string.Join('|', Logged(log).Select(static item => $"{item.Path}({item.Line},{item.Column}): warning {item.Id}")));
        AssertSameAsScanner(log, "web/Login.cs");

        // An incremental build says it again.
        workshop.Write("web/Other.cs", "namespace Shop; public class Other;");
        Assert.Equal(both, string.Join('|', workshop.Build("web", "--no-restore").Reported));

        // It breaks a build that wants no warnings.
        var strict = workshop.Build("web", "--no-restore", "--no-incremental", "-warnaserror");
        Assert.NotEqual(0, strict.ExitCode);
        Assert.Equal(both.Replace("warning", "error", StringComparison.Ordinal), string.Join('|', strict.Reported));

        // Settings decide.
        workshop.Write("web/.editorconfig", "[*.cs]\ndotnet_diagnostic.KS0004.severity = error\ndotnet_diagnostic.KS0001.severity = none\n");
        var configured = workshop.Build("web", "--no-restore");
        Assert.NotEqual(0, configured.ExitCode);
        Assert.Equal(["Login.cs(5,44): error KS0004"], configured.Reported);
        workshop.Write("web/.editorconfig", "");

        // And the fix is applied from the command line; it moves the secrets and accepts none.
        var formatted = Commands.Dotnet(
            Path.Combine(workshop.Root, "web"), "format", "analyzers", "--no-restore", "--severity", "warn", "--diagnostics", "KS0001", "KS0004");
        Assert.True(formatted.ExitCode == 0, formatted.Output);
        var login = workshop.Read("web/Login.cs");
        Assert.Contains("_dbPassword = configuration[\"DbPassword\"] ?? throw new InvalidOperationException(", login, StringComparison.Ordinal);
        Assert.Contains("(configuration[\"GithubPat\"] ?? throw new", login, StringComparison.Ordinal);
        Assert.DoesNotContain("keysafety:allow", login, StringComparison.Ordinal);
        var mended = workshop.Build("web", "--no-restore", "-warnaserror");
        Assert.True(mended.ExitCode == 0, mended.Output);
    }

    [Fact]
    public void Library_ForSeveralFrameworksWithCentralVersions_Reports()
    {
        workshop.Write("library/Directory.Packages.props", $"""
            <Project>
              <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
              <ItemGroup><GlobalPackageReference Include="KeySafety.Analyzers" Version="{Workshop.Version}" /></ItemGroup>
            </Project>
            """);
        workshop.Write("library/library.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFrameworks>net10.0;net10.0-browser</TargetFrameworks></PropertyGroup>
            </Project>
            """);
        workshop.Write("library/A.cs", "class A\n{\n    const string ApiKey = \"%key%\";\n}\n");
        workshop.Write("library/appsettings.json", "{\n  \"Smtp\": { \"Password\": \"%password%\" }\n}\n");
        workshop.Write("library/.env", "A=b\nAPI_TOKEN=%token%\n");
        workshop.Write("library/wwwroot/appsettings.json", "{ \"ApiKey\": \"%key%\" }\n");
        workshop.Write("library/obj/appsettings.json", "{ \"ApiKey\": \"%key%\" }\n");
        var built = workshop.Build("library");
        Assert.True(built.ExitCode == 0, built.Output);
        // The code once for each framework: for the browser it is more than a secret in the code. Files for the first alone.
        Assert.Equal(
            [
                ".env(2,11): warning KS0008", "A.cs(3,28): warning KS0004", "A.cs(3,28): warning KS0009", "appsettings.json(1,14): warning KS0009",
                "appsettings.json(2,26): warning KS0008",
            ],
            built.Reported);
        Assert.DoesNotMatch(@"(appsettings\.json|\.env)\(.*TargetFramework=net10\.0-browser", built.Output);
    }

    [Fact]
    public void Component_ReportsInItsOwnFile()
    {
        workshop.Write("browser/browser.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk.Razor">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <UsingMicrosoftNETSdkBlazorWebAssembly>true</UsingMicrosoftNETSdkBlazorWebAssembly>
              </PropertyGroup>
              <ItemGroup>
                <FrameworkReference Include="Microsoft.AspNetCore.App" />
                {Reference}
              </ItemGroup>
            </Project>
            """);
        workshop.Write("browser/Login.razor", "<p>@Token</p>\n\n@code {\n    private string Token = \"%token%\";\n}\n");
        var built = workshop.Build("browser");
        Assert.True(built.ExitCode == 0, built.Output);
        Assert.Contains(built.Reported, static line => line.StartsWith("Login.razor(4,29): warning KS0", StringComparison.Ordinal));
    }

    private void AssertSameAsScanner(string log, string path)
    {
        var scanner = Path.Combine(
            Commands.Repository, "scanner", "KeySafety.Scanner", "bin", Commands.Configuration, "net10.0", OperatingSystem.IsWindows() ? "keysafety.exe" : "keysafety");
        var scan = Commands.Run(scanner, workshop.Root, "scan", "--format", "json", path);
        var findings = JsonDocument.Parse(scan.Output[scan.Output.IndexOf('{', StringComparison.Ordinal)..(scan.Output.LastIndexOf('}') + 1)]).RootElement.GetProperty("findings");
        Assert.Equal(
            findings.EnumerateArray().Select(static item =>
                (item.GetProperty("line").GetInt32(), item.GetProperty("column").GetInt32(), item.GetProperty("end_column").GetInt32(),
                    item.GetProperty("rule").GetString(), item.GetProperty("fingerprint").GetString())),
            Logged(log).Select(static item => (item.Line, item.Column, item.EndColumn, item.Rule, item.Fingerprint)));
    }

    private static List<(string Path, int Line, int Column, int EndColumn, string Id, string? Rule, string? Fingerprint)> Logged(string log)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(log));
        return
        [
            .. document.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()
                .Where(static result => result.GetProperty("ruleId").GetString()!.StartsWith("KS", StringComparison.Ordinal))
                .Select(static result =>
                {
                    var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
                    var region = place.GetProperty("region");
                    var properties = result.GetProperty("properties").GetProperty("customProperties");
                    return (Path.GetFileName(place.GetProperty("artifactLocation").GetProperty("uri").GetString()!), region.GetProperty("startLine").GetInt32(),
                        region.GetProperty("startColumn").GetInt32(), region.GetProperty("endColumn").GetInt32(), result.GetProperty("ruleId").GetString()!,
                        properties.GetProperty("rule").GetString(), properties.GetProperty("fingerprint").GetString());
                })
                .OrderBy(static item => item.Item2).ThenBy(static item => item.Item3),
        ];
    }
}
