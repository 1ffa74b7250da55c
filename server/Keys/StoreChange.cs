using KeySafety.Server.Audit;

namespace KeySafety.Server.Keys;

/// <summary>The disk did not confirm a change, or the server is stopping; the message says what to do.</summary>
internal sealed class StoreUnavailableException(string message) : Exception(message);

/// <summary>Something for the writing thread to do, and somebody who waits for it.</summary>
internal abstract class Change
{
    /// <summary>Whether it needs a transaction.</summary>
    public virtual bool Writes => true;

    /// <summary>The request that asks for it, for the audit; null where the server does by itself.</summary>
    public AuditedRequest? By { get; } = AuditedRequest.Current;

    /// <summary>Its part of the transaction.</summary>
    public virtual void Apply(KeyChanges changes)
    {
    }

    /// <summary>Called once the transaction is on disk.</summary>
    public abstract void Complete(KeyDatabase database);

    public abstract void Fail(Exception error);
}

/// <summary>Something to do that has an answer.</summary>
internal abstract class Request<T> : Change
{
    protected TaskCompletionSource<T> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Done => Answer.Task;

    public override void Fail(Exception error) => Answer.TrySetException(error);
}

/// <summary>A change of keys.</summary>
internal sealed class Change<T>(Func<KeyChanges, T> change) : Request<T>
{
    private T? _result;

    public override void Apply(KeyChanges changes) => _result = change(changes);

    public override void Complete(KeyDatabase database) => Answer.TrySetResult(_result!);
}

/// <summary>A copy of the store, taken between two transactions.</summary>
internal sealed class Copy(Action<KeyDatabase> copy) : Request<bool>
{
    public override bool Writes => false;

    public override void Complete(KeyDatabase database)
    {
        try
        {
            copy(database);
            Answer.TrySetResult(true);
        }
        catch (Exception error)
        {
            // Whatever went wrong belongs to the one who asked for the copy; the store itself is as it was.
            Fail(error);
        }
    }
}
