using Microsoft.Win32.SafeHandles;
using System.Text;
using KeySafety.Server.Crypto;

namespace KeySafety.Server.Audit;

/// <summary>How the last server left its records, found out at start: where the chain goes on, and what is wrong with it.</summary>
/// <remarks>
/// Reads from the sealed head on, so that it costs what was written since the last sync and not what is kept. Records behind
/// the head that are not whole were cut off by a kill: nobody was told that they are there, and they are cut away. Records that
/// the head knows and that are not there were taken away: the chain goes on from the head in a new file, and the hole stays.
/// </remarks>
internal sealed record AuditRecovery
{
    public AuditState State { get; private init; } = AuditState.Start;

    /// <summary>The file to go on with; null for a new one.</summary>
    public AuditFile? File { get; private init; }

    /// <summary>Where to go on in it.</summary>
    public long Length { get; private init; }

    /// <summary>The first record that is kept.</summary>
    public long First { get; private init; } = 1;

    public long HeadWrite { get; private init; }

    /// <summary>Changes whose outcome is not written.</summary>
    public IReadOnlyList<CredentialChange> Open { get; private init; } = [];

    /// <summary>Where in the file the first of them stands; -1 where there are none.</summary>
    public long OpenAt { get; private init; } = -1;

    /// <summary>Whole records behind the head: at most a second's, if the last server was killed.</summary>
    public long Unsealed { get; private init; }

    /// <summary>Bytes of a record that was cut off.</summary>
    public long TornBytes { get; private init; }

    /// <summary>What cannot come from a kill; null where there is nothing of that kind.</summary>
    public string? Problem { get; private init; }

    /// <exception cref="IOException">The directory cannot be read.</exception>
    public static AuditRecovery Of(string directory, DataKey key, int generation)
    {
        var files = AuditFile.In(directory);
        var head = AuditHead.Read(directory);
        if (head is null)
        {
            return files.Count == 0
                ? new AuditRecovery()
                : AfterNewest(files, "The head is missing or unreadable.");
        }

        // After a reseal nobody can check the old seal: the data key is lost.
        if (head.Generation >= generation && !head.IsSealedBy(key))
            return AfterNewest(files, "The head was not sealed by this server.") with { HeadWrite = head.Write };

        if (files.Find(file => file.Name == head.File) is not { } last || !EndsWith(last, head))
        {
            return new AuditRecovery
            {
                State = new AuditState(head.Sequence + 1, head.Hash),
                First = head.First,
                HeadWrite = head.Write,
                Problem = $"Records up to {head.Sequence} were written, and the last of them are missing or altered.",
            };
        }

        return AfterHead(files, last, head);
    }

    private static AuditRecovery AfterHead(List<AuditFile> files, AuditFile last, AuditHead head)
    {
        var found = new AuditRecovery
        {
            State = new AuditState(head.Sequence + 1, head.Hash),
            File = last,
            Length = head.Length,
            First = head.First,
            HeadWrite = head.Write,
        };
        var open = new SortedDictionary<long, (CredentialChange Change, long At)>();
        if (head.Open >= 0)
            Collect(last, head.Open, head.Length, open);

        found = found.Extended(last, open);
        foreach (var next in files.SkipWhile(file => file != last).Skip(1))
        {
            var extended = (found with { File = next, Length = 0, TornBytes = 0 }).Extended(next, open);
            if (extended.Length == 0 && new FileInfo(next.Path).Length < AuditLine.MaxBytes)
            {
                // A file whose first record was cut off.
                found = found with { TornBytes = found.TornBytes + extended.TornBytes };
                System.IO.File.Delete(next.Path);
            }
            else if (extended.Length == 0 || found.TornBytes > 0)
            {
                found = found with { Problem = $"{next.Name} does not follow {found.File!.Name}." };
            }
            else
            {
                found = extended;
            }
        }

        return found with
        {
            Open = [.. open.Values.Select(entry => entry.Change)],
            OpenAt = open.Count == 0 ? -1 : open.Values.Min(entry => entry.At),
        };
    }

    private AuditRecovery Extended(AuditFile file, SortedDictionary<long, (CredentialChange Change, long At)> open)
    {
        using var handle = OpenToRead(file);
        var lines = new ForwardLines(handle, Length);
        var (state, length, unsealed) = (State, Length, Unsealed);
        var hash = Encoding.ASCII.GetBytes(state.Hash);
        while (lines.TryRead(out var line) && AuditChain.Follows(hash, line) && AuditRecord.Read(line) is { } record && record.Sequence == state.NextSequence)
        {
            Collect(record, length, open);
            AuditChain.TrySplit(line, out _, out var next);
            next.CopyTo(hash);
            state = new AuditState(state.NextSequence + 1, Encoding.ASCII.GetString(hash));
            length = lines.Position;
            unsealed++;
        }

        return this with { State = state, Length = length, Unsealed = unsealed, TornBytes = RandomAccess.GetLength(handle) - length };
    }

    private static void Collect(AuditFile file, long start, long end, SortedDictionary<long, (CredentialChange Change, long At)> open)
    {
        using var handle = OpenToRead(file);
        var lines = new ForwardLines(handle, start);
        var at = start;
        while (at < end && lines.TryRead(out var line))
        {
            if (AuditRecord.Read(line) is { } record)
                Collect(record, at, open);
            at = lines.Position;
        }
    }

    private static void Collect(AuditRecord record, long at, SortedDictionary<long, (CredentialChange Change, long At)> open)
    {
        if (CredentialChange.ReadIntent(record) is { } intent)
            open[intent.Sequence] = (intent, at);
        else
            open.Remove(CredentialChange.ReadAnswered(record));
    }

    // Without a head that can be believed: behind whatever stands last.
    private static AuditRecovery AfterNewest(List<AuditFile> files, string problem)
    {
        var state = AuditState.Start;
        if (files.Count > 0)
        {
            state = state with { NextSequence = files[^1].First };
            using var handle = OpenToRead(files[^1]);
            var lines = new ForwardLines(handle, 0);
            while (lines.TryRead(out var line))
            {
                if (AuditChain.TrySplit(line, out _, out var hash) && AuditRecord.Read(line) is { Sequence: > 0 } record)
                    state = new AuditState(record.Sequence + 1, Encoding.ASCII.GetString(hash));
            }
        }

        return new AuditRecovery { State = state, First = files.Count == 0 ? 1 : files[0].First, Problem = problem };
    }

    private static bool EndsWith(AuditFile file, AuditHead head)
    {
        using var handle = OpenToRead(file);
        Span<byte> end = stackalloc byte[AuditChain.HashLength + AuditChain.End.Length + 1];
        return head.Length >= end.Length
            && RandomAccess.Read(handle, end, head.Length - end.Length) == end.Length
            && end[..AuditChain.HashLength].SequenceEqual(Encoding.ASCII.GetBytes(head.Hash))
            && end[^1] == '\n';
    }

    /// <summary>Opens a file of records beside the one who writes it.</summary>
    public static SafeFileHandle OpenToRead(AuditFile file) =>
        System.IO.File.OpenHandle(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
