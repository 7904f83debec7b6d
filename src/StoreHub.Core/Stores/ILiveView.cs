namespace StoreHub;

/// <summary>Something that was read from a store and writes through to it.</summary>
internal interface ILiveView : IStoreValueSource
{
    /// <summary>What it shows.</summary>
    StoreNode Place { get; }
}
