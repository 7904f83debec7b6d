using StoreHub.Operations;

namespace StoreHub.State;

/// <summary>
/// Finds an array's elements and tombstones by identity. Chained through the elements themselves, so that it costs one reference per
/// element and bucket. Identities that follow each other, as typing makes them, have neighbouring buckets: what is used together lies together.
/// </summary>
internal sealed class ElementIndex
{
    private const int BlockBits = 4;

    private Element?[] _buckets = [];
    private int _count;

    // most of an array is by few authors, and hashing a name takes longer than all else here
    private SourceId _source;
    private int _sourceHash;

    public Element? Find(in ElementId id)
    {
        if (_count == 0) return null;
        Element? element = _buckets[Bucket(id)];
        while (element is not null && !(element.Id.Seq == id.Seq && element.Id.Ordinal == id.Ordinal && element.Id.Source == id.Source)) element = element.NextInBucket;
        return element;
    }

    public void Add(Element element)
    {
        if (_count == _buckets.Length) Resize(Math.Max(4, _count * 2));
        ref Element? bucket = ref _buckets[Bucket(element.Id)];
        element.NextInBucket = bucket;
        bucket = element;
        _count++;
    }

    public void Remove(Element element)
    {
        ref Element? at = ref _buckets[Bucket(element.Id)];
        while (at != element) at = ref at!.NextInBucket;
        at = element.NextInBucket;
        element.NextInBucket = null;
        _count--;
        if (_buckets.Length > 64 && _count < _buckets.Length / 8) Resize(_buckets.Length / 2);
    }

    private int Bucket(in ElementId id)
    {
        if (!id.Source.IsSameInstance(_source))
        {
            _source = id.Source;
            _sourceHash = id.Source.GetHashCode();
        }

        // seeded per process, both halves of the seq by themselves: nobody can choose more than a few identities that share a bucket
        int hash = HashCode.Combine(_sourceHash, (int)(id.Seq >> BlockBits), (int)(id.Seq >> 32), id.Ordinal >> BlockBits);
        int inBlock = ((int)id.Seq + id.Ordinal + (hash >>> 16)) & ((1 << BlockBits) - 1);
        return (hash << BlockBits | inBlock) & (_buckets.Length - 1);
    }

    private void Resize(int length)
    {
        Element?[] old = _buckets;
        _buckets = new Element?[length];
        foreach (Element? head in old)
        {
            for (Element? element = head; element is not null;)
            {
                Element? next = element.NextInBucket;
                ref Element? bucket = ref _buckets[Bucket(element.Id)];
                element.NextInBucket = bucket;
                bucket = element;
                element = next;
            }
        }
    }
}
