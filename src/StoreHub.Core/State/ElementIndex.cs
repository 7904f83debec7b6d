using StoreHub.Operations;

namespace StoreHub.State;

/// <summary>Finds an array's elements and tombstones by identity. Chained through the elements themselves, so that it costs one reference per element and bucket.</summary>
internal sealed class ElementIndex
{
    private Element?[] _buckets = [];
    private int _count;

    public Element? Find(ElementId id)
    {
        if (_count == 0) return null;
        Element? element = _buckets[Bucket(id)];
        while (element is not null && element.Id != id) element = element.NextInBucket;
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

    private int Bucket(ElementId id)
    {
        // seeded per process, both halves of the seq by themselves: nobody can choose identities that share a bucket
        int hash = HashCode.Combine(id.Source, (int)id.Seq, (int)(id.Seq >> 32), id.Ordinal);
        return (hash ^ hash >>> 15) & (_buckets.Length - 1);
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
