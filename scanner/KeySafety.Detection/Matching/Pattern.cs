namespace KeySafety.Detection.Matching;

/// <summary>A rule's pattern, matched against bytes from a given position on.</summary>
/// <remarks>
/// <para>
/// A backtracking matcher over steps, like the textbook's, with two differences. A run of one class is a single step that
/// tries its shorter lengths only where what follows could stand. And after <see cref="PlainSteps"/> steps it starts over
/// and remembers every (step, position) that it has tried: none is tried twice, so the work is at most the number of
/// steps times the length looked at, whatever the text (Cox, "Regular Expression Matching: the Virtual Machine Approach",
/// https://swtch.com/~rsc/regexp/regexp2.html). Nearly every attempt ends within 50 steps.
/// </para>
/// <para>
/// Own code rather than <c>Regex</c>: constructing 420 of those costs more than a whole scan of a staged change, they want
/// UTF-16, and a native binary only has their interpreter.
/// </para>
/// </remarks>
internal sealed class Pattern
{
    // A run without an upper end stops here: four times the longest key in PEM that is in use (RSA 16384).
    private const int LongestRun = 32 * 1024;
    private const int PlainSteps = 2000;
    private const int MostSteps = 200_000;

    private readonly PatternStep[] _steps;
    private readonly ByteSet?[] _next;

    [ThreadStatic]
    private static Stack<Choice>? SpareStack;

