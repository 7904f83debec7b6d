using System.Buffers;

namespace StoreHub.Protocol.HubProtocol;

/// <summary>The length before every message: 7 bits a byte, the least significant first, at most 5 bytes and 2^31−1.</summary>
internal static class FrameLength
{
    public const int MaxBytes = 5;

    /// <summary>Takes one whole frame off the front.</summary>
    /// <returns>False if more bytes must come first; <paramref name="input"/> is then unchanged.</returns>
    /// <exception cref="InvalidDataException">The length is over 2^31−1 or has more than 5 bytes.</exception>
    public static bool TryTake(ref ReadOnlySequence<byte> input, out ReadOnlySequence<byte> payload)
    {
        payload = default;
        Span<byte> prefix = stackalloc byte[MaxBytes];
        int there = (int)Math.Min(MaxBytes, input.Length);
        input.Slice(0, there).CopyTo(prefix);

        uint length = 0;
        int read = 0;
        while (true)
        {
            if (read == there) return false;
            byte part = prefix[read];
            if (read == MaxBytes - 1 && part > 0x07) throw new InvalidDataException("The length of a message is over 2^31−1 bytes.");
            length |= (uint)(part & 0x7f) << (7 * read++);
            if (part < 0x80) break;
        }

        if (input.Length - read < length) return false;
        payload = input.Slice(read, length);
        input = input.Slice(payload.End);
        return true;
    }

    /// <summary>Writes a length so that it ends where <paramref name="destination"/> ends.</summary>
    /// <returns>How many bytes it has.</returns>
    public static int WriteBefore(Span<byte> destination, int length)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes];
        int count = 0;
        for (uint left = (uint)length; ; left >>= 7)
        {
            bytes[count] = (byte)(left & 0x7f);
            if (left <= 0x7f) break;
            bytes[count++] |= 0x80;
        }

        count++;
        bytes[..count].CopyTo(destination[^count..]);
        return count;
    }
}
