using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.RealInput;

/// <summary>A real nginx with a static site and a configuration of its own, on a free port of the loopback address.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _directory;

    private Nginx(Process process, DirectoryInfo directory, int port)
    {
        _process = process;
        _directory = directory;
        Port = port;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public int Port { get; }

    public HttpClient Http { get; }

    /// <summary>Starts and waits until it listens.</summary>
    /// <param name="http">Stands in <c>http { … }</c>.</param>
    /// <param name="locations">Stands in <c>server { … }</c>.</param>
    /// <param name="files">Paths of the site; each file holds its own path.</param>
    public static async Task<Nginx> Start(string http, string locations, params string[] files)
    {
        var directory = Directory.CreateTempSubdirectory("torque-nginx-");
        foreach (var file in files)
        {
            var path = Path.Join(directory.FullName, "site", file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, file);
        }

        var port = FreePort();
        var configuration = Path.Combine(directory.FullName, "nginx.conf");
        await File.WriteAllTextAsync(configuration, Configuration(directory.FullName, port, http, locations));
        var process = Process.Start(RequiresFactAttribute.Find("nginx")!, ["-p", directory.FullName, "-c", configuration, "-e", "error.log"]);
        var nginx = new Nginx(process, directory, port);
        await nginx.WaitUntilItListens();
        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Delete(recursive: true);
    }

    // One process, so that killing it leaves no worker behind, and one that reads what this user may read.
    private static string Configuration(string directory, int port, string http, string locations) => $$"""
        daemon off;
        master_process off;
        pid {{directory}}/nginx.pid;
        error_log {{directory}}/error.log;
        events { worker_connections 64; }
        http {
          access_log off;
          default_type text/plain;
          client_body_temp_path {{directory}}/body;
          proxy_temp_path {{directory}}/proxy;
          fastcgi_temp_path {{directory}}/fastcgi;
          uwsgi_temp_path {{directory}}/uwsgi;
          scgi_temp_path {{directory}}/scgi;
          {{http}}
          server {
            listen 127.0.0.1:{{port}};
            root {{directory}}/site;
            {{locations}}
          }
        }
        """;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WaitUntilItListens()
    {
        for (var attempt = 0; attempt < 100 && !_process.HasExited; attempt++)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        throw new InvalidOperationException(
            $"nginx did not start:\n{await File.ReadAllTextAsync(Path.Combine(_directory.FullName, "error.log"))}");
    }
}
