using StoreHub.Client.Tests.Testing;

namespace StoreHub.Client.Tests;

/// <summary>Runs the tests as the generated entry point would; or, started by one of them, the process that it is to kill.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args)
    {
        if (KeptWriter.IsWanted(out string[] parts)) return KeptWriter.RunAsync(parts);
        return args.Any(static arg => arg is "-automated" or "@@")
            ? Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args)
            : Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
    }
}
