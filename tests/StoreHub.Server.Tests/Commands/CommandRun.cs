using System.CommandLine;
using StoreHub.Server.Hosting;

namespace StoreHub.Server.Tests.Commands;

/// <summary>A command of the server program, run in this process.</summary>
internal sealed record CommandRun(int Exit, string Output, string Errors)
{
    public static async Task<CommandRun> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        int exit = await ServerCommand.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
        return new CommandRun(exit, output.ToString(), errors.ToString());
    }
}
