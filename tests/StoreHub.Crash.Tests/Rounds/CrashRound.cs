using System.Diagnostics;
using System.Text;
using StoreHub.Client;
using StoreHub.Crash.Tests.Kills;
using StoreHub.Crash.Tests.Witnesses;
using StoreHub.Encodings;
using StoreHub.Tests.Participants;
using StoreHub.Tests.Processes;

namespace StoreHub.Crash.Tests.Rounds;

/// <summary>One data folder, the clients and witnesses of its stores, and a hub that is killed again and again.</summary>
internal sealed class CrashRound : IAsyncDisposable
{
    private const string VisitedStore = "visited";

    private static readonly string[] s_stores = ["first", "second/Store"];

    private readonly Cast _cast;
    private readonly List<WireWitness> _witnesses = [];
    private readonly Dictionary<string, HistoryRegister> _registers = [];
    private readonly StringBuilder _output = new();
    private readonly HubArguments _arguments;
    private readonly string _program;
    private HubProcess? _hub;
    private Task _watching = Task.CompletedTask;

    private CrashRound(RoundOptions options)
    {
        _program = options.Program;
        var random = new Random(options.Seed);
        _arguments = new HubArguments(Directory.CreateTempSubdirectory("storehub-crash-").FullName, FreePort.Take(), random);
        _cast = new Cast(_arguments.Url, random, s_stores, options.HasVisits ? VisitedStore : null);
        foreach (string store in _cast.Stores) _registers[store] = new HistoryRegister(store);
        foreach (string store in s_stores)
        {
            _witnesses.Add(new WireWitness(_arguments.SocketUrl, store, json: false, _registers[store]));
            _witnesses.Add(new WireWitness(_arguments.SocketUrl, store, json: true, _registers[store]));
        }
    }

    /// <exception cref="BrokenPromiseException">A promise was broken; the data folder is kept.</exception>
    public static async Task<RoundFigures> RunAsync(RoundOptions options, IReadOnlyList<IKill> kills)
    {
        long began = Stopwatch.GetTimestamp();
        var round = new CrashRound(options);
        await using (round)
        {
            try
            {
                RoundFigures figures = await round.PlayAsync(kills);
                Directory.Delete(round._arguments.DataPath, recursive: true);
                Progress.Ended(figures.Operations);
                TestContext.Current.TestOutputHelper?.WriteLine($"{options.Name}: {figures} in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
                return figures;
            }
            catch (Exception failure)
            {
                string message = $"{options.Name}, seed {CrashSettings.Seed}: {failure.Message}\nThe data is kept in {round._arguments.DataPath}. The hub said:\n{round._output}{round._hub?.Output}";
                throw new BrokenPromiseException(message, failure) { DataPath = round._arguments.DataPath };
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _cast.DisposeAsync();
        _hub?.Dispose();
        // with the hub their connections went
        await _watching.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task<RoundFigures> PlayAsync(IReadOnlyList<IKill> kills)
    {
        Start(kills[0]);
        await _cast.BeginAsync();
        for (int i = 0; i < kills.Count; i++)
        {
            await await Task.WhenAny(kills[i].StrikeAsync(_hub!, _cast.Acknowledgements), _cast.Failed);
            await InspectAsync();
            Start(i + 1 < kills.Count ? kills[i + 1] : null);
            Progress.Restarted();
        }

        await _hub!.WaitAsync(_cast.WhenLetGoAsync(), "the visited store was let go");
        await _cast.EndAsync();
        IReadOnlyDictionary<string, HubStoreStatus> agreed = await _cast.RequireConvergedAsync();
        await await Task.WhenAny(Task.WhenAll(_witnesses.Select(witness => witness.WhenAtAsync(agreed[witness.Store].StateRevision))).WaitAsync(KillSteps.Patience), _watching);
        await _cast.DisposeAsync();
        await StopAsync();
        foreach ((string store, DiskReading reading) in await InspectAsync())
        {
            StateHash hash = reading.State.ComputeHash();
            if (agreed.TryGetValue(store, out HubStoreStatus? hub) && hash != hub.StateHash) throw new BrokenPromiseException($"{store}: the files have the hash {hash}, all others {hub.StateHash}");
        }

        _cast.CheckAllAcknowledged();
        return new RoundFigures(kills.Count, _cast.Operations, _registers.Values.Sum(static register => register.Seen), _registers.Values.Sum(static register => register.Epochs));
    }

    private void Start(IKill? kill)
    {
        _output.Append(_hub?.Output);
        _hub?.Dispose();
        _hub = HubProcess.Start(_program, _arguments.All, kill?.Environment ?? new Dictionary<string, string>());
        _watching = WatchAsync(_hub);
    }

    private async Task StopAsync()
    {
        _hub!.Terminate();
        int code = await _hub.Ended.WaitAsync(KillSteps.Patience);
        if (code != 0) throw new BrokenPromiseException($"told to end, the hub ended with exit code {code}");
    }

    private async Task WatchAsync(HubProcess hub)
    {
        if (await hub.Listening) await Task.WhenAll(_witnesses.Select(static witness => witness.WatchAsync()));
    }

    /// <summary>Judges what a dead hub has left.</summary>
    private async Task<IReadOnlyDictionary<string, DiskReading>> InspectAsync()
    {
        await _watching.WaitAsync(KillSteps.Patience);
        var readings = new Dictionary<string, DiskReading>();
        foreach (string store in _cast.Stores)
        {
            DiskReading reading = DiskReading.Of(_arguments.DataPath, store);
            _registers[store].Found(reading.Log);
            _cast.Check(store, reading.State);
            readings[store] = reading;
        }

        _cast.RequireNoProblem();
        if (_hub!.Output.Split('\n').FirstOrDefault(static line => line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal)) is { } said)
            throw new BrokenPromiseException($"the hub reports an error: {said}");
        return readings;
    }
}
