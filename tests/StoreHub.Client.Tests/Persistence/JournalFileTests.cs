using System.Buffers.Binary;
using StoreHub.Client.Persistence;
using StoreHub.Client.Tests.Testing;

namespace StoreHub.Client.Tests.Persistence;

public sealed class JournalFileTests : IDisposable
{
    // later versions must read it: never change it, add another
    private const string Version1 =
        "53484a4f55524e4c010000001b755894680000004d63a0c2cd25f5ed9200a4636172749701a5616c696365b030313233343536373839616263646566010000cb427a1fd8c69008009302b0526d46725a" +
        "55567762324e6f4d54497ac427980101cb427a1fd8c69008000000909195a5616c6963650001cb427a1fd8c69008009081a1610103000000fec2452a722353a89209013d000000dc160526d2b4178093" +
        "04019600a5616c69636501cb427a1fd8c69008000191930091a162a374776f9304019600a5616c69636502cb427a1fd8c69008000191930091a1630317000000304203b8560f1ff8930ab0526d46725a" +
        "55567762324e6f4d54497a019208c31d000000570220f188eb7e759304019600a5616c69636503cb427a1fd8c69008000191930091a164043b000000ae0440e2ec9019e6960502c3c2ccd5a26e6f9303" +
        "b0526d46725a55567762324e6f4d54497a91960002cb427a1fd8c6901800a5616c6963650191930091a162a374776f06000000b559228c73826c21920601920701050000008cd000eea7e3946f9208c2" +
        "910b";

    private readonly TemporaryFolder _folder = new();
    private readonly string _path;
    private readonly IReadOnlyList<long> _lengths;

    public JournalFileTests() => (_path, _lengths) = SampleJournal.Write(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Has_the_bytes_that_version_1_has() => Assert.Equal(Version1, Convert.ToHexStringLower(File.ReadAllBytes(_path)));

    [Fact]
    public void Reads_version_1()
    {
        File.WriteAllBytes(_path, Convert.FromHexString(Version1));
        Assert.Equal(SampleJournal.Expected(7), Read());
        Assert.Equal(
            "cart alice 0123456789abcdef next 4 sent 3 acknowledged 1 resumed  conversing False opened RmFrZUVwb2NoMTIz@1 followed True RmFrZUVwb2NoMTIz@2",
            Read()[..(Read().IndexOf("@2", StringComparison.Ordinal) + 2)]);
        Assert.EndsWith("2+1@1(True False Refused no) 3+1@1", Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void Compacted_it_comes_to_the_same()
    {
        using (JournalFile file = JournalFile.Open(_folder.Path, out _)!) file.Compact();
        Assert.Equal(SampleJournal.Expected(7), Read());
        using (JournalFile file = JournalFile.Open(_folder.Path, out _)!) file.Append([new JournalEntry.Done(3)]);
        Assert.EndsWith(" ", Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void Cut_at_any_byte_it_is_a_prefix_or_refused()
    {
        byte[] whole = File.ReadAllBytes(_path);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_path, whole[..length]);
            if (length < _lengths[0])
            {
                RequireRefused(whole.AsSpan(0, length));
                continue;
            }

            int frames = _lengths.Count(end => end <= length) - 1;
            Assert.Equal(SampleJournal.Expected(frames), Read());
            Assert.Equal(_lengths[frames], new FileInfo(_path).Length);
            // what is written next follows what held
            using (JournalFile file = JournalFile.Open(_folder.Path, out _)!) file.Append([new JournalEntry.Acknowledged(99)]);
            Assert.Contains(" acknowledged 99 ", Read(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void With_any_bit_flipped_it_is_refused_and_left_alone()
    {
        byte[] whole = File.ReadAllBytes(_path);
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] flipped = [.. whole];
            flipped[at] ^= (byte)(1 << (at % 8));
            File.WriteAllBytes(_path, flipped);
            StoreException refusal = RequireRefused(flipped);
            Assert.Contains(_path, refusal.Message, StringComparison.Ordinal);
            int frame = _lengths.Count(end => end <= at);
            Assert.Contains($" at byte {(at < 16 ? 0 : frame == 0 ? 16 : _lengths[frame - 1])}:", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void With_bytes_changed_at_random_it_is_a_prefix_or_refused()
    {
        byte[] whole = File.ReadAllBytes(_path);
        string[] prefixes = [.. Enumerable.Range(0, 8).Select(SampleJournal.Expected)];
        var random = new Random(11);
        for (int round = 0; round < 500; round++)
        {
            byte[] changed = [.. whole];
            for (int left = random.Next(1, 30); left > 0; left--) changed[random.Next(changed.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(_path, changed[..random.Next(whole.Length / 2, whole.Length)]);
            try
            {
                Assert.Contains(Read(), prefixes);
            }
            catch (StoreException e)
            {
                Assert.Equal(StoreErrorCode.StorageDamaged, e.Code);
            }
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(700)]
    [InlineData(5000)]
    public void A_last_frame_that_lost_its_content_with_the_power_is_cut(int length)
    {
        using (JournalFile file = JournalFile.Open(_folder.Path, out _)!) file.Append([new JournalEntry.Refused(3, false, true, StoreErrorCode.Refused, new string('x', length))]);
        byte[] bytes = File.ReadAllBytes(_path);
        // whole sectors read as zeros
        int from = length < 512 ? (int)_lengths[^1] : ((int)_lengths[^1] / 512 * 512) + 512;
        bytes.AsSpan(from).Clear();
        File.WriteAllBytes(_path, bytes);
        Assert.Equal(SampleJournal.Expected(7), Read());
        Assert.Equal(_lengths[^1], new FileInfo(_path).Length);
    }

    [Fact]
    public void A_frame_that_is_whole_and_says_what_nobody_knows_is_refused()
    {
        byte[] body = [0x92, 0x2a, 0x00];
        using (FileStream file = File.Open(_path, FileMode.Append)) file.Write([.. JournalFormat.FrameHeader(body), .. body]);
        Assert.Contains("kind 42", RequireRefused(File.ReadAllBytes(_path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_version_is_refused_as_such()
    {
        byte[] bytes = File.ReadAllBytes(_path);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), 2);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), StoreHub.Storage.Crc32C.Of(bytes.AsSpan(0, 12)));
        File.WriteAllBytes(_path, bytes);
        Assert.Contains("version 2", RequireRefused(bytes).Message, StringComparison.Ordinal);
    }

    private StoreException RequireRefused(ReadOnlySpan<byte> content)
    {
        StoreException refusal = Assert.Throws<StoreException>(Read);
        Assert.Equal(StoreErrorCode.StorageDamaged, refusal.Code);
        Assert.True(content.SequenceEqual(File.ReadAllBytes(_path)));
        return refusal;
    }

    private string Read()
    {
        using JournalFile? file = JournalFile.Open(_folder.Path, out KeptStore kept);
        return SampleJournal.Describe(kept);
    }
}
