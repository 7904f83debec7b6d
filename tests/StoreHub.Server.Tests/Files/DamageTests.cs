using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Server.Files;
using StoreHub.Server.Files.Disks;
using StoreHub.Server.Logs;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Logs;
using StoreHub.Server.Tests.Testing;
using StoreHub.Tests;

namespace StoreHub.Server.Tests.Files;

/// <summary>A log of 64 KB, cut at each of its bytes and with bits turned: recovery gives a prefix of what was acknowledged, all of it where nothing is cut, or refuses.</summary>
public sealed class DamageTests : IDisposable
{
    private const int Bytes = 64 << 10;
    private const int Flips = 5000;

    private static readonly StoreName Name = StoreName.Parse("store");

    private readonly TempFolder _folder = new();
    private readonly List<byte[]> _records = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_log_cut_at_any_byte_gives_the_records_before_it()
    {
        (string path, byte[] whole) = await WriteAsync();
        List<int> ends = EndsOf(whole);
        for (int length = 0; length <= whole.Length; length++)
        {
            RecoveredLog? recovered = Read(path, whole.AsSpan(0, length).ToArray(), out DamagedFileException? damage);
            // a segment gets its name only when its head is on the disk
            if (length < ends[0])
            {
                Assert.NotNull(damage);
                continue;
            }

            Assert.Equal(ends.FindLastIndex(end => end <= length), CheckPrefix(recovered!));
        }
    }

    [Fact]
    public async Task A_log_with_a_bit_turned_gives_all_that_was_acknowledged_or_refuses()
    {
        (string path, byte[] whole) = await WriteAsync();
        int seed = Fuzz.Seed();
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < Fuzz.Rounds(Flips); i++)
        {
            byte[] turned = [.. whole];
            int bit = random.Next(turned.Length * 8);
            turned[bit / 8] ^= (byte)(1 << (bit % 8));
            RecoveredLog? recovered = Read(path, turned, out DamagedFileException? damage);
            if (damage is not null)
            {
                Assert.StartsWith(path, damage.Path, StringComparison.Ordinal);
                refused++;
                continue;
            }

            Assert.True(CheckPrefix(recovered!) == _records.Count, $"Bit {bit} with STOREHUB_FUZZ_SEED={seed}: {recovered!.Records.Count} of {_records.Count} records are left.");
        }

        // what is turned in the last mark costs nothing
        Assert.InRange(refused, Fuzz.Rounds(Flips) * 98 / 100, Fuzz.Rounds(Flips));
    }

    /// <summary>Writes a log under load from one writer that waits for each batch, and closes it.</summary>
    private async Task<(string Path, byte[] Whole)> WriteAsync()
    {
        using var storage = new FileStorage(_folder.Path);
        IStoreLog log = await storage.Log.OpenAsync(Name);
        var observer = new RecordingObserver();
        log.Observe(0, observer);
        var random = new Random(1);
        long session = (await log.ClaimAsync(SourceId.Parse("a"), new SourceOwner("user", "hash"))).Session;
        string path = new StoreFolder(new LocalDisk(), _folder.Path, Name).SegmentPath(1);
        for (long seq = 0; !File.Exists(path) || new FileInfo(path).Length < Bytes;)
        {
            var batch = new List<Submission>();
            for (int i = random.Next(1, 5); i > 0; i--)
            {
                int count = random.Next(1, 4);
                batch.Add(new(Make.Sets("a", seq, count), session));
                batch.Add(new(Make.Set("a", seq + count, "text", new string('x', random.Next(200))), session));
                seq += count + 1;
            }

            await log.AppendAsync(batch);
            await observer.DurableAsync(seq);
        }

        await log.DisposeAsync();
        _records.AddRange(observer.Records.Select(RecordEncoding.ToBytes));
        return (path, await File.ReadAllBytesAsync(path));
    }

    /// <summary>How long the file is before the first record and after each.</summary>
    private List<int> EndsOf(byte[] whole)
    {
        int head = 16 + BitConverter.ToInt32(whole, 8);
        var ends = new List<int> { head };
        for (int at = head; at < whole.Length;)
        {
            bool isRecord = whole[at + 8] == 1;
            at += 8 + BitConverter.ToInt32(whole, at);
            if (isRecord) ends.Add(at);
        }

        Assert.Equal(_records.Count, ends.Count - 1);
        return ends;
    }

    private static RecoveredLog? Read(string path, byte[] content, out DamagedFileException? damage)
    {
        damage = null;
        try
        {
            return LogReader.Read(new StoreFolder(new OneFileDisk(path, content), Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(path)))!, Name));
        }
        catch (DamagedFileException refused)
        {
            damage = refused;
            return null;
        }
    }

    private int CheckPrefix(RecoveredLog recovered)
    {
        Assert.InRange(recovered.Records.Count, 0, _records.Count);
        for (int i = 0; i < recovered.Records.Count; i++) Assert.Equal(_records[i], RecordEncoding.ToBytes(recovered.Records[i]));
        return recovered.Records.Count;
    }
}
