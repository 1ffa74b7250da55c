namespace KeySafety.Analyzers.Configuration;

/// <summary>A setting or line that cannot be read.</summary>
/// <param name="Subject">What is wrong: a key, a file and line.</param>
/// <param name="Message">What is expected; never the value where that could be a secret.</param>
internal readonly record struct SettingProblem(string Subject, string Message) : IComparable<SettingProblem>
{
    /// <inheritdoc/>
    public int CompareTo(SettingProblem other) =>
        (string.CompareOrdinal(Subject, other.Subject), string.CompareOrdinal(Message, other.Message)).CompareTo((0, 0));
}
