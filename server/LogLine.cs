using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace KeySafety.Server;

/// <summary>One line an event: time in UTC, level, message. A line break inside a message is written as a space.</summary>
internal sealed class LogLine(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, TextWriter writer)
    {
        writer.Write(clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", CultureInfo.InvariantCulture));
        writer.Write(LevelName(entry.LogLevel));
        writer.Write(' ');
        writer.WriteLine(entry.Formatter(entry.State, entry.Exception).ReplaceLineEndings(" "));
    }

    private static string LevelName(LogLevel level) => level switch
    {
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => level.ToString().ToLowerInvariant(),
    };
}
