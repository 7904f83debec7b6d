using System.Text;
using System.Text.Json;
using StoreHub.Core.Tests.Generators;
using StoreHub.MessagePack;
using StoreHub.Replicas;

namespace StoreHub.Core.Tests.Snapshots;

/// <summary>Damaged snapshots are refused by the documented exceptions, or are other valid snapshots.</summary>
public sealed class SnapshotDamageTests
{
    private const int Mutations = 20_000;

    private delegate SettledState Decoder(ReadOnlySpan<byte> bytes);

    [Fact]
    public void CutBinaryIsRefused() => Cut(state => state.EncodeSnapshot(), SettledState.DecodeSnapshot);

    [Fact]
    public void CutJsonIsRefused() => Cut(state => state.EncodeSnapshotJson(), SettledState.DecodeSnapshotJson);

    [Fact]
    public void MutatedBinaryIsRefusedOrAnother() => Mutate(state => state.EncodeSnapshot(), SettledState.DecodeSnapshot);

    [Fact]
    public void MutatedJsonIsRefusedOrAnother() => Mutate(state => state.EncodeSnapshotJson(), SettledState.DecodeSnapshotJson);

    [Fact]
    public void TrailingBytesAreRefused()
    {
        SettledState state = SnapshotGoldenTests.State();
        Assert.Throws<MessagePackFormatException>(() => SettledState.DecodeSnapshot([.. state.EncodeSnapshot(), 0xc0]));
        Assert.ThrowsAny<JsonException>(() => SettledState.DecodeSnapshotJson([.. state.EncodeSnapshotJson(), (byte)'1']));
    }

    private static void Cut(Func<SettledState, byte[]> encode, Decoder decode)
    {
        foreach (SettledState state in (SettledState[])[SnapshotGoldenTests.State(), SnapshotStates.Random(3)])
        {
            byte[] whole = encode(state);
            for (int length = 0; length < whole.Length; length++)
            {
                Assert.False(Decodes(whole.AsSpan(0, length), decode, out _), $"Cut at {length} of {whole.Length}.");
            }
        }
    }

    private static void Mutate(Func<SettledState, byte[]> encode, Decoder decode)
    {
        var dice = new Dice(20);
        byte[][] originals = [.. Enumerable.Range(1, 40).Select(seed => encode(SnapshotStates.Random(seed))), encode(SnapshotGoldenTests.State())];
        int valid = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] bytes = [.. dice.Pick(originals)];
            for (int hits = 1 + dice.Next(3); hits > 0; hits--)
            {
                int at = dice.Next(bytes.Length);
                bytes = dice.Next(5) switch
                {
                    0 => [.. bytes[..at], .. bytes[(at + 1)..]],
                    1 => [.. bytes[..at], (byte)dice.Next(256), .. bytes[at..]],
                    2 => [.. bytes[..at], (byte)(bytes[at] + 1), .. bytes[(at + 1)..]],
                    3 => [.. bytes[..at], bytes[dice.Next(bytes.Length)], .. bytes[(at + 1)..]],
                    _ => [.. bytes[..at], (byte)dice.Next(256), .. bytes[(at + 1)..]],
                };
            }

            try
            {
                if (!Decodes(bytes, decode, out SettledState? state)) continue;
                valid++;
                // whatever is let in is a whole state: it has a snapshot of its own and a visible value
                byte[] again = state!.EncodeSnapshot();
                Assert.Equal(again, SettledState.DecodeSnapshot(again).EncodeSnapshot());
                state.ComputeHash();
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Mutation {i}: {Convert.ToHexStringLower(bytes)}", failure);
            }
        }

        Assert.InRange(valid, 1, Mutations - 1);
    }

    private static bool Decodes(ReadOnlySpan<byte> bytes, Decoder decode, out SettledState? state)
    {
        state = null;
        try
        {
            state = decode(bytes);
            return true;
        }
        catch (Exception refusal) when (refusal is MessagePackFormatException or StoreException or JsonException)
        {
            return false;
        }
    }
}
