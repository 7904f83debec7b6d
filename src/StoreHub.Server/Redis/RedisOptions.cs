using System.ComponentModel.DataAnnotations;

namespace StoreHub.Server.Redis;

/// <summary>The Redis, 7.0 or later, that several hubs share; section <c>StoreHub:Redis</c>. It needs <c>maxmemory-policy noeviction</c> (docs/operations.md).</summary>
public sealed class RedisOptions
{
    /// <summary>
    /// Where Redis is, as StackExchange.Redis writes it: <c>host:6379</c>, several hosts separated by commas, then options such as <c>password=…</c>
    /// and <c>ssl=true</c>. Null or empty: history is kept in <see cref="Hosting.StoreHubOptions.DataPath"/> instead.
    /// </summary>
    /// <value>The default is none.</value>
    public string? Connection { get; set; }

    /// <summary>What the names of all keys and channels begin with. Hubs with the same prefix serve the same stores.</summary>
    /// <value>The default is <c>storehub:</c>.</value>
    [Required]
    [RegularExpression(@"[^{}\s]{1,64}", ErrorMessage = "Prefix is 1 to 64 characters without braces and spaces.")]
    public string Prefix { get; set; } = "storehub:";

    /// <summary>How long a call may take before it is given up; its outcome is not known then, and the same is asked again.</summary>
    /// <value>The default is 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a store that nothing is heard of is looked at, since messages between hubs get lost.</summary>
    /// <value>The default is 1 second.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many bytes of records go to the other hubs with the message that there are some; more are read by them.</summary>
    /// <value>The default is 64 KiB (65,536 bytes).</value>
    [Range(0, 1 << 24)]
    public int NudgeBytes { get; set; } = 64 << 10;

    /// <summary>Whether it is used.</summary>
    internal bool IsUsed => !string.IsNullOrWhiteSpace(Connection);
}
