using KeySafety.Detection;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Configuration;

/// <summary>What a <c>.gitleaks.toml</c> says: its rules run beside the catalog's, its allowlists count for both.</summary>
/// <remarks>
/// The catalog stands in for the tool's own default rules, whether the file extends them or not: to leave rules out, a
/// team names them. Format: https://github.com/gitleaks/gitleaks#configuration
/// </remarks>
internal sealed class GitleaksConfig
{
    public const string FileName = ".gitleaks.toml";

    // As deep as the format's own tool follows `extend.path`.
    private const int MaxExtends = 2;

    private readonly List<OwnRule> _rules = [];
    private readonly List<GitleaksAllowlist> _allowlists = [];
    private readonly Dictionary<string, List<GitleaksAllowlist>> _ruleAllowlists = new(StringComparer.Ordinal);
    private readonly HashSet<string> _disabled = new(StringComparer.Ordinal);

    public static GitleaksConfig Empty { get; } = new();

    public IReadOnlyList<OwnRule> Rules => _rules;

    /// <exception cref="ScanFailedException">The file is broken, or a rule's pattern cannot run in linear time.</exception>
    public static GitleaksConfig Read(string path)
    {
        var config = new GitleaksConfig();
        config.Add(path, depth: 0);
        return config;
    }

    public bool IsDisabled(string rule) => _disabled.Contains(rule);

    public bool IgnoresPath(string path) => _allowlists.Exists(list => list.AcceptsPath(path));

    public bool Allows(string rule, string secret, string line) =>
        ListsFor(rule).Any(list => list.AcceptsText(secret, line));

    public bool AllowsPlace(ReportedFinding finding) => ListsFor(finding.Rule.Name)
        .Any(list => list.AcceptsPlace(finding.Path, finding.Commit?.Id, finding.Secret.Expose(), finding.LineText.Expose()));

    /// <summary>Allowlists that have matched nothing.</summary>
    public IEnumerable<string> Unused() => _allowlists.Concat(_ruleAllowlists.Values.SelectMany(lists => lists))
        .Where(list => !list.IsUsed)
        .Select(list => $"allowlist {list.Description}");

    private IEnumerable<GitleaksAllowlist> ListsFor(string rule) =>
        _allowlists.Where(list => list.IsFor(rule)).Concat(_ruleAllowlists.GetValueOrDefault(rule, []));

    private void Add(string path, int depth)
    {
        var root = TomlSection.Read(path);
        foreach (var key in (string[])["title", "description", "minVersion", "version"])
            _ = root.Text(key);

        foreach (var extend in root.Sections("extend"))
        {
            _ = extend.Flag("useDefault");
            _ = extend.Text("url");
            _disabled.UnionWith(extend.Texts("disabledRules"));
            var other = extend.Text("path");
            extend.RejectUnknown();
            if (other is null || depth >= MaxExtends)
                continue;
            if (!File.Exists(other = Path.Combine(Path.GetDirectoryName(path) ?? "", other)))
                throw new ScanFailedException($"{path}: extends {other}, which does not exist");
            Add(other, depth + 1);
        }

        foreach (var section in root.Sections("allowlist").Concat(root.Sections("allowlists")))
            _allowlists.Add(GitleaksAllowlist.Read(section, "of the file"));
        foreach (var section in root.Sections("rules"))
            AddRule(section);
        root.RejectUnknown();
    }

    private void AddRule(TomlSection section)
    {
        var id = section.RequiredText("id");
        var pattern = section.Text("regex");
        var path = section.Text("path");
        var keywords = section.Texts("keywords");
        var group = (int)(section.Number("secretGroup") ?? 0);
        var description = section.Text("description") ?? id;
        var entropy = section.Number("entropy") ?? 0;
        _ = section.Texts("tags");
        _ = section.Flag("skipReport");
        foreach (var list in section.Sections("allowlist").Concat(section.Sections("allowlists")))
        {
            if (!_ruleAllowlists.TryGetValue(id, out var lists))
                _ruleAllowlists[id] = lists = [];
            lists.Add(GitleaksAllowlist.Read(list, $"of rule {id}"));
        }

        if (section.Sections("required").Count > 0)
            throw new ScanFailedException($"{section.File}: rule '{id}' wants companion rules ('required'), which are not supported");
        section.RejectUnknown();

        // A rule of an extended default without a pattern only adds allowlists to it.
        if (pattern is null && path is null)
            return;

        var pathPattern = path is null ? null : OwnRule.Compile(GoRegex.ToDotNet(path), ignoreCase: false, id, section.File);
        _rules.RemoveAll(rule => rule.Rule.Name == id);
        _rules.Add(new()
        {
            Rule = new()
            {
                Name = id,
                Title = description,
                Format = "",
                Keywords = keywords,
                Pattern = pattern ?? "",
                MinEntropy = entropy,
                Confidence = Confidence.Medium,
                Remedy = "Revoke it where it was issued and read the new one from configuration.",
                Examples = [],
            },
            Pattern = pattern is null ? null : OwnRule.Compile(GoRegex.ToDotNet(pattern), ignoreCase: false, id, section.File),
            Group = group == 0 ? "" : group.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Keywords = OwnRule.KeywordsOf(keywords),
            AppliesTo = file => pathPattern is null || pathPattern.IsMatch(file),
        });
    }
}
