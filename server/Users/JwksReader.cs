using System.Net;
using System.Text;

namespace KeySafety.Server.Users;

/// <summary>Reads what an issuer publishes, from its address or from a file; the address comes from the configuration alone.</summary>
/// <remarks>Follows no redirect, keeps no cookie, waits 5 s at most and reads 256 KB at most. A token has no say in any of it.</remarks>
internal sealed class JwksReader : IDisposable
{
    // A set of two RSA keys has 1 KB, with certificates 5.
    private const int MaxBytes = 256 << 10;
    private const int MaxHeaderKilobytes = 16;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = MaxHeaderKilobytes,
        // An issuer that moves is found anew.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = MaxBytes,
    };

    /// <summary>The text, or what is wrong.</summary>
    public async Task<(string? Json, string? Problem)> Read(IssuerOptions issuer, CancellationToken stopped)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        limit.CancelAfter(issuer.FetchTimeout);
        try
        {
            return issuer.JwksUri is { } address ? await Get(address, limit.Token) : await ReadFile(issuer.JwksFile!, limit.Token);
        }
        catch (OperationCanceledException)
        {
            return (null, $"it took more than {issuer.FetchTimeout.TotalSeconds:F0} s");
        }
        catch (HttpRequestException error)
        {
            // Too large is one of these, too.
            return (null, $"{issuer.JwksUri!.Authority} did not answer as it should ({error.HttpRequestError})");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return (null, $"the file cannot be read ({error.GetType().Name})");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<(string? Json, string? Problem)> Get(Uri address, CancellationToken stopped)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("application/jwk-set+json, application/json");
        using var response = await _http.SendAsync(request, stopped);
        return response.StatusCode == HttpStatusCode.OK
            // As UTF-8, whatever character set it claims (RFC 8259, section 8.1).
            ? (Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(stopped)), null)
            : (null, $"{address.Authority} answered {(int)response.StatusCode}");
    }

    private static async Task<(string? Json, string? Problem)> ReadFile(string path, CancellationToken stopped) =>
        new FileInfo(path) is { Exists: true, Length: > MaxBytes }
            ? (null, $"the file has more than {MaxBytes} bytes")
            : (await File.ReadAllTextAsync(path, stopped), null);
}
