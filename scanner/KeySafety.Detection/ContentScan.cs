using KeySafety.Detection.Bindings;
using KeySafety.Detection.Embedded;
using KeySafety.Detection.Matching;
using KeySafety.Detection.Names;
using KeySafety.Detection.Rules;
using KeySafety.Detection.Text;
using KeySafety.Detection.Values;

namespace KeySafety.Detection;

/// <summary>One pass over one text: the state that a thread-safe <see cref="Detector"/> must not hold.</summary>
internal sealed class ContentScan : IDisposable
{
    // Ordinary source takes less than one step in a hundred bytes for all rules together; beyond this one rule has met a
    // text made against it, and pauses until the text has gone on as far: what stands behind it is looked for again.
    private const int WorkPerByte = 1;
    private const int LeastWork = 50_000;
    private const int LeastJudged = 200_000;

    [ThreadStatic]
    private static ContentScan? Spare;

    // Values under names that tell little (key, salt): a file of keys has a few of them.
    private const int MostVague = 8;

    // What is longer is a blob, which the key above may name.
    private const int LongestPlain = 100;

    private readonly List<Match> _matches = [];
    private readonly List<Match> _vague = [];
    private readonly List<Match> _decoded = [];
    private readonly List<KeywordHit> _hits = [];
    private readonly Places _places = new();
    private readonly NameKinds _names = new();
    private readonly int[] _covered = new int[1 - (int)Anchor.Characters];
    private RuleProgress[] _progress = [];
    private byte[] _narrow = [];
    private ContentScan? _nextSpare;
    private int _number;
    private DetectionPlan _plan = null!;
    private string? _path;
    private Syntax? _syntax;
    private bool? _isForTests;
    private List<Note>? _notes;
    private long _judged;

    private ContentScan()
    {
    }

    /// <summary>How many steps the rules have taken: what the time depends on, whatever machine it is.</summary>
    public long Work { get; private set; }

    private Syntax Syntax => _syntax ??= _path is null ? Syntax.Code : Syntaxes.Of(_path);

    private bool IsForTests => _isForTests ??= _path is not null && Syntaxes.IsForTests(_path);

    /// <summary>Starts a pass; to be given back with <see cref="Dispose"/>, whose memory the next on this thread uses again.</summary>
    /// <param name="plan">What to look for.</param>
    /// <param name="path">Selects the syntax; null for the literals of code.</param>
    /// <param name="notes">Receives what is said about candidates.</param>
    public static ContentScan Start(DetectionPlan plan, string? path, List<Note>? notes = null)
    {
        // What is decoded on the way has a pass of its own.
        var scan = Spare ?? new ContentScan();
        Spare = scan._nextSpare;
        scan._plan = plan;
        scan._path = path;
        scan._notes = notes;
        return scan;
    }

    /// <summary>A content as the passes of this scan look at it; to be used before its end.</summary>
    public TextView View(ReadOnlySpan<byte> content) => TextView.OfContent(content, ref _narrow);

    /// <summary>A string as the passes of this scan look at it; to be used before its end.</summary>
    public TextView View(string text) => View(text.AsSpan());

    /// <summary>Characters as the passes of this scan look at them; to be used before its end.</summary>
    public TextView View(ReadOnlySpan<char> text) => TextView.OfString(text, ref _narrow);

    /// <summary>Forgets all that was found.</summary>
    public void Dispose()
    {
        _matches.Clear();
        _vague.Clear();
        _decoded.Clear();
        _hits.Clear();
        Array.Clear(_covered, 0, _covered.Length);
        _number++;
        (_path, _syntax, _isForTests, _notes) = (null, null, null, null);
        (_judged, Work) = (0, 0);
        _nextSpare = Spare;
        Spare = this;
    }

