using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace KeySafety.Server.Audit;

/// <summary>Which records are asked for. All that is given must hold.</summary>
internal sealed class AuditFilter
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    // A field of the record, and what it must be. Credentials are looked for as the one who asks and as the one that changes.
    private readonly List<(byte[] Field, byte[]? Or, byte[] Value)> _texts = [];
    private byte[]? _from;
    private byte[]? _to;
    private string? _status;

    /// <summary>No record of an earlier day is asked for. A record is written at most a second after its time.</summary>
    public DateOnly FirstDay { get; private set; } = DateOnly.MinValue;

    public DateOnly LastDay { get; private set; } = DateOnly.MaxValue;

    /// <summary>The parameters it takes, with what each is compared to.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["credential", "from", "to", "route", "action", "status", "method", "address", "request_id", "kind", "outcome"];

    /// <summary>Adds a condition.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Add(string name, string value)
    {
        switch (name)
        {
            case "credential":
                _texts.Add(("credential"u8.ToArray(), "target"u8.ToArray(), Encoding.UTF8.GetBytes(value)));
                return null;
            case "address":
                if (!IPAddress.TryParse(value, out var address))
                    return "Parameter `address` is an IPv4 or IPv6 address.";
                value = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
                break;
            case "status":
                _status = value;
                return value.Length == 3 && char.IsAsciiDigit(value[0]) && (value[1..] == "xx" || value[1..].All(char.IsAsciiDigit))
                    ? null
                    : "Parameter `status` is a number of three digits, or 2xx, 4xx and so on.";
            case "from" or "to":
                return AddTime(name, value);
        }

        _texts.Add((Encoding.UTF8.GetBytes(name), null, Encoding.UTF8.GetBytes(value)));
        return null;
    }

    /// <summary>Whether a line is a record that is asked for. Allocates nothing.</summary>
    public bool Matches(ReadOnlySpan<byte> line)
    {
        var wanted = _texts.Count + (_status is null ? 0 : 1);
        try
        {
            var json = new Utf8JsonReader(line);
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName)
                    continue;

                var name = json.ValueSpan;
                json.Read();
                if (name.SequenceEqual("time"u8) && !IsInTime(json.ValueSpan))
                    return false;
                if (_status is not null && name.SequenceEqual("status"u8) && IsStatus(json.ValueSpan))
                    wanted--;
                foreach (var (field, or, value) in _texts)
                {
                    // A request's credential and a change's target are never the same record's.
                    if ((name.SequenceEqual(field) || (or is not null && name.SequenceEqual(or)))
                        && json.TokenType == JsonTokenType.String && json.ValueTextEquals(value))
                    {
                        wanted--;
                    }
                }
            }

            return wanted <= 0;
        }
        catch (JsonException)
        {
            // Somebody altered it; `audit verify` says so.
            return false;
        }
    }

    private string? AddTime(string name, string value)
    {
        DateTimeOffset time;
        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        }
        else if (!DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time))
        {
            return $"Parameter `{name}` is a time, such as 2026-05-01T12:00:00Z, or seconds since 1970.";
        }

        var text = Encoding.ASCII.GetBytes(time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        var day = DateOnly.FromDateTime(time.UtcDateTime);
        if (name == "from")
            (_from, FirstDay) = (text, day);
        else
            (_to, LastDay) = (text, day == DateOnly.MaxValue ? day : day.AddDays(1));
        return null;
    }

    // Times are all of one length and one zone: they sort as text.
    private bool IsInTime(ReadOnlySpan<byte> time) =>
        (_from is null || time.SequenceCompareTo(_from) >= 0) && (_to is null || time.SequenceCompareTo(_to) < 0);

    private bool IsStatus(ReadOnlySpan<byte> status) =>
        status.Length == 3 && (_status![1] == 'x' ? status[0] == _status[0] : Encoding.ASCII.GetString(status) == _status);
}
