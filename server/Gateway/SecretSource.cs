using System.Text;

namespace KeySafety.Server.Gateway;

/// <summary>A secret that stands in a file or an environment variable; the file is read again when it changes. Thread-safe.</summary>
internal sealed partial class SecretSource
{
    // A secret is changed by hand or by a job; a second is soon enough and costs a request nothing.
    private static readonly long CheckMilliseconds = 1000;

    private readonly string? _file;
    private readonly int _minLength;
    private readonly Lock _gate = new();
    private string _value;
    private long _checkedAt = Environment.TickCount64;
    private bool _isUnreadable;

    private SecretSource(string? file, string value, int minLength)
    {
        _file = file;
        _value = value;
        _minLength = minLength;
    }

    /// <summary>Reads a file; a line break at its end does not count.</summary>
    /// <exception cref="StartupException">It cannot be read, is too short, or cannot stand in a header.</exception>
    public static SecretSource OfFile(string path, int minLength = 1) =>
        new(path, ReadFile(path, minLength, out var problem) ?? throw new StartupException($"the file {path} {problem}"), minLength);

    /// <summary>Reads an environment variable, once.</summary>
    /// <exception cref="StartupException">It is not set, is too short, or cannot stand in a header.</exception>
    public static SecretSource OfVariable(string name, int minLength = 1)
    {
        var value = Environment.GetEnvironmentVariable(name) ?? string.Empty;
        return Problem(value, minLength) is { } problem
            ? throw new StartupException($"the environment variable {name} {problem}")
            : new SecretSource(null, value, minLength);
    }

    /// <summary>The secret, as of a second ago.</summary>
    /// <param name="logger">Told once when the file cannot be read any more; the secret stays what it was.</param>
    public string Value(ILogger logger)
    {
        if (_file is not null && Environment.TickCount64 - Volatile.Read(ref _checkedAt) >= CheckMilliseconds)
            Check(_file, logger);
        return Volatile.Read(ref _value);
    }

    private void Check(string file, ILogger logger)
    {
        // One reads; the others go on with what there is.
        if (!_gate.TryEnter())
            return;

        try
        {
            Volatile.Write(ref _checkedAt, Environment.TickCount64);
            var value = ReadFile(file, _minLength, out var problem);
            if (value is null && !_isUnreadable)
                LogUnreadable(logger, file, problem);
            _isUnreadable = value is null;
            if (value is not null)
                Volatile.Write(ref _value, value);
        }
        finally
        {
            _gate.Exit();
        }
    }

    private static string? ReadFile(string path, int minLength, out string? problem)
    {
        try
        {
            var text = File.ReadAllText(path, Encoding.UTF8).TrimEnd('\r', '\n');
            problem = Problem(text, minLength);
            return problem is null ? text : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problem = $"cannot be read ({error.GetType().Name})";
            return null;
        }
    }

    private static string? Problem(string text, int minLength) =>
        text.Length == 0 ? "is empty"
        : text.Length < minLength ? $"has fewer than {minLength} characters"
        : text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? "has characters that no header can carry"
        : null;

    [LoggerMessage(LogLevel.Error, "A secret of the gateway stays what it was: the file {File} {Problem}")]
    private static partial void LogUnreadable(ILogger logger, string file, string? problem);
}
