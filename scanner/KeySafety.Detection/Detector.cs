using KeySafety.Detection.Documents;
using KeySafety.Detection.Names;
using KeySafety.Detection.Values;

namespace KeySafety.Detection;

/// <summary>Finds secrets in text: by rules of known formats, and by name, syntax and value where no format is known.</summary>
/// <remarks>Thread-safe. Costly to create (about 1 ms), so share one.</remarks>
public sealed class Detector
{
    private static readonly Lazy<Detector> Shared = new(() => new Detector(new DetectorOptions()));
    private readonly DetectionPlan _plan;

    /// <summary>Creates a detector.</summary>
    public Detector(DetectorOptions options) => _plan = new DetectionPlan(options);

    /// <summary>The detector with default options.</summary>
    public static Detector Default => Shared.Value;

    /// <summary>Finds every secret in <paramref name="candidate"/>, in order of <see cref="Finding.Start"/>.</summary>
    /// <returns>Offsets are UTF-16 code units from the start of the text; empty when clean, never null.</returns>
    /// <remarks>Linear in the length of the text. Overlapping matches of two rules are both returned.</remarks>
    public IReadOnlyList<Finding> Find(in Candidate candidate)
    {
        using var scan = ContentScan.Start(_plan, path: null);
        var view = scan.View(candidate.Text);
        scan.Run(in view, depth: 0);
        if (candidate.Name is { Length: > 0 } name)
            scan.Judge(in view, name, 0, candidate.Text.Length);
        if (scan.TakeMatches() is not { Count: > 0 } matches)
            return [];

        var findings = new List<Finding>();
        Placement.Place(in view, matches, unitsPerIndex: 1, findings);
        return findings;
    }

    /// <summary>Whether <see cref="Find"/> finds something in a text that is bound to no name.</summary>
    /// <remarks>Allocates nothing where it does not, which is so for nearly all texts of a program.</remarks>
    public bool HoldsSecret(ReadOnlySpan<char> text)
    {
        using var scan = ContentScan.Start(_plan, path: null);
        scan.Run(scan.View(text), depth: 0);
        return scan.TakeMatches().Count > 0;
    }

    /// <summary>Whether a name says that its value is a secret, by its words and by the options.</summary>
    public bool IsTelling(string name) => _plan.KindOf(name) != NameKind.None;

    /// <summary>Whether a value could be judged a secret under any name; false says that none is telling enough.</summary>
    /// <remarks>Allocates nothing and takes about a nanosecond a character: ask it before looking for the value's name.</remarks>
    public static bool MayBeNamedSecret(ReadOnlySpan<char> value) => ValueFilter.MayBeSecret(value);

    /// <summary>Whether there is a name under which a value is judged a secret.</summary>
    /// <remarks>Exact where <see cref="MayBeNamedSecret"/> is quick: ask it before something costly, such as a compiler's model.</remarks>
    public static bool IsNamedSecret(string value) => ValueFilter.MayBeSecret(value.AsSpan()) && NamedValue.IsSecretUnderSomeName(value);

    /// <summary>Finds every secret in the bytes of one file and adds them, ordered by <see cref="Finding.Start"/>.</summary>
    /// <param name="content">The whole file, in any encoding.</param>
    /// <param name="path">Selects the syntax by name and extension; nothing is read from it.</param>
    /// <param name="findings">Receives the findings; offsets are bytes of the content.</param>
    /// <remarks>Linear in the length of the content.</remarks>
    public void Scan(ReadOnlySpan<byte> content, string path, List<Finding> findings)
    {
        using var scan = ContentScan.Start(_plan, path);
        var view = scan.View(content);
        scan.Run(in view, depth: 0);
        SettingsDocuments.Scan(in view, path, scan);
        if (scan.TakeMatches() is { Count: > 0 } matches)
            Placement.Place(in view, matches, view.ToContent(1), findings);
    }

    /// <summary>What each rule or filter said about the candidates that start on a line.</summary>
    /// <param name="content">The whole file, in any encoding.</param>
    /// <param name="path">Selects the syntax by name and extension.</param>
    /// <param name="line">The line, 1-based.</param>
    /// <returns>One sentence for each candidate, in the order in which they were met; secrets are redacted.</returns>
    public IReadOnlyList<string> Explain(ReadOnlySpan<byte> content, string path, int line)
    {
        var notes = new List<Note>();
        using var scan = ContentScan.Start(_plan, path, notes);
        var view = scan.View(content);
        scan.Run(in view, depth: 0);
        SettingsDocuments.Scan(in view, path, scan);
        var answers = new List<string>();
        foreach (var note in notes)
        {
            if (Placement.LineOf(in view, note.At) == line)
                answers.Add(note.Text);
        }

        return answers;
    }
}
