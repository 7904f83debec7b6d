using System.Security.Cryptography;

namespace StoreHub.Core.Tests.Conformance;

/// <summary>The first 16 hexadecimal digits of a SHA-256: enough to tell whether bytes are the same, and small in files of many.</summary>
internal static class Brief
{
    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
}
