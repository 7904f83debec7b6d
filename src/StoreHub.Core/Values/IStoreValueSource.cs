namespace StoreHub;

/// <summary>Something that copy-in takes as the value it shows: a live view.</summary>
internal interface IStoreValueSource
{
    /// <summary>A copy of the value as it is now.</summary>
    StoreValue ToStoreValue();
}
