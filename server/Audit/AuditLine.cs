using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace KeySafety.Server.Audit;

/// <summary>Writes records as lines of JSON into one buffer, each chained to the one before it.</summary>
/// <remarks>By hand and into the same bytes again: at 50,000 records a second the garbage of a serialiser would be felt by requests.</remarks>
internal sealed class AuditLine
{
    /// <summary>No line is longer, its line break included.</summary>
    public const int MaxBytes = 16_384;

    /// <summary>A text is cut after this many characters; escaped it is six times as long at most.</summary>
    public const int MaxTextLength = 256;

    private const int SecondLength = 19;
    private const string SecondFormat = "yyyy-MM-dd'T'HH:mm:ss";

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        " !#$%()*,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~");

    // The previous hash, then the line that is being written: together what is hashed.
    private readonly byte[] _line = new byte[AuditChain.HashLength + MaxBytes];
    private readonly byte[] _second = new byte[SecondLength];
    private long _secondOf = -1;
    private byte[] _lines = new byte[1 << 16];
    private int _length;
    private int _at;

    public AuditLine(in AuditState state) => Restore(state);

    /// <summary>Where the chain is: after the lines that are finished.</summary>
    public AuditState State => new(NextSequence, Encoding.ASCII.GetString(_line, 0, AuditChain.HashLength));

    public long NextSequence { get; private set; }

    /// <summary>The finished lines.</summary>
    public ReadOnlySpan<byte> Lines => _lines.AsSpan(0, _length);

    /// <summary>Forgets the finished lines; the chain goes on.</summary>
    public void Clear() => _length = 0;

    /// <summary>Forgets the finished lines and goes back to an earlier state.</summary>
    public void Restore(in AuditState state)
    {
        _length = 0;
        NextSequence = state.NextSequence;
        Encoding.ASCII.GetBytes(state.Hash, _line);
    }

    public AuditLine Begin(ReadOnlySpan<byte> kind, DateTimeOffset time)
    {
        _at = AuditChain.HashLength;
        Append("{\"seq\":"u8);
        Append(NextSequence);
        Append(",\"time\":\""u8);
        AppendTime(time);
        Append("\",\"kind\":\""u8);
        Append(kind);
        Append("\""u8);
        return this;
    }

    /// <summary>Adds a text; nothing where it is null.</summary>
    /// <param name="name">Plain ASCII.</param>
    /// <param name="value">Any text.</param>
    public AuditLine Text(ReadOnlySpan<byte> name, string? value)
    {
        if (value is null)
            return this;

        Name(name);
        Append("\""u8);
        AppendText(value);
        Append("\""u8);
        return this;
    }

    public AuditLine Number(ReadOnlySpan<byte> name, long value)
    {
        Name(name);
        Append(value);
        return this;
    }

    public AuditLine True(ReadOnlySpan<byte> name, bool value)
    {
        if (!value)
            return this;

        Name(name);
        Append("true"u8);
        return this;
    }

    public AuditLine Credential(ReadOnlySpan<byte> name, in AuditedCredential credential)
    {
        if (credential.Number < 0)
            return Text(name, credential.Text is null ? credential.Kind : credential.ToString());

        Name(name);
        Append("\""u8);
        AppendText(credential.Kind);
        Append(":"u8);
        Append(credential.Number);
        Append("\""u8);
        return this;
    }

    public AuditLine Address(ReadOnlySpan<byte> name, IPAddress address)
    {
        Name(name);
        Append("\""u8);
        address.TryFormat(_line.AsSpan(_at), out var written);
        _at += written;
        Append("\""u8);
        return this;
    }

    /// <summary>Finishes the line.</summary>
    public void End()
    {
        var content = _line.AsSpan(AuditChain.HashLength, _at - AuditChain.HashLength);
        var needed = content.Length + AuditChain.HashName.Length + AuditChain.HashLength + AuditChain.End.Length + 1;
        if (_length + needed > _lines.Length)
            Array.Resize(ref _lines, Math.Max(_lines.Length * 2, _length + needed));

        var line = _lines.AsSpan(_length, needed);
        content.CopyTo(line);
        AuditChain.HashName.CopyTo(line[content.Length..]);
        var hash = line.Slice(content.Length + AuditChain.HashName.Length, AuditChain.HashLength);
        AuditChain.Hash(_line.AsSpan(0, _at), hash);
        AuditChain.End.CopyTo(line[^(AuditChain.End.Length + 1)..]);
        line[^1] = (byte)'\n';
        hash.CopyTo(_line);
        _length += needed;
        NextSequence++;
    }

    private void Name(ReadOnlySpan<byte> name)
    {
        Append(",\""u8);
        Append(name);
        Append("\":"u8);
    }

    private void AppendText(string value)
    {
        var text = value.AsSpan(0, Math.Min(value.Length, MaxTextLength));
        if (!text.ContainsAnyExcept(Plain))
        {
            _at += Encoding.ASCII.GetBytes(text, _line.AsSpan(_at));
            return;
        }

        Span<char> escaped = stackalloc char[MaxTextLength * 6];
        JavaScriptEncoder.Default.Encode(text, escaped, out _, out var length);
        Utf8.FromUtf16(escaped[..length], _line.AsSpan(_at), out _, out var written);
        _at += written;
    }

    private void AppendTime(DateTimeOffset time)
    {
        var second = time.UtcTicks / TimeSpan.TicksPerSecond;
        if (second != _secondOf)
        {
            time.UtcDateTime.TryFormat(_second, out _, SecondFormat, CultureInfo.InvariantCulture);
            _secondOf = second;
        }

        Append(_second);
        var milliseconds = (int)(time.UtcTicks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMillisecond);
        Append([(byte)'.', (byte)('0' + milliseconds / 100), (byte)('0' + milliseconds / 10 % 10), (byte)('0' + milliseconds % 10), (byte)'Z']);
    }

    private void Append(long number)
    {
        number.TryFormat(_line.AsSpan(_at), out var written, default, CultureInfo.InvariantCulture);
        _at += written;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_line.AsSpan(_at));
        _at += bytes.Length;
    }
}
