using static KeySafety.Detection.Matching.PatternNode;

namespace KeySafety.Detection.Matching;

/// <summary>Turns a pattern's tree into the steps that <see cref="Pattern"/> runs.</summary>
internal sealed class PatternCompiler
{
    // Nested counted groups multiply; a pattern beyond this runs on .NET's engine.
    private const int MaxSteps = 4000;
    private readonly List<PatternStep> _steps = [];

    /// <summary>The steps; null where the pattern grows too large or repeats what can be empty.</summary>
    public static PatternStep[]? Compile(PatternNode node)
    {
        var compiler = new PatternCompiler();
        if (!compiler.Emit(node))
            return null;

        compiler.Add(new PatternStep { Op = PatternOp.Match });
        return [.. compiler._steps];
    }

    private int Add(PatternStep step)
    {
        _steps.Add(step);
        return _steps.Count - 1;
    }

    private bool Emit(PatternNode node)
    {
        if (_steps.Count > MaxSteps)
            return false;

        switch (node)
        {
            case One one:
                Add(new PatternStep { Op = PatternOp.One, Set = one.Set });
                return true;
            case Condition condition:
                Add(new PatternStep { Op = condition.Op });
                return true;
            case Sequence sequence:
                return sequence.Parts.All(Emit);
            case Secret secret:
                Add(new PatternStep { Op = PatternOp.SecretStart });
                var isDone = Emit(secret.Part);
                Add(new PatternStep { Op = PatternOp.SecretEnd });
                return isDone;
            case Choice choice:
                return EmitChoice(choice.Alternatives);
            case Repeat repeat:
                return EmitRepeat(repeat);
            default:
                return false;
        }
    }

    private bool EmitChoice(IReadOnlyList<PatternNode> alternatives)
    {
        var exits = new List<int>();
        for (var i = 0; i < alternatives.Count - 1; i++)
        {
            var split = Add(new PatternStep { Op = PatternOp.Split });
            if (!Emit(alternatives[i]))
                return false;
            exits.Add(Add(new PatternStep { Op = PatternOp.Jump }));
            Target(split, split + 1, _steps.Count, isLazy: false);
        }

        var isDone = Emit(alternatives[alternatives.Count - 1]);
        foreach (var exit in exits)
            Target(exit, _steps.Count, 0, isLazy: false);
        return isDone;
    }

    private bool EmitRepeat(Repeat repeat)
    {
        if (Single(repeat.Part) is { } set)
        {
            Add(new PatternStep { Op = PatternOp.Run, Set = set, First = repeat.Min, Second = repeat.Max, IsLazy = repeat.IsLazy });
            return true;
        }

        if (CanBeEmpty(repeat.Part) && repeat.Max > 1)
            return false;

        for (var i = 0; i < repeat.Min; i++)
        {
            if (!Emit(repeat.Part))
                return false;
        }

        return repeat.Max == int.MaxValue ? EmitEndless(repeat) : EmitOptional(repeat);
    }

    private bool EmitEndless(Repeat repeat)
    {
        var split = Add(new PatternStep { Op = PatternOp.Split });
        if (!Emit(repeat.Part))
            return false;

        Target(Add(new PatternStep { Op = PatternOp.Jump }), split, 0, isLazy: false);
        Target(split, split + 1, _steps.Count, repeat.IsLazy);
        return true;
    }

    private bool EmitOptional(Repeat repeat)
    {
        var splits = new List<int>();
        for (var i = repeat.Min; i < repeat.Max; i++)
        {
            splits.Add(Add(new PatternStep { Op = PatternOp.Split }));
            if (!Emit(repeat.Part))
                return false;
        }

        foreach (var split in splits)
            Target(split, split + 1, _steps.Count, repeat.IsLazy);
        return true;
    }

    private void Target(int index, int first, int second, bool isLazy)
    {
        var step = _steps[index];
        (step.First, step.Second) = isLazy ? (second, first) : (first, second);
        _steps[index] = step;
    }

    private static ByteSet? Single(PatternNode node) => node switch
    {
        One one => one.Set,
        Sequence { Parts: [var part] } => Single(part),
        _ => null,
    };

    private static bool CanBeEmpty(PatternNode node) => node switch
    {
        One => false,
        Sequence sequence => sequence.Parts.All(CanBeEmpty),
        Choice choice => choice.Alternatives.Any(CanBeEmpty),
        Repeat repeat => repeat.Min == 0 || CanBeEmpty(repeat.Part),
        Secret secret => CanBeEmpty(secret.Part),
        _ => true,
    };
}
