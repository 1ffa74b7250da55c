using System.Globalization;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Commands;

/// <summary>A bar on stderr while work takes longer than a second, on a terminal alone.</summary>
internal sealed class Progress : IDisposable
{
    private const int BarWidth = 24;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly ScanLog _log;
    private readonly Lock _lock = new();
    private readonly System.Diagnostics.Stopwatch _clock = System.Diagnostics.Stopwatch.StartNew();
    private readonly Timer? _timer;
    private bool _isShown;
    private bool _isOver;

    public Progress(ScanLog log)
    {
        _log = log;
        if (!Console.IsErrorRedirected)
            _timer = new(_ => Show(), null, Patience, Pace);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            _isOver = true;
            if (_isShown)
                Console.Error.Write("\r\x1b[K");
        }
    }

    private void Show()
    {
        lock (_lock)
        {
            if (_isOver)
                return;

            _isShown = true;
            var done = _log.Files + _log.BinaryFiles + _log.LargeFiles;
            var expected = Math.Max(done, _log.ExpectedFiles);
            var filled = expected == 0 ? 0 : (int)(BarWidth * done / expected);
            var speed = Words.Bytes((long)(_log.Bytes / _clock.Elapsed.TotalSeconds));
            Console.Error.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"\r[{new string('#', filled).PadRight(BarWidth)}] {done:N0} of {expected:N0} files, {Words.Bytes(_log.Bytes)}, {speed}/s\x1b[K"));
        }
    }
}
