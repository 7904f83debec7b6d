using System.Buffers.Binary;
using System.Runtime.Intrinsics.X86;
using ArmCrc32 = System.Runtime.Intrinsics.Arm.Crc32;

namespace StoreHub.Storage;

/// <summary>
/// CRC-32C (Castagnoli), by which stored frames tell damage: the processor's instruction where it has one, else a table. Safe for any thread.
/// </summary>
internal static class Crc32C
{
    private const uint Polynomial = 0x82F63B78;

    private static readonly uint[] Table = MakeTable();

    /// <summary>The checksum of bytes; of those of an earlier call and these, if its result is passed on.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="before">The checksum of what stands before them; 0: nothing does.</param>
    public static uint Of(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        uint crc = ~before;
        if (Sse42.X64.IsSupported)
        {
            for (; bytes.Length >= 8; bytes = bytes[8..]) crc = (uint)Sse42.X64.Crc32(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            foreach (byte value in bytes) crc = Sse42.Crc32(crc, value);
        }
        else if (ArmCrc32.Arm64.IsSupported)
        {
            for (; bytes.Length >= 8; bytes = bytes[8..]) crc = ArmCrc32.Arm64.ComputeCrc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            foreach (byte value in bytes) crc = ArmCrc32.ComputeCrc32C(crc, value);
        }
        else
        {
            crc = ByTable(crc, bytes);
        }

        return ~crc;
    }

    /// <summary>The same by the table, whatever the processor can.</summary>
    internal static uint OfByTable(ReadOnlySpan<byte> bytes, uint before = 0) => ~ByTable(~before, bytes);

    private static uint ByTable(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes) crc = (crc >> 8) ^ Table[(byte)(crc ^ value)];
        return crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
            table[i] = crc;
        }

        return table;
    }
}