    /// <summary>Looks through a text; <paramref name="depth"/> counts how often it was decoded.</summary>
    public void Run(in TextView view, int depth)
    {
        var embedded = new EmbeddedTexts(view.Bytes);
        for (var from = 0; from < view.Bytes.Length; from += Places.PartLength)
        {
            var to = Math.Min(from + Places.PartLength, view.Bytes.Length);
            FollowKeywords(in view, from, to, depth);
            if (depth < EmbeddedTexts.DeepestDecoding)
                embedded.Scan(in view, from, _places.Encoded, this, depth);
        }

        foreach (var matcher in _plan.MatchersWithoutKeywords)
            TryEverywhere(in view, matcher);
    }

    private void FollowKeywords(in TextView view, int from, int to, int depth)
    {
        var first = _hits.Count;
        _plan.Index.Find(view.Bytes, from, to, _places, _hits);
        Sort(_hits, first);

        // A keyword of the next part can start in this one.
        var end = 0;
        for (; end < _hits.Count && (to == view.Bytes.Length || _hits[end].At < to - KeywordIndex.Reach); end++)
            Follow(in view, _hits[end], depth);
        _hits.RemoveRange(0, end);
    }

    private void Follow(in TextView view, KeywordHit hit, int depth)
    {
        if (hit.Target >= 0)
            TryRule(in view, hit);
        else
            TryAnchor(in view, hit, depth);
    }

    // They come ordered by where they were noticed, so each is at most a keyword's length from its place.
    private static void Sort(List<KeywordHit> hits, int from)
    {
        for (var i = Math.Max(1, from); i < hits.Count; i++)
        {
            var hit = hits[i];
            var place = i;
            for (; place > 0 && hits[place - 1].At > hit.At; place--)
                hits[place] = hits[place - 1];
            hits[place] = hit;
        }
    }

    /// <summary>Looks through text that was decoded from a part of this one, and adds what it finds at its place here.</summary>
    public void RunEmbedded(EmbeddedText text, int depth, bool onlyAcrossJoints = false)
    {
        // What is decoded counts only in the end, whatever part it is in; what is joined stands here.
        var matches = onlyAcrossJoints ? _matches : _decoded;
        using var scan = Start(_plan, _path);
        (scan._syntax, scan._isForTests) = (_syntax, _isForTests);
        var view = TextView.OfBytes(text.Bytes);
        scan.Run(in view, depth + 1);
        Work += scan.Work;
        foreach (var match in scan.TakeMatches())
        {
            if (onlyAcrossJoints && !text.CrossesJoint(match.Start, match.End))
                continue;

            matches.Add(match with { Start = text.Origin(match.Start), End = text.Origin(match.End - 1) + text.OriginLength });
        }
    }

    /// <summary>Judges a value that stands where one of a name would.</summary>
    public void Judge(in TextView view, string name, Binding binding) => JudgeBinding(in view, name, _plan.KindOf(name), binding);

    /// <summary>Judges a value that the caller found bound to a name.</summary>
    public void Judge(in TextView view, string name, int start, int end) =>
        JudgeBinding(in view, name, _plan.KindOf(name), new Binding(start, end, BindingForm.Quoted));

    /// <summary>The matches, ordered, without those of unnamed formats that a known format covers.</summary>
    public IReadOnlyList<Match> TakeMatches()
    {
        _matches.AddRange(_decoded);

        // More of them are a table: test vectors, translations, labels.
        if (_vague.Count <= MostVague)
            _matches.AddRange(_vague);
        return Overlaps.Resolve(_matches, _plan.Options.MinConfidence);
    }

    /// <summary>Whether what was found already covers a part.</summary>
    public bool IsCovered(int start, int end) => _matches.Exists(match => match.Start < end && start < match.End);

    /// <summary>Adds a secret that a code path found, with a verdict on it; says why where it is none.</summary>
    public void Report(in TextView view, Rule rule, Verdict verdict, int start, int end, bool isVague = false)
    {
        var secret = view.Read(start, end - start);
        if (verdict.Confidence is { } confidence && IsAllowed(rule, secret))
        {
            if (IsForTests)
                confidence = Confidence.Low;
            verdict = verdict with { Confidence = confidence };
            (isVague ? _vague : _matches).Add(new Match(rule, confidence, start, end, secret));
        }

        Say(start, rule, secret, verdict);
    }

