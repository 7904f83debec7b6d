using System.ComponentModel.DataAnnotations;
using StoreHub.Server.Files;
using StoreHub.Server.Redis;

namespace StoreHub.Server.Hosting;

/// <summary>What a hub accepts and keeps. From code or from the configuration section <c>StoreHub</c>; checked when the application starts.</summary>
public sealed class StoreHubOptions
{
    /// <summary>The configuration section of the server program.</summary>
    public const string Section = "StoreHub";

    /// <summary>The <see cref="DataPath"/> that keeps nothing: all is gone with the process.</summary>
    public const string Memory = "memory";

    /// <summary>
    /// The folder that logs and snapshots are kept in, relative to the current one; made if it is not there, and used by one hub at a time.
    /// <c>memory</c> keeps nothing: then an acknowledgement promises no more than that the hub has it. Without effect on logs and snapshots
    /// that are kept elsewhere.
    /// </summary>
    /// <value>The default is <c>data</c>.</value>
    [Required]
    public string DataPath { get; set; } = "data";

    /// <summary>What an acknowledgement means if logs are kept in <see cref="DataPath"/>.</summary>
    /// <value>The default is <see cref="Durability.Sync"/>.</value>
    [EnumDataType(typeof(Durability))]
    public Durability Durability { get; set; } = Durability.Sync;

    /// <summary>How often the disk is synced with <see cref="Durability.Interval"/>: what loss of power may cost.</summary>
    /// <value>The default is 1 second.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan SyncInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a store that nobody has open stays in memory; it comes back on demand. Zero: for good.</summary>
    /// <value>The default is 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan UnloadAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The Redis that several hubs share; with it nothing is kept in <see cref="DataPath"/>.</summary>
    /// <value>The default is none.</value>
    [Required]
    public RedisOptions Redis { get; set; } = new();

    /// <summary>What one operation or transaction may be; past it a transaction is refused (void).</summary>
    /// <value>The defaults are those of <see cref="StoreLimits"/>.</value>
    [Required]
    public StoreLimits Limits { get; set; } = new();

    /// <summary>How many bytes a frame to the hub may have; a longer one closes its connection.</summary>
    /// <value>The default is 1 MiB (1,048,576 bytes).</value>
    [Range(4096, 1 << 28)]
    public int MaxFrameBytes { get; set; } = 1 << 20;

    /// <summary>
    /// How many stores the hub has in memory at a time; opening another is answered with <see cref="StoreErrorCode.Overloaded"/>. A store that
    /// nobody has open goes after <see cref="UnloadAfter"/>.
    /// </summary>
    /// <value>The default is 100,000.</value>
    [Range(1, 100_000_000)]
    public int MaxStores { get; set; } = 100_000;

    /// <summary>How many stores one connection may have open; each channel of a store counts.</summary>
    /// <value>The default is 100.</value>
    [Range(1, 100_000)]
    public int MaxStoresPerConnection { get; set; } = 100;

    /// <summary>How many operations of a store may wait to be sequenced; more are answered with <see cref="StoreErrorCode.Overloaded"/>.</summary>
    /// <value>The default is 100,000.</value>
    [Range(1, 100_000_000)]
    public int MaxWaitingOperations { get; set; } = 100_000;

    /// <summary>How many bytes of records may wait to become durable; then writes are answered with <see cref="StoreErrorCode.Overloaded"/>.</summary>
    /// <value>The default is 64 MiB.</value>
    [Range(1 << 10, int.MaxValue)]
    public int MaxUndurableBytes { get; set; } = 64 << 20;

    /// <summary>How many operations a store's tail holds before a snapshot is saved and the older half is trimmed.</summary>
    /// <value>The default is 10,000.</value>
    [Range(1, 100_000_000)]
    public int MaxTailOperations { get; set; } = 10_000;

