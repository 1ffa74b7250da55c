namespace KeySafety.Benchmarks.Analyzers;

/// <summary>Members of ordinary classes: <c>%M</c> is their name, <c>%N</c> a noun, <c>%w</c> a word, <c>%T</c> a text, <c>%d</c> a number, <c>%%</c> the sign.</summary>
internal static class CSharpMembers
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Templates { get; } =
    [
        """
        /// <summary>Gets or sets the %w.</summary>
        public string %MText { get; set; } = "%T";
        """,
        """
        public const string %MName = "%T";

        private const int %MLimit = %d;
        """,
        """
        /// <summary>Formats what was given.</summary>
        /// <param name="name">The name.</param>
        /// <param name="index">The first.</param>
        /// <param name="count">How many.</param>
        public string %M(string name, int index, int count)
        {
            if (index > count || string.IsNullOrEmpty(name))
                throw new ArgumentException("%T", nameof(name));

            var label = "%T";
            foreach (var item in Enumerable.Range(index, count).Where(item => item %% 7 == 0))
                label += item.ToString(CultureInfo.InvariantCulture) + "%T" + name;
            return label.Length > %d ? label : $"{name}: {index} of {count} (%w)";
        }
        """,
        """
        public async Task<string> %MAsync(string id, CancellationToken cancellation)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{_host}/%N/{id}?%w=%d");
            request.Headers.Add("X-%N-Id", "%T");
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _values["token"]);
            using var response = await _client.SendAsync(request, cancellation).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw new InvalidOperationException($"%N {(int)response.StatusCode}: %w was refused");

            return await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        }
        """,
        """
        public IReadOnlyList<(string Key, int Value)> %M(IEnumerable<string> lines)
        {
            var result = new List<(string Key, int Value)>();
            foreach (var line in lines)
            {
                var parts = line.Split(';');
                if (parts.Length < 2 || !int.TryParse(parts[1], NumberStyles.Integer, CultureInfo.InvariantCulture, out var value))
                    continue;

                result.Add((parts[0].Trim(), value + %d));
            }

            return result;
        }
        """,
        """
        private static string %M(int code) => code switch
        {
            1 => "%T",
            2 => "%T",
            1%d => "%w",
            _ => throw new ArgumentOutOfRangeException(nameof(code), code, "%T"),
        };
        """,
        """
        public void %M(string key, string value, string password)
        {
            _values[key] = value;
            _values["%w"] = value;
            _values["%w:%w"] = password;
            _values.TryAdd(key, value);
            if (_values.TryGetValue("%N", out var found) && found == value)
                _host = found + ":" + value + "/" + key;
            if (password == "" || password.Length < %d)
                _host = "%T";
        }
        """,
        """
        /// <summary>Writes a table.</summary>
        public string %M(int rows)
        {
            var text = new StringBuilder();
            text.Append("%T").Append(' ').AppendLine("%w");
            for (var row = 0; row < rows; row++)
            {
                text.Append(row).Append(" | ");
                text.Append("%N").Append(row * %d);
                text.AppendFormat(CultureInfo.InvariantCulture, "{0} of {1}", row, rows);
                text.AppendLine();
            }

            return text.ToString();
        }
        """,
        """
        public Dictionary<string, object> %M(Guid id, DateTime created) => new()
        {
            ["id"] = id,
            ["%w"] = "%T",
            ["%N"] = "%T",
            ["created"] = created.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["count"] = %d,
        };
        """,
        """
        public string %M()
        {
            const string sql = "SELECT id, %w, created_at FROM %N WHERE tenant = @tenant AND %w = @value ORDER BY created_at DESC";
            var host = Environment.GetEnvironmentVariable("%N_HOST") ?? "localhost";
            var port = Environment.GetEnvironmentVariable("PORT") ?? "%d";
            return "Server=" + host + ";Port=" + port + ";Query=" + sql;
        }
        """,
        """
        private static readonly byte[] %MTable =
        [
            0x4E, 0x65, 0x74, 0x01, 0x00, 0x10, 0xC8, 0x7F, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27,
        ];
        """,
        """
        [Obsolete("%T")]
        public bool %M(string left, string right, bool ignoreCase)
        {
            try
            {
                var first = left.Trim().Replace("%w", "", StringComparison.Ordinal);
                var second = right.Trim().Substring(0, Math.Min(%d, right.Length));
                return string.Equals(first, second, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
            }
            catch (ArgumentException exception) when (exception.ParamName == "%w")
            {
                return false;
            }
        }
        """,
        """
        public decimal %M(decimal amount, int quantity)
        {
            var total = amount * quantity;
            if (quantity > 100)
                total -= total * 0.05m;
            else if (quantity > 10)
                total -= total * 0.02m;
            total = Math.Round(total, 2, MidpointRounding.ToEven);
            return total < 0 ? 0 : total;
        }
        """,
        """
        public record %MOptions(string Name, string Endpoint, string ApiKey, int Timeout)
        {
            public string Section { get; init; } = "%N:%w";

            public static %MOptions Default { get; } = new("%N", "https://example.org/%N", "", %d);

            public %MOptions WithEndpoint(string endpoint) => this with { Endpoint = endpoint, Timeout = Timeout + %d };
        }
        """,
    ];
}