    private Pattern(PatternStep[] steps)
    {
        _steps = steps;
        _next = new ByteSet?[steps.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i].Op == PatternOp.Run)
                _next[i] = FirstOf(steps, i + 1);
        }

        First = FirstOf(steps, 0) ?? ByteSet.All;
    }

    /// <summary>The bytes that a match can start with.</summary>
    public ByteSet First { get; }

    /// <summary>Compiles a pattern; null where it uses what only .NET's engine knows.</summary>
    public static Pattern? TryCreate(string pattern, bool ignoreCase) =>
        PatternParser.Parse(pattern, ignoreCase) is { } node && PatternCompiler.Compile(node) is { } steps ? new Pattern(steps) : null;

    /// <summary>Whether <c>\b</c> counts the byte as part of a word.</summary>
    public static bool IsWord(byte value) =>
        value is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'a' and <= (byte)'z') or (byte)'_';

    /// <summary>Matches at exactly <paramref name="start"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the match must start.</param>
    /// <param name="work">Grows by the steps that were taken.</param>
    public PatternMatch? MatchAt(ReadOnlySpan<byte> text, int start, ref long work)
    {
        var stack = SpareStack ??= new Stack<Choice>();
        stack.Clear();
        var match = Run(text, start, stack, tried: null, PlainSteps, ref work, out var isExhausted);
        if (!isExhausted)
            return match;

        stack.Clear();
        return Run(text, start, stack, [], MostSteps, ref work, out _);
    }

    private PatternMatch? Run(
        ReadOnlySpan<byte> text,
        int start,
        Stack<Choice> stack,
        HashSet<long>? tried,
        int limit,
        ref long work,
        out bool isExhausted)
    {
        isExhausted = false;
        stack.Push(new Choice { Step = 0, At = start, SecretStart = -1, SecretEnd = -1, RunEnd = -1 });
        var taken = 0;
        while (stack.Count > 0)
        {
            var state = stack.Pop();
            if (state.RunEnd >= 0 && !ResumeRun(text, ref state, stack))
                continue;

            while (true)
            {
                work++;
                if (++taken > limit)
                {
                    isExhausted = true;
                    return null;
                }

                ref readonly var step = ref _steps[state.Step];
                if (step.Op == PatternOp.Match)
                {
                    return state.SecretEnd >= 0
                        ? new PatternMatch(start, state.At, state.SecretStart, state.SecretEnd)
                        : new PatternMatch(start, state.At, start, state.At);
                }

                if (tried is not null && step.Op is PatternOp.Split or PatternOp.Run
                    && !tried.Add(((long)state.Step << 32) | (uint)state.At))
                {
                    break;
                }

                if (!Take(text, in step, ref state, stack, ref work))
                    break;
            }
        }

        return null;
    }

    /// <summary>Takes one step; false where it fails.</summary>
    private bool Take(ReadOnlySpan<byte> text, in PatternStep step, ref Choice state, Stack<Choice> stack, ref long work)
    {
        switch (step.Op)
        {
            case PatternOp.One:
                if (state.At >= text.Length || !step.Set!.Contains(text[state.At]))
                    return false;
                state.At++;
                break;
            case PatternOp.Run:
                return StartRun(text, in step, ref state, stack, ref work);
            case PatternOp.Split:
                stack.Push(state with { Step = step.Second });
                state.Step = step.First;
                return true;
            case PatternOp.Jump:
                state.Step = step.First;
                return true;
            case PatternOp.SecretStart:
                state.SecretStart = state.At;
                break;
            case PatternOp.SecretEnd:
                state.SecretEnd = state.At;
                break;
            default:
                if (!Holds(step.Op, text, state.At))
                    return false;
                break;
        }

        state.Step++;
        return true;
    }

    private bool StartRun(ReadOnlySpan<byte> text, in PatternStep step, ref Choice state, Stack<Choice> stack, ref long work)
    {
        var longest = Math.Min(text.Length - state.At, Math.Min(step.Second, LongestRun));
        if (longest < step.First)
            return false;

        var run = text.Slice(state.At, longest);
        var length = 0;
        var set = step.Set!;
        while (length < run.Length && set.Contains(run[length]))
            length++;

        work += length / 8;
        if (length < step.First)
            return false;

        state.RunStart = state.At + step.First;
        state.RunEnd = state.At + length;
        return ResumeRun(text, ref state, stack);
    }

    /// <summary>Goes on behind a run at the best length not yet tried, and keeps the rest for later.</summary>
    private bool ResumeRun(ReadOnlySpan<byte> text, ref Choice state, Stack<Choice> stack)
    {
        var isLazy = _steps[state.Step].IsLazy;
        var next = _next[state.Step];
        while (state.RunEnd >= state.RunStart)
        {
            var at = isLazy ? state.RunStart++ : state.RunEnd--;
            if (next is not null && (at >= text.Length || !next.Contains(text[at])))
                continue;

            if (state.RunEnd >= state.RunStart)
                stack.Push(state);

            state.At = at;
            state.Step++;
            state.RunEnd = -1;
            return true;
        }

        return false;
    }

    private static bool Holds(PatternOp condition, ReadOnlySpan<byte> text, int at) => condition switch
    {
        PatternOp.WordBoundary => IsWordAt(text, at - 1) != IsWordAt(text, at),
        PatternOp.NoWordBoundary => IsWordAt(text, at - 1) == IsWordAt(text, at),
        PatternOp.LineStart => at == 0 || text[at - 1] == '\n',
        PatternOp.LineEnd => at == text.Length || text[at] == '\n',
        PatternOp.TextStart => at == 0,
        PatternOp.TextEnd => at == text.Length || (at == text.Length - 1 && text[at] == '\n'),
        _ => at == text.Length,
    };

    private static bool IsWordAt(ReadOnlySpan<byte> text, int at) => (uint)at < (uint)text.Length && IsWord(text[at]);

    /// <summary>The bytes that must follow a step; null where it may be the end, or a condition on both sides.</summary>
    private static ByteSet? FirstOf(PatternStep[] steps, int index)
    {
        var set = new ByteSet();
        return AddFirst(steps, index, set, depth: 0) ? set : null;
    }

    private static bool AddFirst(PatternStep[] steps, int index, ByteSet set, int depth)
    {
        if (depth > 200)
            return false;

        var step = steps[index];
        switch (step.Op)
        {
            case PatternOp.One:
                set.Add(step.Set!);
                return true;
            case PatternOp.Run:
                set.Add(step.Set!);
                return step.First > 0 || AddFirst(steps, index + 1, set, depth + 1);
            case PatternOp.Split:
                return AddFirst(steps, step.First, set, depth + 1) && AddFirst(steps, step.Second, set, depth + 1);
            case PatternOp.Jump:
                return AddFirst(steps, step.First, set, depth + 1);
            case PatternOp.SecretStart or PatternOp.SecretEnd:
                return AddFirst(steps, index + 1, set, depth + 1);
            case PatternOp.WordBoundary or PatternOp.NoWordBoundary or PatternOp.LineStart or PatternOp.TextStart:
                // A condition only narrows what may follow.
                return AddFirst(steps, index + 1, set, depth + 1);
            default:
                return false;
        }
    }

    private record struct Choice
    {
        public int Step;
        public int At;
        public int SecretStart;
        public int SecretEnd;
        public int RunStart;
        public int RunEnd;
    }
}
