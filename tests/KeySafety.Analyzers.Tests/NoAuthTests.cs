namespace KeySafety.Analyzers.Tests;

/// <summary>Authentication switched off in code: KS0010.</summary>
public sealed class NoAuthTests
{
    [Theory]
    [InlineData("""Process.Start("torque-server", {|KS0010:"--no-auth"|});""")]
    [InlineData("""Process.Start("torque-server", {|KS0010:"--port 8108 --no-auth"|});""")]
    [InlineData("""Process.Start("torque-server", $"{|KS0010:--no-auth --port |}{port}");""")]
    [InlineData("""Process.Start("torque-server", new[] { "--port", "8108", {|KS0010:"--no-auth"|} });""")]
    [InlineData("""Process.Start(new ProcessStartInfo("torque-server", {|KS0010:"--no-auth"|}));""")]
    [InlineData("""_ = new ProcessStartInfo { FileName = "torque-server", Arguments = {|KS0010:"--no-auth"|} };""")]
    [InlineData("""var info = new ProcessStartInfo("torque-server"); info.ArgumentList.Add({|KS0010:"--no-auth"|});""")]
    [InlineData("""var info = new ProcessStartInfo("torale"); info.Environment["TORALE_NOAUTH"] = "1";""", "\"TORALE_NOAUTH\"")]
    [InlineData("""var info = new ProcessStartInfo("torale"); info.EnvironmentVariables.Add("NOAUTH", "true");""", "\"NOAUTH\"")]
    [InlineData("""Environment.SetEnvironmentVariable({|KS0010:"NOAUTH"|}, "1");""")]
    [InlineData("""Environment.SetEnvironmentVariable({|KS0010:"TORALE_NOAUTH"|}, "true", EnvironmentVariableTarget.Process);""")]
    [InlineData("""_ = new Dictionary<string, string> { [{|KS0010:"NO_AUTH"|}] = "1" };""")]
    [InlineData("""_ = new Dictionary<string, string> { { {|KS0010:"NOAUTH"|}, "yes" } };""")]
    [InlineData("""string[] arguments = ["serve", {|KS0010:"--no-auth"|}];""")]
    [InlineData("""var args = new List<string> { "serve" }; args.Add({|KS0010:"--no-auth"|});""")]
    [InlineData("""var command = {|KS0010:"torque-server --no-auth"|};""")]
    [InlineData("""_ = new Options { NoAuth = {|KS0010:true|} };""")]
    [InlineData("""if (!Environment.UserInteractive || args0.Length > 3) Process.Start("torque-server", {|KS0010:"--no-auth"|});""")]
    public async Task SwitchedOff_Reports(string statement, string? marked = null) =>
        await Verify(marked is null ? statement : statement.Replace(marked, $"{{|KS0010:{marked}|}}", StringComparison.Ordinal));

    [Theory]
    [InlineData("""if (args0.Contains("--no-auth")) return;""")]
    [InlineData("""if (args0[0] == "--no-auth") return;""")]
    [InlineData("""switch (args0[0]) { case "--no-auth": return; }""")]
    [InlineData("""var option = "--no-auth";""")]
    [InlineData("""var commandOption = "--no-auth";""")]
    [InlineData("""_ = new Option("--no-auth", "Lets everybody in");""")]
    [InlineData("""_ = new[] { "--no-auth", "-n" }.Contains(args0[0]);""")]
    [InlineData("""Console.WriteLine("Do not start the server with --no-auth in production.");""")]
    [InlineData("""throw new InvalidOperationException("--no-auth is for development alone");""")]
    [InlineData("""_ = Environment.GetEnvironmentVariable("NOAUTH");""")]
    [InlineData("""_ = Environment.GetEnvironmentVariable("NOAUTH") == "1";""")]
    [InlineData("""Environment.SetEnvironmentVariable("NOAUTH", null);""")]
    [InlineData("""Environment.SetEnvironmentVariable("NOAUTH", "0");""")]
    [InlineData("""Environment.SetEnvironmentVariable("KIDNOAUTHOR", "1");""")]
    [InlineData("""Process.Start("svn", "--no-auth-cache update");""")]
    [InlineData("""Process.Start("torque-server", "--no-auth=false");""")]
    [InlineData("""if (environment.IsDevelopment()) Process.Start("torque-server", "--no-auth");""")]
    [InlineData("""Process.Start("torque-server", environment.IsDevelopment() ? "--no-auth" : "");""")]
    [InlineData("""_ = new Options { NoAuth = false };""")]
    [InlineData("""Process.Start("torque-server", "--no-auth"); // keysafety:allow""")]
    public async Task NotSwitchedOff_IsSilent(string statement) => await Verify(statement);

    [Fact]
    public async Task TestProject_IsSilent() => await Verify("""Process.Start("torque-server", "--no-auth");""", "build_property.IsTestProject = true");

    private static async Task Verify(string statement, string settings = "") =>
        await Source.Verify<AuthenticationSwitchAnalyzer>(
            $$"""
            using System; using System.Collections.Generic; using System.Diagnostics; using System.Linq;
            class Options { public bool NoAuth { get; set; } }
            class Option { public Option(string name, string description) { } }
            interface IEnvironment { bool IsDevelopment(); }
            class C { void M(string[] args0, int port, IEnvironment environment) {
              {{statement}}
            } }
            """,
            settings);
}
