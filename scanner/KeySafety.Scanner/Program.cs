using System.CommandLine;
using KeySafety.Scanner;
using KeySafety.Scanner.Commands;

// Until the rules are there, all that is allocated stays: collecting on the way took a third of a short run. Not where memory is scarce.
if (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > 256 << 20)
    GC.TryStartNoGCRegion(32 << 20);

var root = new RootCommand("Finds secrets in source, configuration and git history before they are committed or merged.")
{
    ScanCommand.Create(),
    RulesCommand.Create(),
    BaselineCommand.Create(),
    ExplainCommand.Create(),
    InstallHookCommand.Create(),
};

var command = root.Parse(args);
if (command.Errors.Count > 0)
{
    Console.Error.WriteLine($"{ThisProgram.Name}: {command.Errors[0].Message.ReplaceLineEndings(" ")}");
    return ExitCode.Failed;
}

try
{
    return command.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (e is ScanFailedException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"{ThisProgram.Name}: {e.Message.ReplaceLineEndings(" ")}");
    return ExitCode.Failed;
}
#pragma warning disable CA1031 // A bug must not print a stack trace, nor a message that might quote what was scanned.
catch (Exception e)
#pragma warning restore CA1031
{
    Console.Error.WriteLine($"{ThisProgram.Name}: internal error ({e.GetType().Name}); please report it with the command you ran");
    return ExitCode.Failed;
}
