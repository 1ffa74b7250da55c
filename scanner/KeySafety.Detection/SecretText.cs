namespace KeySafety.Detection;

/// <summary>A found secret, which no log, report or debugger shows by accident.</summary>
/// <remarks>Formatting gives the redaction; only <see cref="Expose"/> gives the value.</remarks>
public readonly struct SecretText : IEquatable<SecretText>
{
    private readonly string? _value;

    /// <summary>Wraps a secret.</summary>
    public SecretText(string value) => _value = value;

    /// <summary>Length of the secret, in UTF-16 units.</summary>
    public int Length => Expose().Length;

    /// <summary>The secret itself: never for a report, unless its reader asked for secrets.</summary>
    public string Expose() => _value ?? "";

    /// <summary>The redaction: at most the first four characters and always fewer than half, then an ellipsis.</summary>
    public override string ToString()
    {
        var value = Expose();
        var shown = Math.Min(4, Math.Max(0, value.Length - 1) / 2);
        if (shown > 0 && char.IsHighSurrogate(value[shown - 1]))
            shown--;
        return value.AsSpan(0, shown).ToString() + "\u2026";
    }

    /// <inheritdoc/>
    public bool Equals(SecretText other) => Expose() == other.Expose();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SecretText other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Expose());

    /// <summary>Whether both hold the same secret.</summary>
    public static bool operator ==(SecretText left, SecretText right) => left.Equals(right);

    /// <summary>Whether they hold different secrets.</summary>
    public static bool operator !=(SecretText left, SecretText right) => !left.Equals(right);
}
