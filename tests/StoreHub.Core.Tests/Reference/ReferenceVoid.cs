namespace StoreHub.Core.Tests.Reference;

/// <summary>A refused transaction; <paramref name="Revision"/> is the last one that it covers.</summary>
internal readonly record struct ReferenceVoid(long FirstSeq, int Count, long Revision)
{
    public override string ToString() => $"{FirstSeq}+{Count}@{Revision}";
}
