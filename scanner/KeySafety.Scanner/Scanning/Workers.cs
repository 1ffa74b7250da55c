namespace KeySafety.Scanner.Scanning;

/// <summary>Threads that all run the same work, one a core.</summary>
internal sealed class Workers
{
    private readonly Thread[] _threads;
    private Exception? _failure;

    private Workers(Action work)
    {
        _threads = new Thread[Environment.ProcessorCount];
        for (var i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(() => Run(work)) { IsBackground = true, Name = "scan" };
            _threads[i].Start();
        }
    }

    public static Workers Start(Action work) => new(work);

    /// <summary>Waits for all; a failure of one is thrown here.</summary>
    public void Wait()
    {
        foreach (var thread in _threads)
            thread.Join();
        if (_failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
    }

    private void Run(Action work)
    {
        try
        {
            work();
        }
#pragma warning disable CA1031 // An exception may not end a thread: it is thrown again where it is waited for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, e, null);
        }
    }
}
