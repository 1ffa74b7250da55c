using System.Net;
using System.Text;
using KeySafety.Server.Access;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Usage;

/// <summary>Counts of many credentials as bytes: about 20 each.</summary>
/// <remarks>
/// Numbers and texts as <see cref="RecordWriter"/> writes them. A row: the kind of the credential, its number, its text (empty where it has
/// none), the last use and its address, how many routes and, for each, name, requests, errors; how many addresses and, for each, address, requests;
/// requests from further addresses. Names and addresses are few: each is a number, and its text follows where the number is the next unused one.
/// </remarks>
internal static class UsageRows
{
    public static byte[] Write(IEnumerable<(CredentialId Id, UsageCount Count)> counts)
    {
        var row = new RecordWriter();
        var names = new Dictionary<object, int>();
        foreach (var (id, count) in counts)
        {
            row.Number((ulong)id.Kind);
            row.Number((ulong)id.Number);
            row.Text(id.Text ?? string.Empty);
            row.Number((ulong)count.LastUsedAt);
            WriteName(row, names, count.LastUsedFrom);
            row.Number((ulong)count.Routes.Length);
            foreach (var (route, requests, errors) in count.Routes)
            {
                WriteName(row, names, route);
                row.Number((ulong)requests);
                row.Number((ulong)errors);
            }

            row.Number((ulong)count.Addresses.Length);
            foreach (var (address, requests) in count.Addresses)
            {
                WriteName(row, names, address);
                row.Number((ulong)requests);
            }

            row.Number((ulong)count.OtherAddresses);
        }

        return row.Written.ToArray();
    }

    /// <exception cref="DamagedStoreException">It is not what <see cref="Write"/> wrote.</exception>
    public static List<(CredentialId Id, UsageCount Count)> Read(ReadOnlySpan<byte> bytes)
    {
        var rows = new List<(CredentialId, UsageCount)>();
        var names = new List<string>();
        var reader = new RecordReader(bytes);
        while (!reader.IsAtEnd)
        {
            var (kind, number, text) = ((CredentialKinds)reader.Number(), (int)reader.Number(), Encoding.UTF8.GetString(reader.Text()));
            var count = new UsageCount();
            var lastUsedAt = (long)reader.Number();
            count.SetLast(lastUsedAt, ReadAddress(ref reader, names));
            for (var routes = reader.Number(); routes > 0; routes--)
            {
                var route = ReadName(ref reader, names);
                count.AddRoute(route, (long)reader.Number(), (long)reader.Number());
            }

            for (var addresses = reader.Number(); addresses > 0; addresses--)
            {
                var address = ReadAddress(ref reader, names);
                count.AddAddress(address, (long)reader.Number());
            }

            count.AddOthers((long)reader.Number());
            rows.Add((new CredentialId(kind, number, text.Length == 0 ? null : text), count));
        }

        return rows;
    }

    private static void WriteName(RecordWriter row, Dictionary<object, int> names, object name)
    {
        if (names.TryGetValue(name, out var index))
        {
            row.Number((ulong)index);
            return;
        }

        row.Number((ulong)names.Count);
        row.Text(name.ToString()!);
        names.Add(name, names.Count);
    }

    private static string ReadName(ref RecordReader reader, List<string> names)
    {
        var index = reader.Number();
        if (index == (ulong)names.Count)
            names.Add(Encoding.UTF8.GetString(reader.Text()));
        return index < (ulong)names.Count ? names[(int)index] : throw new DamagedStoreException("A batch of usage names what it does not hold.");
    }

    private static IPAddress ReadAddress(ref RecordReader reader, List<string> names) =>
        IPAddress.TryParse(ReadName(ref reader, names), out var address) ? address : throw new DamagedStoreException("A batch of usage holds no address where one belongs.");
}
