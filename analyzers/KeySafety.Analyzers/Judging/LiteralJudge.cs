using KeySafety.Analyzers.Configuration;
using KeySafety.Analyzers.Literals;
using KeySafety.Analyzers.Names;
using KeySafety.Detection;
using Microsoft.CodeAnalysis;

namespace KeySafety.Analyzers.Judging;

/// <summary>Asks the engine about one text of the source, once for all rules.</summary>
/// <remarks>
/// The order is what makes it cheap: two questions to the engine that allocate nothing, then the names that stand in the syntax, and the
/// model, which may have to bind a whole method, only for a value that some name would make a secret. The same text at the
/// same place always gets the same answer, so a rule that reaches a literal by another way can ask again whether it is reported.
/// </remarks>
internal static class LiteralJudge
{
    // Of a vendor's tokens under his name; shorter ones need more than a name.
    private const int MinVendorToken = 14;
    private static readonly char[] NotInTokens = [' ', '{', '<', '(', '\n', '\\'];

    /// <summary>Whether a text can be reported, by its content or by what it may be bound to.</summary>
    public static bool IsWorthAsking(ReadOnlySpan<char> text, Detector detector) => Detector.MayBeNamedSecret(text) || detector.HoldsSecret(text);

    /// <summary>What is found in a text, by its content and by what it is bound to; overlapping findings are one.</summary>
    public static IReadOnlyList<Judgement> Judge(
        LiteralText literal, PathSettings settings, bool isTestProject, SemanticModel model, CancellationToken cancellation)
    {
        var (text, detector) = (literal.Text, settings.Detector);
        var isNamed = Detector.IsNamedSecret(text);
        var judged = isNamed || detector.HoldsSecret(text.AsSpan())
            ? JudgeSecret(literal, detector, isNamed ? NameReader.NamesOf(literal.Node, model, cancellation) : [])
            : JudgeOther(literal, detector, cancellation);
        return isTestProject ? [.. judged.Select(Demote)] : judged;
    }

    private static List<Judgement> JudgeSecret(LiteralText literal, Detector detector, IReadOnlyList<BoundName> names)
    {
        var text = literal.Text;
        var telling = names.FirstOrDefault(name => detector.IsTelling(name.Name));
        var judged = new List<Judgement>();
        foreach (var finding in detector.Find(new Candidate(text, telling.Name)))
            Add(judged, DemoteCompared(new(finding, DescriptorOf(finding, text, telling), telling.Name)));

        AddVendors(judged, detector, names, text, telling);
        AddCompared(judged, text, telling);
        return judged;
    }

    // A weak password that something is compared with, or a token of a vendor who is named beside it; syntax alone has these names.
    private static List<Judgement> JudgeOther(LiteralText literal, Detector detector, CancellationToken cancellation)
    {
        var judged = new List<Judgement>();
        if (NameReader.NamesOf(literal.Node, model: null, cancellation) is not { Count: > 0 } names)
            return judged;

        var telling = names.FirstOrDefault(name => detector.IsTelling(name.Name));
        AddVendors(judged, detector, names, literal.Text, telling);
        AddCompared(judged, literal.Text, telling);
        return judged;
    }

    private static void AddVendors(List<Judgement> judged, Detector detector, IReadOnlyList<BoundName> names, string text, BoundName telling)
    {
        if (names.Count == 0 || judged.Exists(static judgement => IsKnown(judgement.Finding.Rule)))
            return;

        foreach (var finding in FindUnderName(detector, names[0].Name, text))
            Add(judged, new(finding, DescriptorOf(finding, text, telling), names[0].Name));
    }

    private static void AddCompared(List<Judgement> judged, string text, BoundName telling)
    {
        if (judged.Count == 0 && telling.IsCompared && ComparedPassword.Find(telling.Name!, text) is { } compared)
            judged.Add(new(compared, Descriptors.Compared, telling.Name));
    }

    // Some formats are a vendor's only behind his name: acmeToken = "32 hexadecimal digits".
    private static IEnumerable<Finding> FindUnderName(Detector detector, string name, string text)
    {
        if (text.Length < MinVendorToken || text.IndexOfAny(NotInTokens) >= 0 || !text.Any(char.IsDigit))
            return [];

        var before = string.Concat(name.Select(static c => char.IsLetterOrDigit(c) ? c : '_')) + " = \"";
        return detector.Find(new Candidate(before + text + "\""))
            .Where(finding => IsKnown(finding.Rule) && finding.Start >= before.Length && finding.Start + finding.Length <= before.Length + text.Length)
            .Select(finding => finding with { Start = finding.Start - before.Length });
    }

    private static void Add(List<Judgement> judged, Judgement judgement)
    {
        var rival = judged.FindIndex(other => Overlap(other.Finding, judgement.Finding));
        if (rival < 0)
            judged.Add(judgement);
        else if (IsBetter(judgement.Finding, judged[rival].Finding))
            judged[rival] = judgement;
    }

    private static bool Overlap(Finding one, Finding other) => one.Start < other.Start + other.Length && other.Start < one.Start + one.Length;

    private static bool IsBetter(Finding finding, Finding than) =>
        finding.Confidence != than.Confidence ? finding.Confidence > than.Confidence : IsKnown(finding.Rule) && !IsKnown(than.Rule);

    private static bool IsKnown(Rule rule) => rule.Pattern.Length > 0;

    private static DiagnosticDescriptor DescriptorOf(Finding finding, string text, BoundName name)
    {
        var rule = finding.Rule;
        if (IsKnown(rule))
        {
            return finding.Confidence < rule.Confidence && rule.Check is not null && !IsBlock(finding) ? Descriptors.FailedCheck
                : rule.Check == KeyFormat.IsValid ? Descriptors.OwnKey
                : Descriptors.KnownFormat;
        }

        return name.Name is null || finding.Length != text.Length ? Descriptors.InText
            : name.IsCompared ? Descriptors.Compared
            : Descriptors.Named;
    }

    // A private key in lines has no checksum: what cannot be read of it may be written in a way that nobody thought of.
    private static bool IsBlock(Finding finding) => finding.Secret.Expose().StartsWith("-----BEGIN", StringComparison.Ordinal);

    // As the scanner has it: what something is compared with is less often a secret than what it is set to.
    private static Judgement DemoteCompared(Judgement judgement) => judgement.Descriptor == Descriptors.Compared ? Demote(judgement) : judgement;

    // What only a name tells is of low confidence in tests, as it is for the scanner.
    private static Judgement Demote(Judgement judgement) => IsKnown(judgement.Finding.Rule)
        ? judgement
        : judgement with { Finding = judgement.Finding with { Confidence = Confidence.Low } };
}
