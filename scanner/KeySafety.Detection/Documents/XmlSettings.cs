using KeySafety.Detection.Text;
using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Documents;

/// <summary>Reads settings in XML and judges values under the attribute or element that names them.</summary>
/// <remarks>
/// <c>&lt;add value="x" key="ApiSecret"/></c> in any order and over several lines, <c>&lt;setting name="ApiKey">&lt;value>x</c>, and elements
/// with a prefix, with attributes, or with their text on a line of its own. What is not well-formed is passed over. Linear in the length.
/// </remarks>
internal readonly ref struct XmlSettings
{
    private const int MaxDepth = 64;
    private const int LongestName = 64;
    private const int LongestValue = 1024;

    private readonly TextView _view;
    private readonly ContentScan _scan;

    /// <summary>Reads a text.</summary>
    public XmlSettings(in TextView view, ContentScan scan)
    {
        _view = view;
        _scan = scan;
    }

    /// <summary>Reads all of it.</summary>
    public void Read()
    {
        var text = _view.Bytes;
        var open = new List<Element>();
        for (var i = 0; i < text.Length;)
        {
            var tag = text.Slice(i).IndexOf((byte)'<');
            if (tag < 0)
                return;

            i += tag + 1;
            if (StartsWith(text, i, "!--"))
            {
                i = Behind(text, i, "-->"u8);
            }
            else if (StartsWith(text, i, "![cdata["))
            {
                var end = Behind(text, i, "]]>"u8);
                JudgeText(open, i + "![cdata[".Length, end - 3);
                i = end;
            }
            else if (At(text, i) is (byte)'?' or (byte)'!')
            {
                i = Behind(text, i, ">"u8);
            }
            else if (At(text, i) == '/')
            {
                if (open.Count > 0)
                    open.RemoveAt(open.Count - 1);
                i = Behind(text, i, ">"u8);
            }
            else
            {
                i = ReadElement(open, i);
            }
        }
    }

    /// <summary>Reads a tag and the text behind it; gives where to go on.</summary>
    private int ReadElement(List<Element> open, int at)
    {
        var text = _view.Bytes;
        var end = Until(text, at, " \t\r\n/><\"'="u8, LongestName);
        var element = new Element(Local(text, at, end), default);
        var value = default(Part);
        at = end;
        while (true)
        {
            at = TrimStart(text, at, text.Length, " \t\r\n"u8);
            if (at >= text.Length || text[at] is (byte)'>' or (byte)'<' || (text[at] == '/' && At(text, at + 1) == '>'))
                break;

            at = ReadAttribute(at, out var name, out var quoted);
            if (IsOneOf(name, "key", "name"))
                element = element with { Key = quoted };
            else if (IsOneOf(name, "value", "value"))
                value = quoted;
        }

        if (!value.IsEmpty && !element.Key.IsEmpty)
            Judge(Read(element.Key), open.Count > 0 ? Read(open[open.Count - 1].Name) : "", value);

        if (At(text, at) == '/' || At(text, at) == '<')
            return at + (At(text, at) == '/' ? 2 : 0);

        if (open.Count < MaxDepth)
            open.Add(element);
        var close = Until(text, Math.Min(text.Length, at + 1), "<"u8, LongestValue);
        if (At(text, close) == '<')
            JudgeText(open, at + 1, close);
        return Math.Min(text.Length, at + 1);
    }

    /// <summary>Reads <c>name="value"</c>, or passes over what is none; gives where to go on.</summary>
    private int ReadAttribute(int at, out Part name, out Part value)
    {
        var text = _view.Bytes;
        (name, value) = (default, default);
        var end = Until(text, at, " \t\r\n/><\"'="u8, text.Length);
        if (end == at)
            return at + 1;

        var sign = TrimStart(text, end, text.Length, " \t\r\n"u8);
        if (At(text, sign) != '=')
            return end;

        var quote = TrimStart(text, sign + 1, text.Length, " \t\r\n"u8);
        if (!IsQuote(At(text, quote)))
            return sign + 1;

        var close = text.Slice(quote + 1).IndexOf(text[quote]);
        if (close < 0)
            return text.Length;

        name = Local(text, at, end);
        value = new Part(quote + 1, quote + 1 + close);
        return value.End + 1;
    }

    private void JudgeText(List<Element> open, int start, int end)
    {
        if (open.Count == 0 || end <= start)
            return;

        var text = _view.Bytes;
        start = TrimStart(text, start, end, " \t\r\n"u8);
        var value = new Part(start, TrimEnd(text, start, end, " \t\r\n"u8));
        var element = open[open.Count - 1];
        var holder = open.Count > 1 ? open[open.Count - 2] : default;
        if (value.IsEmpty)
            return;

        if (!element.Key.IsEmpty)
            Judge(Read(element.Key), Read(element.Name), value);
        else if (IsOneOf(element.Name, "value", "string") && !holder.Key.IsEmpty)
            Judge(Read(holder.Key), "", value);
        else
            Judge(Read(element.Name), Read(holder.Name), value);
    }

    private void Judge(string own, string section, Part value)
    {
        if (own.Length == 0 || value.Length is < 4 or > LongestValue || _view.Bytes.Slice(value.Start, value.Length).IndexOfAny(" \r\n"u8) >= 0)
            return;

        if (SettingNames.Telling(own, section, isReadInPlace: false) is { } name && !IsEncrypted(value))
            _scan.Judge(in _view, name, value.Start, value.End);
    }

    // What Windows has encrypted for one user begins with the id of its provider.
    private bool IsEncrypted(Part value) => StartsWith(_view.Bytes, value.Start, "aqaaancmnd8bf");

    private string Read(Part part) => part.Length is > 0 and <= LongestName ? _view.Read(part.Start, part.Length) : "";

    private bool IsOneOf(Part name, string first, string second) =>
        (name.Length == first.Length && StartsWith(_view.Bytes, name.Start, first)) || (name.Length == second.Length && StartsWith(_view.Bytes, name.Start, second));

    // A name without its prefix.
    private static Part Local(ReadOnlySpan<byte> text, int start, int end) =>
        new(start + text.Slice(start, end - start).LastIndexOf((byte)':') + 1, end);

    private static int Behind(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> close)
    {
        var index = text.Slice(at).IndexOf(close);
        return index < 0 ? text.Length : at + index + close.Length;
    }

    private readonly record struct Part(int Start, int End)
    {
        public int Length => End - Start;

        public bool IsEmpty => Length == 0;
    }

    private readonly record struct Element(Part Name, Part Key);
}