    /// <summary>Whether an anchor at an index is new: not in a part that <see cref="Cover"/> marked for anchors of its kind.</summary>
    public bool IsNew(Anchor anchor, int at) => at >= _covered[-(int)anchor];

    /// <summary>Marks the text up to an index as looked at; so the work stays linear where anchors stand close together.</summary>
    public void Cover(Anchor anchor, int end) => _covered[-(int)anchor] = end;

    private bool IsAllowed(Rule rule, string secret)
    {
        if (!_plan.EnabledRules.Contains(rule.Name))
            return false;

        foreach (var word in _plan.Options.StopWords)
        {
            if (word.Length > 0 && secret.AsSpan().IndexOf(word.AsSpan(), StringComparison.OrdinalIgnoreCase) >= 0)
                return false;
        }

        return true;
    }

    private void Say(int at, Rule rule, string secret, Verdict verdict)
    {
        if (_notes is null)
            return;

        var outcome = verdict.Confidence is { } confidence
            ? IsAllowed(rule, secret) ? $"{verdict.Reason}: reported with {confidence} confidence" : "dropped by the options"
            : $"dropped: it {verdict.Reason}";
        _notes.Add(new Note(at, $"{rule.Name}: {new SecretText(secret)} {outcome}"));
    }

    private void TryRule(in TextView view, KeywordHit hit)
    {
        if (_progress.Length < _plan.Matchers.Length)
            _progress = new RuleProgress[_plan.Matchers.Length];
        ref var progress = ref _progress[hit.Target];
        if (progress.Scan != _number)
            progress = new RuleProgress { Scan = _number };
        if (progress.Work > LeastWork + ((long)WorkPerByte * hit.At))
            return;

        var matcher = _plan.Matchers[hit.Target];
        var before = progress.Work;
        var match = matcher.Match(view.Bytes, hit.At, progress.End, ref progress.Work);
        Work += 1 + progress.Work - before;
        if (match is { } found)
        {
            progress.End = Math.Max(found.End, found.Start + 1);
            Accept(in view, matcher.Rule, found);
        }
    }

    private void TryEverywhere(in TextView view, RuleMatcher matcher)
    {
        long work = 0;
        for (var from = 0; matcher.Match(view.Bytes, from, ref work) is { } match; from = Math.Max(match.End, from + 1))
            Accept(in view, matcher.Rule, match);
    }

    private void Accept(in TextView view, Rule rule, PatternMatch match)
    {
        if (match.SecretEnd <= match.SecretStart)
            return;

        var secret = view.Read(match.SecretStart, match.SecretEnd - match.SecretStart);
        var verdict = LongLine.IsInBlob(view.Bytes, match.Start, match.End)
            ? Verdict.No("stands in a longer run of base64")
            : KnownFormat.Judge(rule, secret);
        if (verdict.Confidence is { } confidence && IsAllowed(rule, secret))
        {
            _matches.Add(new Match(rule, confidence, match.SecretStart, match.SecretEnd, secret));
        }

        Say(match.SecretStart, rule, secret, verdict);
    }

    private void TryAnchor(in TextView view, KeywordHit hit, int depth)
    {
        switch ((Anchor)hit.Target)
        {
            case Anchor.Name: TryName(in view, hit.At, hit.At + hit.Length); break;
            case Anchor.Url: UrlPasswords.Find(in view, hit.At, this); break;
            case Anchor.Scheme: AuthorizationSchemes.Find(in view, hit, this); break;
            case Anchor.Command: CommandLines.Find(in view, hit.At, this); break;
            case Anchor.KubernetesSecret: KubernetesSecrets.Find(in view, hit.At, this); break;
            case Anchor.JsonWebKey: JsonWebKeys.Find(in view, hit.At, this); break;
            case Anchor.Sql: CommandLines.FindSql(in view, hit.At + hit.Length, this); break;
            case Anchor.Insert: TableRows.FindInserted(in view, hit.At + hit.Length, this); break;
            case Anchor.Characters: TryCharacters(in view, hit.At); break;
            case Anchor.Joint: JoinedLiterals.Scan(in view, hit.At, this, depth); break;
        }
    }

