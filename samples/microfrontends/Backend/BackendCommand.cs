using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using StoreHub.Client;

namespace StoreHub.Samples.Microfrontends;

/// <summary>The command line: registers what standard input says, until that or the process ends.</summary>
internal static class BackendCommand
{
    private const int Success = 0, Failure = 1, Usage = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        var hub = new Option<string>("--hub") { Description = "The hub's address.", HelpName = "url", DefaultValueFactory = static _ => "http://localhost:5080/hub" };
        var store = new Option<string>("--store") { Description = "The store that hosts read the remotes from.", HelpName = "name", DefaultValueFactory = static _ => "mf" };
        var command = new RootCommand(
            """
            Tells the hosts of microfrontends where their remotes are: reads lines from standard input and writes remotes/<remote>/entry of a store.
              <remote> <address>   the remote's entry, such as: analytics http://localhost:5301/2/mf-manifest.json
              <remote>             there is no such remote any more
            Answers each line when it is durable at the hub. Ends with 0, 1 if a line was wrong or the hub refused, 2 if the arguments are wrong.
            """) { hub, store };
        command.SetAction((parsed, cancellationToken) => RegisterAsync(parsed.GetRequiredValue(hub), parsed.GetRequiredValue(store), cancellationToken));
        ParseResult parsed = command.Parse(args);
        using var stopping = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        int code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, stopping.Token);
        return parsed.Action is ParseErrorAction ? Usage : code;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopping.Cancel();
        }
    }

    private static async Task<int> RegisterAsync(string hub, string name, CancellationToken cancellationToken)
    {
        try
        {
            await using var client = new StoreHubClient(hub);
            client.StatusChanged += static (_, status) =>
            {
                if (status.State == ClientState.Offline) Console.Error.WriteLine($"Waiting for the hub: {status.Message}");
            };
            var registry = new RemoteRegistry(await client.OpenAsync(name, cancellationToken));
            return await RegisterLinesAsync(registry, cancellationToken) ? Success : Failure;
        }
        catch (ArgumentException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return Usage;
        }
        catch (StoreException refused)
        {
            await Console.Error.WriteLineAsync($"The hub refuses: {refused.Message}");
            return Failure;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Success;
        }
    }

    private static async Task<bool> RegisterLinesAsync(RemoteRegistry registry, CancellationToken cancellationToken)
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        bool good = true;
        // reading from a terminal cannot be cancelled, waiting for it can
        while (await input.ReadLineAsync(cancellationToken).AsTask().WaitAsync(cancellationToken) is { } line)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            try
            {
                var registration = Registration.Parse(line);
                long revision = await registry.WriteAsync(registration, cancellationToken);
                Console.WriteLine($"{registration} (revision {revision})");
            }
            catch (FormatException wrong)
            {
                await Console.Error.WriteLineAsync(wrong.Message);
                good = false;
            }
        }

        return good;
    }
}
