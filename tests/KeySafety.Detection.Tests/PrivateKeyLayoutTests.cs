using System.Text;
using System.Text.Json;
using KeySafety.Tests;

namespace KeySafety.Detection.Tests;

/// <summary>Private keys in PEM as people carry them along: in literals, documents, patches and variables.</summary>
public class PrivateKeyLayoutTests
{
    private static readonly Dictionary<string, Func<string[], string>> Layouts = new()
    {
        ["as it is"] = static lines => string.Join('\n', lines),
        ["CRLF"] = static lines => string.Join("\r\n", lines),
        ["without a footer"] = static lines => string.Join('\n', lines[..^1]),
        ["YAML block"] = static lines => "key: |\n" + string.Concat(lines.Select(line => $"    {line}\n")),
        ["escaped"] = static lines => "KEY=\"" + string.Join("\\n", lines) + "\"",
        ["escaped CRLF"] = static lines => "KEY=\"" + string.Join("\\r\\n", lines) + "\"",
        ["JSON"] = static lines => JsonSerializer.Serialize(string.Join('\n', lines)),
        ["JSON in JSON"] = static lines => JsonSerializer.Serialize(JsonSerializer.Serialize(string.Join('\n', lines))),
        ["concatenated"] = static lines => "k = " + string.Join(" +\n    ", lines.Select(line => $"\"{line}\\n\"")) + ";",
        ["concatenated in front"] = static lines => "k = " + string.Join("\n    + ", lines.Select(line => $"\"{line}\\n\"")) + ";",
        ["adjacent literals"] = static lines => "char *k =\n" + string.Join('\n', lines.Select(line => $"  \"{line}\\n\"")) + ";",
        ["array"] = static lines => "[" + string.Join(",\n", lines.Select(line => $"'{line}'")) + "].join()",
        ["calls"] = static lines => string.Join('\n', lines.Select(line => $"text.AppendLine(\"{line}\");")),
        ["Visual Basic"] = static lines => "k = \"" + string.Join("\" & vbCrLf & _\n \"", lines) + "\"",
        ["one line"] = static lines => string.Join(' ', lines),
        ["comment"] = static lines => string.Concat(lines.Select(line => $"// {line}\n")),
        ["block comment"] = static lines => "/*\n" + string.Concat(lines.Select(line => $" * {line}\n")) + " */",
        ["patch"] = static lines => string.Concat(lines.Select(line => $"+{line}\n")),
        ["quoted mail"] = static lines => string.Concat(lines.Select(line => $"> {line}\n")),
        ["HTML"] = static lines => string.Join("<br>\n", lines),
        ["character references"] = static lines => string.Join("&#10;", lines),
        ["short lines"] = static lines => $"{lines[0]}\n{string.Join('\n', string.Concat(lines[1..^1]).Chunk(30).Select(line => new string(line)))}\n{lines[^1]}",
        ["one long line"] = static lines => $"{lines[0]}\n{string.Concat(lines[1..^1])}\n{lines[^1]}",
        ["base64"] = static lines => "KEY=" + Base64(lines),
        ["base64 in lines"] = static lines => "data:\n" + string.Concat(Base64(lines).Chunk(76).Select(line => $"  {new string(line)}\n")),
        ["percent"] = static lines => "key=" + Uri.EscapeDataString(string.Join('\n', lines)),
        ["UTF-16"] = static lines => string.Join('\n', lines),
    };

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var kind in (string[])["RSA", "EC", "PKCS8", "ENCRYPTED", "OPENSSH"])
        {
            foreach (var layout in Layouts.Keys)
                cases.Add(kind, layout);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Key_IsFoundAndVerifiedOnce(string kind, string layout)
    {
        var lines = Template.Expand($"{{pem:{kind}}}", 17).TrimEnd('\n').Split('\n');
        var text = Layouts[layout](lines);
        var findings = new List<Finding>();
        Detector.Default.Scan((layout == "UTF-16" ? Encoding.Unicode : Encoding.UTF8).GetBytes(text), "a.txt", findings);

        var finding = Assert.Single(findings);
        Assert.EndsWith("private-key", finding.Rule.Name, StringComparison.Ordinal);
        Assert.Equal(Confidence.High, finding.Confidence);
    }

    private static string Base64(string[] lines) => Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Join('\n', lines)));
}
