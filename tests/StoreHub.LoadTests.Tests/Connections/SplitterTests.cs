using StoreHub.LoadTests.Connections;
using StoreHub.Tests;

namespace StoreHub.LoadTests.Tests.Connections;

public class SplitterTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Messages_come_out_however_the_stream_is_cut(bool separated)
    {
        int seed = Fuzz.Seed();
        for (int run = 0; run < Fuzz.Rounds(500); run++)
        {
            var random = new Random(seed + run);
            byte[][] messages = [.. Enumerable.Range(0, 20).Select(_ => Message(random))];
            byte[] stream = [.. messages.SelectMany(message => separated ? [.. message, SeparatedSplitter.Separator] : Prefixed(message))];
            var sink = new Sink(beginning: random.Next(1, 40));
            IMessageSplitter splitter = separated ? new SeparatedSplitter() : new LengthPrefixedSplitter();
            for (int at = 0, next; at < stream.Length; at = next)
            {
                next = Math.Min(stream.Length, at + random.Next(1, random.Next(2, 400)));
                splitter.Feed(stream.AsSpan(at, next - at), sink);
            }

            string[] expected = [.. messages.Select(message => Convert.ToHexString(message.AsSpan(0, Math.Min(message.Length, sink.Beginning))))];
            Assert.True(expected.SequenceEqual(sink.Taken), $"STOREHUB_FUZZ_SEED={seed + run}");
        }
    }

    private static byte[] Message(Random random)
    {
        byte[] message = new byte[random.Next(1, random.Next(3) == 0 ? 300 : 50)];
        for (int i = 0; i < message.Length; i++) message[i] = (byte)random.Next(0x20, 0x7f);
        return message;
    }

    private static IEnumerable<byte> Prefixed(byte[] message)
    {
        int length = message.Length;
        for (; length > 0x7f; length >>= 7) yield return (byte)(length | 0x80);
        yield return (byte)length;
        foreach (byte one in message) yield return one;
    }

    private sealed class Sink(int beginning) : IMessageSink
    {
        public int Beginning => beginning;

        public List<string> Taken { get; } = [];

        public void Take(ReadOnlySpan<byte> message) => Taken.Add(Convert.ToHexString(message));
    }
}