    /// <summary>How many bytes, in the binary encoding, a store's tail holds before a snapshot is saved and the older half is trimmed.</summary>
    /// <value>The default is 8 MiB (8,388,608 bytes).</value>
    [Range(1 << 10, int.MaxValue)]
    public int MaxTailBytes { get; set; } = 8 << 20;

    /// <summary>How many bytes of records, in the binary encoding, go into one frame to a client; a longer transaction goes alone.</summary>
    /// <value>The default is 256 KiB (262,144 bytes).</value>
    [Range(1 << 10, 1 << 28)]
    public int MaxFanOutBytes { get; set; } = 256 << 10;

    /// <summary>How many bytes of a snapshot go into one frame to a client.</summary>
    /// <value>The default is 64 KiB (65,536 bytes).</value>
    [Range(16, 1 << 28)]
    public int SnapshotChunkBytes { get; set; } = 64 << 10;

    /// <summary>How many topics one opening of a store may have subscribed; more are answered with <see cref="StoreErrorCode.TooManyTopics"/>.</summary>
    /// <value>The default is 1,000.</value>
    [Range(1, 1_000_000)]
    public int MaxSubscribedTopics { get; set; } = 1000;

    /// <summary>For how many topics a store may retain something, in memory; more are answered with <see cref="StoreErrorCode.TooManyTopics"/>.</summary>
    /// <value>The default is 1,000.</value>
    [Range(0, 1_000_000)]
    public int MaxRetainedTopics { get; set; } = 1000;

    /// <summary>How many bytes, in the binary encoding, a store may retain for all its topics; more are answered with <see cref="StoreErrorCode.TooManyTopics"/>.</summary>
    /// <value>The default is 8 MiB (8,388,608 bytes).</value>
    [Range(0, int.MaxValue)]
    public int MaxRetainedBytes { get; set; } = 8 << 20;

    /// <summary>How many events of a topic may wait for one subscriber that is slow; then it misses the oldest, and is told how many.</summary>
    /// <value>The default is 256.</value>
    [Range(1, 1_000_000)]
    public int MaxTopicQueueEvents { get; set; } = 256;

    /// <summary>
    /// How many bytes may wait so for one opening of a store, of all its topics: of values in the binary encoding, and 512 for each event. Then it misses
    /// the oldest of the topic that has most; the last event may be larger. Who has the same topics shares them.
    /// </summary>
    /// <value>The default is 1 MiB (1,048,576 bytes).</value>
    [Range(1, int.MaxValue)]
    public int MaxTopicQueueBytes { get; set; } = 1 << 20;

    /// <summary>How far a client's timestamp may be ahead of the hub's clock before it is taken back.</summary>
    /// <value>The default is 1 second.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan AllowedSkew { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a source that is offline holds the floor back.</summary>
    /// <value>The default is 2 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan OfflineGrace { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a source is remembered: one whose last record is older, that is not open and has not left within this time, is forgotten. A client that
    /// comes back later is told so; what it had sent and not heard of is indeterminate then.
    /// </summary>
    /// <value>The default is 30 days.</value>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan SourceRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>By how many revisions the floor must be able to rise before a floor record is written.</summary>
    /// <value>The default is 1,024.</value>
    [Range(1, 1_000_000_000)]
    public int FloorStep { get; set; } = 1024;

    /// <summary>How long shutting down waits for clients to be told and to leave.</summary>
    /// <value>The default is 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The origins, such as <c>https://example.org</c>, whose pages may use the hub besides its own; <c>*</c> for all. Requests without an
    /// Origin header, which no browser sends for other sites, are allowed.
    /// </summary>
    /// <value>The default is none.</value>
    [Required]
    public IList<string> AllowedOrigins { get; set; } = [];

    /// <summary>What the hub calls itself when a store is opened, for people.</summary>
    /// <value>The default is <c>StoreHub</c> with its version.</value>
    [Required]
    [StringLength(128)]
    public string ServerName { get; set; } = "StoreHub " + ServerVersion.Text;
}
