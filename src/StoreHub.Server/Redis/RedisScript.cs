using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace StoreHub.Server.Redis;

/// <summary>A Lua script (folder <c>Scripts</c>). Immutable.</summary>
internal sealed class RedisScript
{
    private static readonly string Fence = Read("fence.lua");
    private static readonly string Records = Read("records.lua");

    /// <param name="name">What it is called.</param>
    /// <param name="fenced">Whether it begins with the fence.</param>
    /// <param name="needsMemory">Whether it is refused when Redis has no memory left: those that read or free some are not.</param>
    private RedisScript(string name, bool fenced, bool needsMemory)
    {
        Name = name;
        string own = Read(name + ".lua");
        string body = fenced ? $"{Fence}\n{Records}\n{own}" : own.Replace("--@records", Records, StringComparison.Ordinal);
        // with this line a replica runs none of them: what one reads there may be of a past that is over
        Text = $"#!lua{(needsMemory ? "" : " flags=allow-oom")}\n{body}";
        Hash = Hashed(Text);
    }

    public static RedisScript Append { get; } = new("append", fenced: true, needsMemory: true);

    public static RedisScript Floor { get; } = new("floor", fenced: true, needsMemory: true);

    public static RedisScript Forget { get; } = new("forget", fenced: true, needsMemory: false);

    public static RedisScript Claim { get; } = new("claim", fenced: true, needsMemory: true);

    public static RedisScript Release { get; } = new("release", fenced: true, needsMemory: false);

    public static RedisScript Follow { get; } = new("follow", fenced: true, needsMemory: false);

    public static RedisScript Leave { get; } = new("leave", fenced: true, needsMemory: false);

    public static RedisScript Trim { get; } = new("trim", fenced: true, needsMemory: false);

    public static RedisScript Open { get; } = new("open", fenced: false, needsMemory: false);

    public static RedisScript Recover { get; } = new("recover", fenced: false, needsMemory: true);

    public static RedisScript Delete { get; } = new("delete", fenced: false, needsMemory: false);

    public static RedisScript Save { get; } = new("save", fenced: false, needsMemory: true);

    public static RedisScript Load { get; } = new("load", fenced: false, needsMemory: false);

    public static RedisScript Publish { get; } = new("publish", fenced: false, needsMemory: true);

    /// <summary>What it is called, for people and for models of Redis.</summary>
    public string Name { get; }

    public string Text { get; }

    /// <summary>The name that Redis gives it.</summary>
    public string Hash { get; }

    private static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The script {name} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "Redis names scripts by SHA-1.")]
    private static string Hashed(string text) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
}
