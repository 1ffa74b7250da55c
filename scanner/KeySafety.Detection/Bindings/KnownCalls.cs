using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Bindings;

/// <summary>Calls of well-known libraries that take a secret at a known place: <c>new NetworkCredential("user", "x")</c>.</summary>
internal static class KnownCalls
{
    private const int Longest = 300;

    // The last part of the callee in lower case, the 0-based place of the secret, and the name it would have.
    private static readonly Dictionary<string, (int Place, string Name)> Calls = new(StringComparer.Ordinal)
    {
        ["networkcredential"] = (1, "password"),
        ["usernamepasswordcredentials"] = (1, "password"),
        ["usernamepasswordauthenticationtoken"] = (1, "password"),
        ["passwordauthentication"] = (1, "password"),
        ["httpbasicauth"] = (1, "password"),
        ["httpdigestauth"] = (1, "password"),
        ["basicauth"] = (1, "password"),
        ["setbasicauth"] = (1, "password"),
        ["basicauthentication"] = (1, "password"),
        ["httpbasicauthentication"] = (1, "password"),
        ["basicawscredentials"] = (1, "secretkey"),
        ["newstaticcredentials"] = (1, "secretkey"),
        ["clientsecretcredential"] = (2, "clientsecret"),
        ["secretkeyspec"] = (0, "secretkey"),
        ["getconnection"] = (2, "password"),
        ["mysqli_connect"] = (2, "password"),
        ["mysql_connect"] = (2, "password"),
        ["pdo"] = (2, "password"),
        ["createhmac"] = (1, "secretkey"),
        ["jwt.sign"] = (1, "secretkey"),
        ["jwt.verify"] = (1, "secretkey"),
        ["jwt.encode"] = (1, "secretkey"),
        ["jwt.decode"] = (1, "secretkey"),
        ["symmetricsecuritykey"] = (0, "secretkey"),
        ["signwith"] = (1, "secretkey"),
        ["algorithm.hmac256"] = (0, "secretkey"),
        ["hmac256"] = (0, "secretkey"),
        ["convertto-securestring"] = (0, "password"),
        ["auth"] = (1, "password"),
        ["login"] = (1, "password"),
        ["connect"] = (2, "password"),
        ["x509certificate2"] = (1, "password"),
        ["real_connect"] = (3, "password"),
        ["mysql_real_connect"] = (3, "password"),
        ["ftp_login"] = (2, "password"),
        ["mysqli"] = (2, "password"),
        ["sequelize"] = (2, "password"),
        ["basic_auth"] = (1, "password"),
        ["bearer_auth"] = (0, "token"),
        ["plainauth"] = (2, "password"),
        ["simple_bind_s"] = (1, "password"),
        ["bind_s"] = (1, "password"),
        ["credentials.new"] = (1, "secretkey"),
        ["jwt::encode"] = (1, "secretkey"),
        ["jwt::decode"] = (1, "secretkey"),
        ["fernet"] = (0, "secretkey"),
        ["twilio"] = (1, "authtoken"),
        ["wifi.begin"] = (1, "password"),
        ["begin"] = (1, "password"),
    };

    /// <summary>The secret argument of the call whose callee stands at these bytes, and the name it would have; null for other text.</summary>
    public static (Binding Binding, string Name)? Read(ReadOnlySpan<byte> text, int start, int end)
    {
        // Most names are not called: nothing is allocated for those.
        var mayBeCalled = At(text, end) == '(' || StartsWith(text, start, "convertto-") || (end - start == 4 && StartsWith(text, start, "auth"));
        if (!mayBeCalled || Callee(text, start, end) is not { } callee)
            return null;

        var name = callee.Substring(callee.LastIndexOf('.') + 1);
        if (!Calls.TryGetValue(callee, out var call) && !Calls.TryGetValue(name, out call))
            return null;

        var at = ArgumentsOf(text, start, end, callee);
        if (at < 0)
            return null;

        var argument = Argument(text, at, call.Place);
        if (argument is null && name == "auth" && Argument(text, at, 0) is { } only && At(text, SkipBlanks(text, only.End + 1)) == ')')
            argument = only;
        return argument is { } found ? (found, call.Name) : null;
    }

    /// <summary>Where the arguments start; -1 where the callee is not called here.</summary>
    private static int ArgumentsOf(ReadOnlySpan<byte> text, int start, int end, string callee)
    {
        var at = SkipBlanks(text, end);
        switch (callee)
        {
            case "auth": // auth=("user", "x") is a pair, and .auth("x") of a client of Redis
                if (At(text, end) == '(')
                    return At(text, start - 1) is (byte)'.' or (byte)'>' ? end + 1 : -1;
                at = At(text, at) == '=' ? SkipBlanks(text, at + 1) : -1;
                return At(text, at) == '(' ? at + 1 : -1;
            case "convertto-securestring":
                at = StartsWith(text, at, "-string ") ? SkipBlanks(text, at + "-string ".Length) : at;
                return IsQuote(At(text, at)) ? at : -1;
            default:
                return At(text, end) == '(' ? end + 1 : -1;
        }
    }

    private static string? Callee(ReadOnlySpan<byte> text, int start, int end)
    {
        Span<char> name = stackalloc char[40];
        if (end - start > name.Length)
            return null;

        for (var i = start; i < end; i++)
            name[i - start] = (char)(text[i] is >= (byte)'A' and <= (byte)'Z' ? text[i] | 0x20 : text[i]);
        return name.Slice(0, end - start).ToString();
    }

    /// <summary>The argument at a place, where it is a literal; brackets and quotes before it are passed over.</summary>
    public static Binding? Argument(ReadOnlySpan<byte> text, int at, int place)
    {
        var depth = 0;
        var limit = Math.Min(text.Length, at + Longest);
        for (var i = at; i < limit; i++)
        {
            var c = text[i];
            if (IsQuote(c))
            {
                var close = Until(text, i + 1, text.Slice(i, 1), limit - i - 1);
                if (place == 0 && depth == 0)
                    return close < limit && close > i + 1 ? new Binding(i + 1, close, BindingForm.Quoted) : null;
                i = close;
            }
            else if (c is (byte)'(' or (byte)'[' or (byte)'{')
            {
                depth++;
            }
            else if (c is (byte)')' or (byte)']' or (byte)'}')
            {
                if (--depth < 0)
                    return null;
            }
            else if (c == ',' && depth == 0)
            {
                place--;
            }
            else if (place == 0 && depth == 0 && IsLetter(c) && BehindConversion(text, i, limit) is > 0 and var quote)
            {
                i = quote - 1;
            }
            else if (place == 0 && depth == 0 && c is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'@' or (byte)'b' or (byte)'$'))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The quote behind <c>Encoding.UTF8.GetBytes(</c> or <c>[]byte(</c>; -1 where another call stands there.</summary>
    private static int BehindConversion(ReadOnlySpan<byte> text, int at, int limit)
    {
        var quote = Until(text, at, "\"'`,;\r\n"u8, limit - at);
        return quote < limit && IsQuote(text[quote])
            && (StartsWith(text, quote - "bytes(".Length, "bytes(") || StartsWith(text, quote - "some(".Length, "some(") || StartsWith(text, quote - "from(".Length, "from("))
            ? quote : -1;
    }
}
