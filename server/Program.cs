using KeySafety.Server;

const int CannotStart = 2;

try
{
    if (Settings.Read(args, Environment.GetEnvironmentVariable, out var exitCode) is not { } options)
        return exitCode;

    await using var server = await KeyServer.Start(options, TimeProvider.System);
    await server.WaitForShutdown();
    return 0;
}
catch (StartupException problem)
{
    await Console.Error.WriteLineAsync($"torque-server: {problem.Message}");
    return CannotStart;
}
