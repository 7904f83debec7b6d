using System.Globalization;
using StoreHub.Core.Tests.Reference;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Generators;

/// <summary>A container that an author sees, and the path on which it reaches it.</summary>
internal readonly record struct Place(StorePath Path, ReferenceNode Node)
{
    /// <summary>All containers of a view; a foreign author's paths carry no identities.</summary>
    public static List<Place> All(ReferenceState view, bool foreign)
    {
        var places = new List<Place>();
        Collect(StorePath.Root, view.Root, foreign, places);
        return places;
    }

    /// <summary>A step through an array; foreign ones are numbers or texts.</summary>
    public static PathSegment Step(int index, ElementId id, bool foreign) =>
        !foreign ? new PathSegment(index, id) : index % 2 == 0 ? index : index.ToString(CultureInfo.InvariantCulture);

    private static void Collect(StorePath path, ReferenceNode node, bool foreign, List<Place> places)
    {
        if (node is not ReferenceScalar) places.Add(new Place(path, node));
        switch (node)
        {
            case ReferenceObject target:
                foreach (ReferenceEntry entry in target.Entries) Collect(path.Append(new PathSegment(entry.Key)), entry.Value, foreign, places);
                break;
            case ReferenceMap map:
                foreach (ReferenceEntry entry in map.Entries) Collect(path.Append(new PathSegment(entry.Key)), entry.Value, foreign, places);
                break;
            case ReferenceArray array:
                foreach ((int index, ReferenceElement element) in array.Live.Index()) Collect(path.Append(Step(index, element.Id, foreign)), element.Value, foreign, places);
                break;
        }
    }
}
