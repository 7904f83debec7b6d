namespace StoreHub.Benchmarks.Peers;

/// <summary>The same work on both sides.</summary>
/// <param name="Work">What it is.</param>
/// <param name="Unit">Of the figures; less is better.</param>
/// <param name="StoreHub">Here.</param>
/// <param name="Yjs">There, with the document as an array of one-character strings as here; null if nothing there is comparable, or there is no node.</param>
/// <param name="YjsText">There, with the document as its own kind of text; null if it is not about a document.</param>
internal sealed record Row(string Work, string Unit, Samples StoreHub, Samples? Yjs, Samples? YjsText)
{
    /// <summary>How many times more the peer takes.</summary>
    public double? Ratio => Yjs is null ? null : Yjs.Median / StoreHub.Median;
}
