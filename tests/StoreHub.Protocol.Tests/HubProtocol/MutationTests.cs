using System.Buffers;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.Protocol.Messages;
using StoreHub.Protocol.Tests.Messages;
using StoreHub.Tests;

namespace StoreHub.Protocol.Tests.HubProtocol;

public class MutationTests
{
    [Fact]
    public void No_bytes_do_other_harm_than_a_refused_frame_or_call()
    {
        int seed = Fuzz.Seed(), runs = Fuzz.Rounds(20_000);
        var random = new Random(seed);
        (byte[] Frame, IInvocationBinder Binder)[] seeds = [.. Seeds()];
        int refused = 0, failed = 0, read = 0;
        for (int run = 0; run < runs; run++)
        {
            (byte[] frame, IInvocationBinder binder) = seeds[random.Next(seeds.Length)];
            byte[] bytes = Mutate(random, frame);
            try
            {
                var input = new ReadOnlySequence<byte>(bytes);
                while (Frames.Protocol.TryParseMessage(ref input, binder, out HubMessage? message))
                {
                    if (message is InvocationBindingFailureMessage or StreamBindingFailureMessage) failed++;
                    else read++;
                }
            }
            catch (InvalidDataException)
            {
                refused++;
            }
            catch (Exception error)
            {
                Assert.Fail($"Seed {seed}, run {run}, bytes {Convert.ToHexStringLower(bytes)}: {error}");
            }
        }

        Assert.True(refused > runs / 100 && failed > 10 && read > runs / 100, $"Seed {seed}: {refused} refused, {failed} failed, {read} read: the mutations miss something.");
    }

    private static IEnumerable<(byte[] Frame, IInvocationBinder Binder)> Seeds()
    {
        foreach ((HubMessage message, _) in GoldenFrames.All.Values)
        {
            yield return (Frames.Protocol.GetMessageBytes(message).ToArray(), new TestBinder(typeof(object)));
            yield return (Frames.Protocol.GetMessageBytes(message).ToArray(), new TestBinder(typeof(int)) { Return = typeof(string) });
        }

        foreach (object message in SampleMessages.All)
        {
            byte[] frame = Frames.Protocol.GetMessageBytes(new InvocationMessage("1", "m", [message])).ToArray();
            yield return (frame, new TestBinder(message.GetType()));
            yield return (frame, new TestBinder(typeof(object)));
            yield return (frame, new TestBinder(typeof(StoreValue)));
        }

        object[] values = [new double[][] { [1, 2], [] }, new List<string> { "a", "b" }, new Dictionary<string, object?> { ["a"] = 1L }, DateTime.UnixEpoch, new byte[] { 1, 2, 3 }];
        foreach (object value in values)
            yield return (Frames.Protocol.GetMessageBytes(new InvocationMessage("1", "m", [value])).ToArray(), new TestBinder(value.GetType()));
    }

    private static byte[] Mutate(Random random, byte[] frame)
    {
        var bytes = new List<byte>(frame);
        for (int edits = random.Next(1, 4); edits > 0 && bytes.Count > 0; edits--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes.RemoveAt(at); break;
                case 3: bytes.Insert(at, (byte)random.Next(256)); break;
                case 4: bytes.RemoveRange(at, random.Next(bytes.Count - at)); break;
                default: bytes[at] = new byte[] { 0xc0, 0xc6, 0xc9, 0xdb, 0xdd, 0xdf, 0xd9, 0xff }[random.Next(8)]; break;
            }
        }

        // half of them with the length put right, so that the change is seen within the frame
        if (random.Next(2) == 0 && bytes.Count is > 1 and < 128 && frame[0] < 128) bytes[0] = (byte)(bytes.Count - 1);
        return [.. bytes];
    }
}