    private void TryName(in TextView view, int start, int end)
    {
        // Values hardly overlap, unless the text was made to.
        var text = view.Bytes;
        if (Syntax == Syntax.Generated || !IsNew(Anchor.Name, start) || _judged > LeastJudged + (start / 2))
            return;

        // The shortest names are told by the sign before them.
        if (!Text.Bytes.IsName(text[start]) && text[start] is not ((byte)'-' or (byte)'_'))
            start++;

        (start, end) = NameSpan.Around(text, start, end);
        Cover(Anchor.Name, end);
        Work++;
        if (KnownCalls.Read(text, start, end) is { } argument)
        {
            JudgeBinding(in view, argument.Name, _plan.KindOf(argument.Name), argument.Binding);
            return;
        }

        var read = new BindingReader(text, Syntax).Read(start, end) ?? Comparisons.ReadBefore(text, start) ?? Dialogues.ReadAnswer(text, end);
        if (read is null && (text[end - 1] | 0x20) == 's' && _names.Of(in view, start, end, _plan) is (var plural, NameKind.Password or NameKind.Secret))
            Collections.Find(in view, plural, end, Syntax, this);
        if (read is not { } binding || binding.End - binding.Start < 4)
            return;

        _judged += binding.End - binding.Start;

        var (name, kind) = _names.Of(in view, start, end, _plan);
        // Above a long value may stand encryptedData, of a sealed secret.
        if ((kind == NameKind.Vague || binding.End - binding.Start > LongestPlain) && Syntax == Syntax.Settings && Sections.KeyOf(text, start) is { Length: > 0 } section)
        {
            name = view.Read(section.Start, section.Length) + "_" + name;
            kind = _plan.KindOf(name);
        }

        JudgeBinding(in view, name, kind, binding);
    }

    private void TryCharacters(in TextView view, int quote)
    {
        // C# has it with a capital, and uses it for any text.
        if (view.Bytes[quote + 2] != 't')
            return;

        var start = quote - 1;
        while (start > 0 && quote - start < 200 && view.Bytes[start] is not ((byte)'"' or (byte)'\n'))
            start--;
        if (view.Bytes[Math.Max(0, start)] == '"' && quote - start > 4)
            JudgeBinding(in view, "password", NameKind.Password, new Binding(start + 1, quote, BindingForm.Quoted));
    }

    private void JudgeBinding(in TextView view, string name, NameKind kind, Binding binding)
    {
        if (kind == NameKind.None)
            return;

        var value = view.Read(binding.Start, binding.End - binding.Start);
        var rule = kind != NameKind.Password ? Generic.Secret
            : binding.Form == BindingForm.Parameter && IsInConnectionString(view.Bytes, binding) ? Generic.ConnectionString
            : Generic.Password;
        var verdict = NamedValue.Judge(name, kind, value, binding.Form);
        if (verdict != Verdict.Medium && kind != NameKind.Password && LongLine.IsAround(view.Bytes, binding.Start))
            verdict = Verdict.No("stands in minified text");
        Report(in view, rule, verdict, binding.Start, binding.End, kind == NameKind.Vague);
    }

    private static bool IsInConnectionString(ReadOnlySpan<byte> text, Binding binding)
    {
        var lineStart = Text.Bytes.LineStart(text, binding.Start, 300);
        return Text.Bytes.At(text, binding.End) == ';' || text.Slice(lineStart, binding.Start - lineStart).IndexOf((byte)';') >= 0;
    }

    private record struct RuleProgress
    {
        public int Scan;
        public int End;
        public long Work;
    }
}
