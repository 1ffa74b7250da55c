using System.Text;
using KeySafety.Server.Crypto;

namespace KeySafety.Server.Audit;

/// <summary>Reads all records from the oldest on and finds the first that was altered or is missing. Changes nothing; a server may run meanwhile.</summary>
internal sealed class AuditVerifier
{
    private readonly byte[] _hash = AuditChain.Start.ToArray();
    private readonly string _directory;
    private readonly AuditHead? _head;
    private readonly List<AuditFile> _files;
    private long _next;
    private bool _metHead;

    private AuditVerifier(string directory)
    {
        _directory = directory;
        // The head first: the records only grow, and so are never behind it.
        _head = AuditHead.Read(directory);
        _files = AuditFile.In(directory);
    }

    /// <summary>What was found.</summary>
    /// <param name="IsSound">Whether nothing was altered and nothing is missing.</param>
    /// <param name="Text">What to tell, in one line.</param>
    internal sealed record Finding(bool IsSound, string Text);

    /// <summary>Verifies a directory of records.</summary>
    /// <param name="directory">The folder itself.</param>
    /// <param name="key">Checks the seal of the head; null where the bootstrap key is not at hand.</param>
    /// <returns>Null where there is no audit.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Finding? Verify(string directory, DataKey? key)
    {
        if (!Directory.Exists(directory))
            return null;

        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var verifier = new AuditVerifier(directory);
                return verifier._files.Count == 0 && verifier._head is null ? null : verifier.Verify(key);
            }
            catch (FileNotFoundException) when (attempt < 5)
            {
                // Retention took it meanwhile: the list is read anew.
            }
        }
    }

    private Finding Verify(DataKey? key)
    {
        if (_head is null)
            return Altered($"{Path.Combine(_directory, AuditHead.Name)}: the head is missing or unreadable");
        if (key is not null && !_head.IsSealedBy(key))
            return Altered($"{Path.Combine(_directory, AuditHead.Name)}: the head was not sealed by this server");
        if (_files.Count == 0)
            return Altered($"all records up to {_head.Sequence} are missing");
        if (_files[0].First > _head.First)
            return Altered($"{_files[0].Name} line 1: records {_head.First} to {_files[0].First - 1} are missing before it");

        _next = _files[0].First;
        for (var i = 0; i < _files.Count; i++)
        {
            if (Read(_files[i], isFirst: i == 0, isLast: i == _files.Count - 1) is { } problem)
                return Altered(problem);
        }

        if (_next <= _head.Sequence)
            return Altered($"{_files[^1].Name}: records {_next} to {_head.Sequence} are missing at its end");
        if (!_metHead)
            return Altered($"{Path.Combine(_directory, AuditHead.Name)}: its last record is not in these files");

        var files = _files.Count == 1 ? "1 file" : $"{_files.Count} files";
        var seal = key is null ? "the seal was not checked: that takes the bootstrap key" : "the seal is good";
        return new Finding(true, $"sound: records {_files[0].First} to {_next - 1} in {files}; {_next - 1 - _head.Sequence} of them are not sealed yet; {seal}");
    }

    /// <returns>What is wrong, or null.</returns>
    private string? Read(AuditFile file, bool isFirst, bool isLast)
    {
        using var handle = AuditRecovery.OpenToRead(file);
        var lines = new ForwardLines(handle, 0);
        for (var number = 1L; lines.TryRead(out var line); number++)
        {
            if (Check(line, isFirst && number == 1) is { } problem)
                return $"{file.Name} line {number}: {problem}";
        }

        // Half a line at the very end was cut off by a kill, or is being written right now; nobody was told that it is there.
        return lines.Rest == 0 || isLast ? null : $"{file.Name}: the record at its end is cut off";
    }

    private string? Check(ReadOnlySpan<byte> line, bool isOldest)
    {
        var record = AuditRecord.Read(line);
        if (isOldest && record?["previous_hash"] is { Length: AuditChain.HashLength } previous)
            Encoding.ASCII.GetBytes(previous, _hash);
        if (!AuditChain.Follows(_hash, line))
            return Describe(line, record);
        if (record is null || record.Sequence != _next)
            return $"record {_next} is not numbered so";
        if (record["problem"] is { } problem)
            return $"record {_next}: the server found at its start: {problem}";

        AuditChain.TrySplit(line, out _, out var hash);
        hash.CopyTo(_hash);
        if (_next == _head!.Sequence)
        {
            if (!hash.SequenceEqual(Encoding.ASCII.GetBytes(_head.Hash)))
                return $"record {_next} is not the one that was sealed";
            _metHead = true;
        }

        _next++;
        return null;
    }

    // A line that is sound in itself tells whether others are missing before it.
    private string Describe(ReadOnlySpan<byte> line, AuditRecord? record) =>
        record is not null && AuditChain.TrySplit(line, out _, out _) && record.Sequence > _next
            ? $"{(record.Sequence - 1 == _next ? $"record {_next} is" : $"records {_next} to {record.Sequence - 1} are")} missing before it, or altered"
            : $"record {_next} was altered";

    private static Finding Altered(string problem) => new(false, $"altered: {problem}");
}
