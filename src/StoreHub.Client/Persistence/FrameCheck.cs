namespace StoreHub.Client.Persistence;

/// <summary>What stands where a frame of a journal should.</summary>
internal enum FrameCheck
{
    /// <summary>A frame.</summary>
    Whole,

    /// <summary>The beginning of a frame that was being written when its process or machine died: nobody was told that it is kept.</summary>
    Torn,

    /// <summary>What nobody wrote so.</summary>
    Damaged,
}
