namespace KeySafety.Server.Tests.Hosting;

/// <summary>Announces a large body (<c>Expect: 100-continue</c>), so that a refusal of it is read before the server breaks off.</summary>
internal sealed class AnnouncingHandler() : DelegatingHandler(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) })
{
    private const int LargeBytes = 500_000;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content?.Headers.ContentLength > LargeBytes)
            request.Headers.ExpectContinue = true;
        return base.SendAsync(request, cancellationToken);
    }
}
