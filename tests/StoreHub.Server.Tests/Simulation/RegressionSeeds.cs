namespace StoreHub.Server.Tests.Simulation;

/// <summary>Cases that failed once, each with what was wrong. A change of what a step does gives them another meaning; they are few, and stay.</summary>
internal static class RegressionSeeds
{
    public static IReadOnlyList<string> Cases { get; } =
    [
        // the disk refused the first segment of a new epoch; a snapshot was saved under that epoch all the same, and the store did not open any more
        "45 crashes diskfaults saves steps=222",
        // the disk refused a mark, which was not written again: damage before it passed for a torn end, and what was acknowledged was cut
        "143 crashes diskfaults saves steps=152",
        // the disk was full when the hub began: a store whose snapshot is newer than the last mark was refused
        "85 crashes diskfaults saves steps=109",
        // the process ended between a segment's name and the sync of the folder; recovery vouched for it, and with the power it was gone
        "1151 crashes diskfaults saves steps=208",
        // a snapshot that was announced did not come, and the next opening went on by delta: what was settled stayed in the outbox for good
        "769 crashes diskfaults saves steps=250",
        // of the simulation: it took for lost what the hub only could not vouch for
        "12 crashes diskfaults steps=250",
        // of the simulation: a client that had to send again began behind what the hub waited for
        "14 diskfaults calm steps=178 skip=1-82,84-117,119-132,134,136-152,154-168,171-178",
    ];
}
