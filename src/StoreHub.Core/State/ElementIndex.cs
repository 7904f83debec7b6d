using StoreHub.Operations;

namespace StoreHub.State;

/// <summary>Finds an array's elements and tombstones by identity. Chained through the elements themselves, so that it costs one reference per element and bucket.</summary>
internal sealed class ElementIndex
{
    private Element?[] _buckets = new Element?[4];
    private int _count;

    public Element? Find(ElementId id)
    {
        Element? element = _buckets[Bucket(id)];
        while (element is not null && element.Id != id) element = element.NextInBucket;
        return element;
    }

    public void Add(Element element)
    {
        if (_count == _buckets.Length) Grow();
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
    }

    private int Bucket(ElementId id)
    {
        uint hash = (uint)id.Source.GetHashCode() ^ (uint)id.Seq * 0x9E3779B1u ^ (uint)id.Ordinal * 0x85EBCA6Bu;
        return (int)((hash ^ hash >> 15) & (uint)(_buckets.Length - 1));
    }

    private void Grow()
    {
        Element?[] old = _buckets;
        _buckets = new Element?[old.Length * 2];
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
