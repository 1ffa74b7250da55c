using KeySafety.Detection.Text;
using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Documents;

/// <summary>Reads settings in JSON and judges each text under the keys that lead to it.</summary>
/// <remarks>
/// As lenient as the runtime and more so: comments, trailing commas, single quotes, repeated keys, several documents, and a text that
/// breaks off. A text ends with its line, so that a lost quote costs one line. Linear in the length.
/// </remarks>
internal readonly ref struct JsonSettings
{
    // Deeper nesting than settings have is walked without names.
    private const int MaxDepth = 64;
    private const int LongestName = 64;
    private const int LongestValue = 1024;

    private readonly TextView _view;
    private readonly ContentScan _scan;

    /// <summary>Reads a text.</summary>
    public JsonSettings(in TextView view, ContentScan scan)
    {
        _view = view;
        _scan = scan;
    }

    /// <summary>Reads all of it.</summary>
    public void Read()
    {
        var text = _view.Bytes;
        var open = new Stack<Section>();
        var section = new Section();
        var key = default(Part);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case (byte)'{' or (byte)'[':
                    if (open.Count < MaxDepth)
                        open.Push(section);
                    section = new Section { Key = key.IsEmpty ? section.Key : key, IsList = text[i] == '[' };
                    key = default;
                    break;
                case (byte)'}' or (byte)']':
                    JudgePair(section);
                    section = open.Count > 0 ? open.Pop() : new Section();
                    key = default;
                    break;
                case (byte)',':
                    key = default;
                    break;
                case (byte)'/' when At(text, i + 1) is (byte)'/' or (byte)'*':
                    i = SkipComment(text, i);
                    break;
                case (byte)'"' or (byte)'\'':
                    var part = new Part(i + 1, EndOfText(text, i));
                    i = Math.Max(part.End, i);
                    if (At(text, SkipSpace(text, i + 1)) == ':')
                        key = part;
                    else
                        section = Judge(section, key, part);
                    break;
            }
        }

        JudgePair(section);
    }

    /// <summary>Judges a text; where it is half of a pair of name and value, it is kept for the other half.</summary>
    private Section Judge(Section section, Part key, Part value)
    {
        if (key.IsEmpty && !section.IsList)
            return section;

        var own = Name(key.IsEmpty ? section.Key : key);
        if (own.Equals("value", StringComparison.OrdinalIgnoreCase))
            section = section with { Value = value };
        else if (own.Equals("name", StringComparison.OrdinalIgnoreCase) || own.Equals("key", StringComparison.OrdinalIgnoreCase))
            section = section with { Name = value };

        if (own.Length > 0 && MayBeSecret(value) && SettingNames.Telling(own, key.IsEmpty ? "" : Name(section.Key), isReadInPlace: !key.IsEmpty) is { } name)
            _scan.Judge(in _view, name, value.Start, value.End);
        return section;
    }

    /// <summary><c>{ "value": "x", "name": "DB_PASSWORD" }</c>: the other order is read where it stands.</summary>
    private void JudgePair(Section section)
    {
        if (section.Name.Start > section.Value.End && MayBeSecret(section.Value) && Name(section.Name) is { Length: > 0 } name)
            _scan.Judge(in _view, name, section.Value.Start, section.Value.End);
    }

    private string Name(Part part) => part.Length is > 0 and <= LongestName ? _view.Read(part.Start, part.Length) : "";

    private bool MayBeSecret(Part value) =>
        value.Length is >= 4 and <= LongestValue && _view.Bytes.Slice(value.Start, value.Length).IndexOf((byte)' ') < 0;

    private static int SkipComment(ReadOnlySpan<byte> text, int at)
    {
        var rest = text.Slice(at + 2);
        var length = text[at + 1] == '/' ? rest.IndexOf((byte)'\n') : rest.IndexOf("*/"u8) is >= 0 and var close ? close + 1 : -1;
        return length < 0 ? text.Length : at + 2 + length;
    }

    // Behind blanks, line breaks and comments.
    private static int SkipSpace(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length)
        {
            if (text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                at++;
            else if (text[at] == '/' && At(text, at + 1) == '*')
                at = SkipComment(text, at) + 1;
            else
                break;
        }

        return at;
    }

    private static int EndOfText(ReadOnlySpan<byte> text, int quote)
    {
        for (var i = quote + 1; i < text.Length; i++)
        {
            if (text[i] == text[quote] || text[i] is (byte)'\r' or (byte)'\n')
                return i;
            if (text[i] == '\\')
                i++;
        }

        return text.Length;
    }

    private readonly record struct Part(int Start, int End)
    {
        public int Length => End - Start;

        public bool IsEmpty => Length == 0;
    }

    /// <summary>An object or a list, and what it is called.</summary>
    private readonly record struct Section(Part Key, bool IsList, Part Name, Part Value);
}
