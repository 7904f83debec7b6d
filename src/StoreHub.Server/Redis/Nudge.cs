using System.Buffers.Binary;
using System.Text;
using StoreHub.Operations;

namespace StoreHub.Server.Redis;

/// <summary>What one opening of a store tells the others: that there are records, with their bytes if they are few; that a source was claimed; or that all is different.</summary>
internal readonly ref struct Nudge
{
    private const int EpochStart = 1, OpeningStart = 17, Numbers = 33;

    private Nudge(char kind, ReadOnlySpan<byte> message)
    {
        Kind = kind;
        Message = message;
    }

    /// <summary><c>r</c>: records, <c>c</c>: a claim, <c>e</c>: another epoch.</summary>
    public char Kind { get; }

    public ReadOnlySpan<byte> Epoch => Message[EpochStart..OpeningStart];

    public ReadOnlySpan<byte> Opening => Message[OpeningStart..Numbers];

    /// <summary>The revision before the records.</summary>
    public long Before => (long)BinaryPrimitives.ReadDoubleBigEndian(Message[Numbers..]);

    /// <summary>The last revision.</summary>
    public long Last => (long)BinaryPrimitives.ReadDoubleBigEndian(Message[(Numbers + 8)..]);

    /// <summary>The records, one behind the other; empty if they are many.</summary>
    public ReadOnlySpan<byte> Records => Message[(Numbers + 16)..];

    /// <summary>The session that a claim began.</summary>
    public long Session => (long)BinaryPrimitives.ReadDoubleBigEndian(Message[Numbers..]);

    /// <summary>The source that was claimed.</summary>
    public SourceId Source => SourceId.Parse(Encoding.ASCII.GetString(Message[(Numbers + 8)..]));

    private ReadOnlySpan<byte> Message { get; }

    /// <summary>Reads one; what is not understood is as if all were different.</summary>
    public static Nudge Of(ReadOnlySpan<byte> message)
    {
        if (message.Length >= Numbers + 16 && message[0] == 'r') return new Nudge('r', message);
        if (message.Length > Numbers + 8 && message[0] == 'c') return new Nudge('c', message);
        return new Nudge('e', message);
    }
}
