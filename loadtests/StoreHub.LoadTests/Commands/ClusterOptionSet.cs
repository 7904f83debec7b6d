using System.CommandLine;
using System.CommandLine.Parsing;
using StoreHub.LoadTests.Hubs;

namespace StoreHub.LoadTests.Commands;

/// <summary>The options of a run with several hubs.</summary>
internal sealed class ClusterOptionSet
{
    private readonly Option<int> _hubs = Numbers.Whole("--hubs", "How many hubs to start; connections are spread over them, and all must agree in the end. Several need --redis.", 1, 1, 100);
    private readonly Option<string?> _redis = new("--redis")
    {
        Description = $"The Redis that the hubs share, such as localhost:6379, or {HubSetup.OwnRedis}: a redis-server that is started on a free port. What the run wrote to one that runs already is deleted in the end.",
        HelpName = "connection",
    };

    private readonly Option<string> _appendFsync = new("--appendfsync")
    {
        Description = $"When the redis-server that is started syncs: {string.Join(", ", HubSetup.AppendFsyncs)}. Default {HubSetup.AppendFsyncs[0]}.",
        DefaultValueFactory = static _ => HubSetup.AppendFsyncs[0],
        HelpName = "name",
    };

    public ClusterOptionSet() => _appendFsync.AcceptOnlyFromAmong([.. HubSetup.AppendFsyncs]);

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _hubs, _redis, _appendFsync }) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            string? redis = result.GetValue(_redis);
            if (redis is "") result.AddError("--redis is the connection to one, or auto.");
            if (result.GetValue(_hubs) > 1 && redis is null) result.AddError("--hubs: several hubs share a Redis; give --redis, for example --redis auto.");
            if (result.GetResult(_appendFsync) is { Implicit: false } && redis != HubSetup.OwnRedis) result.AddError($"--appendfsync is for --redis {HubSetup.OwnRedis}.");
        });
    }

    /// <summary>Whether hubs with a Redis are asked for.</summary>
    public bool IsGiven(CommandResult result) => result.GetValue(_redis) is not null || result.GetValue(_hubs) > 1;

    public HubSetup Read(ParseResult parsed) => new() { Hubs = parsed.GetValue(_hubs), Redis = parsed.GetValue(_redis), AppendFsync = parsed.GetValue(_appendFsync)! };
}
