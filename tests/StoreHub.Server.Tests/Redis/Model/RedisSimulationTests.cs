using StoreHub.Core.Tests.Generators;

namespace StoreHub.Server.Tests.Redis.Model;

/// <summary>The log in Redis through all that befalls a Redis, in a model whose answers are compared with those of a real one; and rules taken away, to see that they are missed.</summary>
public sealed class RedisSimulationTests
{
    private const int Seeds = 100, SeedsPerFault = 100, Replayed = 8;

    /// <summary>What is replaced in the scripts, and by what.</summary>
    private static readonly Dictionary<string, (string Rule, string Instead)> Rules = new()
    {
        ["run id"] = ("if m[2] ~= string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') then return {'restarted'} end", ""),
        ["epoch"] = ("if m[1] ~= epoch then", "if not m[1] then"),
        ["length"] = ("if redis.call('XLEN', log) ~= entries then return {'damaged'} end", ""),
        ["length at opening"] = ("redis.call('XLEN', log) == tonumber(m[5]) and 1 or 0", "1"),
        ["repeat"] = ("elseif seq == expected then", "elseif seq <= expected then"),
        ["session"] = ("if not recovering and (not s or s.session ~= own or own <= ended) then", "if false then"),
        ["gap"] = ("elseif seq > expected then\n      kind = GAP\n    elseif seq == expected then", "elseif seq >= expected then"),
        ["compare and set of the epoch"] = ("if (m[1] or '') ~= ARGV[1] then return {'epoch', m[1] or 'none'} end\nif m[1] and m[2] ~= ARGV[3] then return {'moved', m[2]} end", ""),
        ["end that recovery saw"] = ("if m[1] and m[2] ~= ARGV[3] then return {'moved', m[2]} end", ""),
        ["timestamps rise"] = ("ts = at > ts and at or above(ts)", "ts = at"),
        ["metadata"] = ("redis.call('HSET', meta, 'last', text(last), 'ts', struct.pack('>d', ts), 'entries', text(entries + #news), 'floor', text(floor))", "redis.call('HSET', meta, 'ts', struct.pack('>d', ts), 'entries', text(entries + #news), 'floor', text(floor))"),
    };

    public static TheoryData<string> RuleNames => [.. Rules.Keys];

    [Fact]
    public void Without_faults_in_the_scripts_every_seed_keeps_what_is_promised()
    {
        var failures = new List<(long Seed, string Why)>();
        for (long seed = 1; seed <= Seeds; seed++)
        {
            if (Failure(seed) is { } failure) failures.Add((seed, failure.ToString()));
        }

        Assert.True(failures.Count == 0, $"Seeds {string.Join(' ', failures.Select(failure => failure.Seed).Order())}: {failures.MinBy(failure => failure.Seed).Why}");
    }

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void A_rule_taken_away_is_missed(string name)
    {
        (string rule, string instead) = Rules[name];
        for (long seed = 1; seed <= SeedsPerFault; seed++)
        {
            if (Failure(seed, text => text.Replace(rule, instead, StringComparison.Ordinal)) is not { } failure) continue;
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {failure.Message}");
            // and it is this rule that is missed
            Assert.Null(Failure(seed));
            return;
        }

        Assert.Fail($"None of {SeedsPerFault} seeds misses it.");
    }

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void Each_rule_stands_in_some_script(string name) => Assert.Contains(
        new[] { Server.Redis.RedisScript.Append, Server.Redis.RedisScript.Open, Server.Redis.RedisScript.Recover }, script => script.Text.Contains(Rules[name].Rule, StringComparison.Ordinal));

    [Fact]
    public async Task A_real_Redis_answers_as_the_model_does()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        int compared = 0, restarts = 0;
        for (long seed = 1; seed <= Replayed; seed++)
        {
            IReadOnlyList<ModelStep> steps = StepsOf(seed);
            await using var replay = new RedisReplay(server);
            Assert.True(await replay.RunAsync(steps) is null, $"Seed {seed}: {await replay.RunAsync(steps)}");
            compared += replay.Compared;
            restarts += steps.Count(step => step.Words[0] == "RESTART");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{compared} answers, {restarts} restarts");
        Assert.InRange(restarts, 1, int.MaxValue);
    }

    [Fact]
    public async Task A_Redis_with_another_script_does_not_answer_as_the_model_does()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        (string rule, string instead) = Rules["repeat"];
        for (long seed = 1; seed <= Replayed; seed++)
        {
            await using var replay = new RedisReplay(server, text => text.Replace(rule, instead, StringComparison.Ordinal));
            if (await replay.RunAsync(StepsOf(seed)) is not null) return;
        }

        Assert.Fail("No difference was seen.");
    }

    private static IReadOnlyList<ModelStep> StepsOf(long seed)
    {
        IReadOnlyList<ModelStep> steps = [];
        Assert.Null(Failure(seed, seen: model => steps = [.. model.Steps]));
        return steps;
    }

    private static StepFailure? Failure(long seed, Func<string, string>? edit = null, Action<RedisModel>? seen = null)
    {
        StepFailure? failed = null;
        // a thread without a context: what is done goes on where it was asked for
        var thread = new Thread(() =>
        {
            var simulation = new RedisSimulation(seed, edit);
            try
            {
                simulation.Run();
            }
            catch (StepFailure failure)
            {
                failed = failure;
            }

            seen?.Invoke(simulation.Model);
            simulation.DisposeAsync().AsTask().GetAwaiter().GetResult();
        });
        thread.Start();
        thread.Join();
        return failed;
    }
}
