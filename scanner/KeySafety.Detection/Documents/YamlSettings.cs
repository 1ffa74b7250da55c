using KeySafety.Detection.Text;
using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Documents;

/// <summary>Reads settings in YAML's block style and judges values under the keys that lead to them.</summary>
/// <remarks>
/// <c>apiKeys:</c> with a key for each service below it, <c>tokens:</c> with items, <c>- value: x</c> before its <c>name:</c>, and the options of a
/// command as items, <c>- --api-key</c> before <c>- x</c>. What stands on one line is found without this; texts of several lines are passed
/// over, and so is everything that is written in flow style. Linear in the length.
/// https://yaml.org/spec/1.2.2/#chapter-8-block-style-productions
/// </remarks>
internal ref struct YamlSettings
{
    // Deeper nesting than settings have is read without names.
    private const int MaxDepth = 64;
    private const int LongestName = 64;
    private const int LongestValue = 1024;

    private readonly TextView _view;
    private readonly ContentScan _scan;
    private readonly List<Level> _open = [];
    private Part _name;
    private Part _value;
    private Part _option;
    private int _pairIndent;

    /// <summary>Reads a text.</summary>
    public YamlSettings(in TextView view, ContentScan scan)
    {
        _view = view;
        _scan = scan;
    }

    /// <summary>Reads all of it.</summary>
    public void Read()
    {
        var text = _view.Bytes;
        var skipDeeperThan = int.MaxValue;
        for (var line = 0; line < text.Length;)
        {
            var end = text.Slice(line).IndexOf((byte)'\n') is >= 0 and var length ? line + length : text.Length;
            var first = TrimStart(text, line, end, " "u8);
            var last = TrimEnd(text, first, end, " \t\r"u8);
            if (first < last && text[first] != '#' && first - line <= skipDeeperThan)
                skipDeeperThan = ReadLine(line, first, last) ? int.MaxValue : first - line;
            line = end + 1;
        }
    }

    /// <summary>Reads a line; false where the lines below that stand deeper are its text.</summary>
    private bool ReadLine(int line, int start, int end)
    {
        var text = _view.Bytes;
        var indent = start - line;

        // The items of a list may stand as deep as its key.
        Close(text[start] == '-' && At(text, start + 1) == ' ' ? indent + 1 : indent);
        while (text[start] == '-' && start + 1 < end && text[start + 1] == ' ')
        {
            start = TrimStart(text, start + 1, end, " "u8);
            (_name, _value) = (default, default);
            indent = start - line;
        }

        if (KeyEnd(start, end) is not (> 0 and var colon))
        {
            ReadItem(start, end, indent);
            return true;
        }

        _option = default;
        var key = Unquoted(start, colon);
        var from = TrimStart(text, colon + 1, end, " "u8);
        if (from == end || text[from] == '#')
        {
            (_name, _value) = (default, default);
            if (_open.Count < MaxDepth)
                _open.Add(new Level(indent, key));
            return true;
        }

        if (text[from] is (byte)'|' or (byte)'>')
            return false;

        ReadPair(key, ValueAt(from, end), indent);
        return true;
    }

    private void ReadPair(Part key, Part value, int indent)
    {
        var own = Name(key);
        if (indent != _pairIndent)
            (_name, _value, _pairIndent) = (default, default, indent);
        if (own.Equals("name", StringComparison.OrdinalIgnoreCase) || own.Equals("key", StringComparison.OrdinalIgnoreCase))
            _name = value;
        else if (own.Equals("value", StringComparison.OrdinalIgnoreCase))
            _value = value;

        // The other order is read where it stands.
        if (!_value.IsEmpty && _name.Start > _value.End && MayBeSecret(_value))
        {
            _scan.Judge(in _view, Name(_name), _value.Start, _value.End);
            _value = default;
        }
        else if (MayBeSecret(value) && SettingNames.Telling(own, Section(), isReadInPlace: true) is { } name)
        {
            _scan.Judge(in _view, name, value.Start, value.End);
        }
    }

    // - --api-key, - value; and the items of a list that is called tokens
    private void ReadItem(int start, int end, int indent)
    {
        var value = ValueAt(start, end);
        var text = _view.Bytes;
        var option = _option;
        _option = StartsWith(text, value.Start, "--") && text.Slice(value.Start, value.Length).IndexOf((byte)'=') < 0 && value.Length > 2 ? new Part(value.Start + 2, value.End) : default;
        if (!_option.IsEmpty || !MayBeSecret(value))
            return;

        if (!option.IsEmpty)
            _scan.Judge(in _view, Name(option), value.Start, value.End);
        else if (indent > 0 && Section() is { Length: > 0 } list && SettingNames.Telling(list, "", isReadInPlace: false) is { } name)
            _scan.Judge(in _view, name, value.Start, value.End);
    }

    private void Close(int indent)
    {
        while (_open.Count > 0 && _open[_open.Count - 1].Indent >= indent)
            _open.RemoveAt(_open.Count - 1);
    }

    private readonly string Section() => _open.Count > 0 ? Name(_open[_open.Count - 1].Key) : "";

    // The colon behind a key: before a space or the end of the line; negative where the line has no key.
    private readonly int KeyEnd(int start, int end)
    {
        var text = _view.Bytes;
        var quote = text[start] is (byte)'"' or (byte)'\'' ? text[start] : (byte)0;
        for (var i = quote != 0 ? start + 1 : start; i < end && i - start <= LongestName; i++)
        {
            if (quote != 0)
                quote = text[i] == quote ? (byte)0 : quote;
            else if (text[i] == ':' && (i + 1 == end || text[i + 1] == ' '))
                return i;
            else if (text[i] is (byte)' ' or (byte)'#' or (byte)'{' or (byte)'[')
                return -1;
        }

        return -1;
    }

    // Without quotes and comment; empty for anchors, aliases, tags and flow style.
    private readonly Part ValueAt(int start, int end)
    {
        var text = _view.Bytes;
        if (text[start] is (byte)'"' or (byte)'\'')
        {
            var close = text.Slice(start + 1, end - start - 1).IndexOf(text[start]);
            return close < 0 ? default : new Part(start + 1, start + 1 + close);
        }

        if (text[start] is (byte)'&' or (byte)'*' or (byte)'!' or (byte)'{' or (byte)'[')
            return default;

        var comment = text.Slice(start, end - start).IndexOf(" #"u8);
        return new Part(start, comment < 0 ? end : TrimEnd(text, start, start + comment, " "u8));
    }

    private readonly Part Unquoted(int start, int end) =>
        end - start >= 2 && _view.Bytes[start] is (byte)'"' or (byte)'\'' ? new Part(start + 1, end - 1) : new Part(start, end);

    private readonly string Name(Part part) => part.Length is > 0 and <= LongestName ? _view.Read(part.Start, part.Length) : "";

    private readonly bool MayBeSecret(Part value) =>
        value.Length is >= 4 and <= LongestValue && _view.Bytes.Slice(value.Start, value.Length).IndexOf((byte)' ') < 0;

    private readonly record struct Part(int Start, int End)
    {
        public int Length => End - Start;

        public bool IsEmpty => Length == 0;
    }

    /// <summary>A key that stands over others.</summary>
    private readonly record struct Level(int Indent, Part Key);
}
