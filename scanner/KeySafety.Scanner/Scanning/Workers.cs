using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace KeySafety.Scanner.Scanning;

/// <summary>Threads that take from one queue, one a core.</summary>
internal sealed class Workers
{
    private readonly List<Thread> _threads = [];
    private Exception? _failure;

    private Workers()
    {
    }

    /// <summary>Starts threads that run until the queue is complete and empty.</summary>
    /// <param name="queue">What is to be done.</param>
    /// <param name="create">Makes what one thread does with an item; called once a thread, for its buffers.</param>
    public static Workers Start<T>(BlockingCollection<T> queue, Func<Action<T>> create)
    {
        var workers = new Workers();
        for (var i = 0; i < Environment.ProcessorCount; i++)
        {
            var thread = new Thread(() => workers.Run(queue, create())) { IsBackground = true, Name = "scan" };
            workers._threads.Add(thread);
            thread.Start();
        }

        return workers;
    }

    /// <summary>Waits for all; a failure of one is thrown here.</summary>
    public void Wait()
    {
        foreach (var thread in _threads)
            thread.Join();
        if (_failure is not null)
            ExceptionDispatchInfo.Throw(_failure);
    }

    /// <summary>Goes on after a failure: whoever fills the queue waits for room in it.</summary>
    private void Run<T>(BlockingCollection<T> queue, Action<T> work)
    {
        foreach (var item in queue.GetConsumingEnumerable())
        {
            try
            {
                work(item);
            }
#pragma warning disable CA1031 // An exception may not end a thread: it is thrown again where it is waited for.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref _failure, e, null);
            }
        }
    }
}
