using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Encodings;

/// <summary>What is read with one cache of names shares paths, and only those that are the same.</summary>
public sealed class PathMemoTests
{
    private static readonly SourceId Alice = SourceId.Parse("alice");
    private static readonly SourceId Bob = SourceId.Parse("bob");

    private readonly NameCache _names = new();

    [Fact]
    public void The_same_path_again_is_one_object()
    {
        StorePath path = StorePath.Of("user", "items");
        Assert.Same(Read(Alice, path), Read(Bob, path));
        Assert.Equal(StorePath.Of("user", "item"), Read(Bob, StorePath.Of("user", "item")));
        Assert.Equal(StorePath.Of("user"), Read(Bob, StorePath.Of("user")));
        Assert.Equal(StorePath.Of("user", "items", "x"), Read(Bob, StorePath.Of("user", "items", "x")));
        Assert.Equal(path, Read(Bob, path));
    }

    [Fact]
    public void An_identity_without_a_source_is_its_own_authors()
    {
        foreach (SourceId author in (SourceId[])[Alice, Bob, Alice])
        {
            StorePath path = Read(author, StorePath.Of("items", new PathSegment(0, new ElementId(author, 7, 0))));
            Assert.Equal(author, path[1].Element!.Value.Source);
        }
    }

    [Fact]
    public void Tighter_limits_refuse_what_was_read_under_wider_ones()
    {
        StorePath path = StorePath.Of("a", "long key", "c");
        Read(Alice, path, StoreLimits.Default);
        Assert.Equal(StoreErrorCode.TooDeep, Assert.Throws<StoreException>(() => Read(Alice, path, StoreLimits.Default with { MaxPathLength = 2 })).Code);
        Assert.Equal(StoreErrorCode.TooLarge, Assert.Throws<StoreException>(() => Read(Alice, path, StoreLimits.Default with { MaxKeyBytes = 4 })).Code);
    }

    private StorePath Read(SourceId author, StorePath path, StoreLimits? limits = null)
    {
        var reader = new MessagePackReader(TransactionEncoding.ToBytes(new Transaction([new SetOperation(author, 0, 1, path, 1)], 0)));
        return TransactionEncoding.Read(ref reader, limits, _names).Operations[0].Path;
    }
}
