using System.ComponentModel;
using System.Diagnostics;

namespace StoreHub.Tests;

/// <summary>Runs scripts with their packages, which it installs if they are not there.</summary>
internal static class NodeScript
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly SemaphoreSlim Installing = new(1);

    /// <summary>Runs a script of <c>js/interop</c> to its end; skips the test where there is no node.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(string script, params string[] arguments) =>
        RunInAsync("js", "@microsoft", [Path.Combine("interop", script), .. arguments]);

    /// <summary>Runs node in a folder of the repository that needs a package; skips the test where there is no node.</summary>
    public static async Task<(int ExitCode, string Output)> RunInAsync(string folder, string package, params string[] arguments)
    {
        string directory = Path.Combine(Repository.Root, folder);
        await Installing.WaitAsync();
        try
        {
            if (!Directory.Exists(Path.Combine(directory, "node_modules", package)))
            {
                (int code, string output) = await StartAsync("npm", directory, "install", "--no-audit", "--no-fund");
                Assert.True(code == 0, $"npm install failed: {output}");
            }
        }
        finally
        {
            Installing.Release();
        }

        return await StartAsync("node", directory, arguments);
    }

    private static async Task<(int ExitCode, string Output)> StartAsync(string program, string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        Process? started = null;
        try
        {
            started = Process.Start(start);
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} is not installed");
        }

        using Process process = started!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{program} did not end within {Patience}");
        }
    }
}
