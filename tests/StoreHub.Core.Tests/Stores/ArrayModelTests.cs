using StoreHub.Core.Tests.Generators;

namespace StoreHub.Core.Tests.Stores;

/// <summary>Every method of a live array against a plain list that does the same.</summary>
public sealed class ArrayModelTests
{
    [Fact]
    public void A_live_array_does_what_a_list_does_and_its_operations_do_it_elsewhere() => Seeds.Run(2000, seed =>
    {
        var dice = new Dice(seed);
        using var twin = new Twin();
        List<StoreValue> model = Values(dice, dice.Next(5));
        twin.First["list"].Value = ArrayValue.Create(model);
        StoreArray array = twin.First["list"].AsArray();
        twin.Take();
        for (int step = 0; step < 20; step++)
        {
            StoreValue[] before = [.. model];
            string done = Step(dice, array, model);
            try
            {
                Assert.Equal(model, array.Node.Value.AsArray());
                Assert.Equal(model.Count, array.Count);
                Assert.Equal(model.Select(static item => Text(item)), array.Select(static item => Text(item)));
                twin.AssertSame();
                if (!before.SequenceEqual(model)) Assert.NotEmpty(twin.Take());
                else twin.Take();
            }
            catch (Exception e)
            {
                throw new StepFailure(seed, step, done, e);
            }
        }
    });

    private static string Step(Dice dice, StoreArray array, List<StoreValue> model)
    {
        int count = model.Count;
        StoreValue value = Value(dice);
        switch (dice.Next(20))
        {
            case 0:
                array.Add(value);
                model.Add(value);
                return "Add";
            case 1:
                List<StoreValue> pushed = Values(dice, dice.Next(4));
                model.AddRange(pushed);
                Assert.Equal(model.Count, array.Push(Objects(pushed)));
                return "Push";
            case 2:
                List<StoreValue> unshifted = Values(dice, dice.Next(4));
                model.InsertRange(0, unshifted);
                Assert.Equal(model.Count, array.Unshift(Objects(unshifted)));
                return "Unshift";
            case 3:
                Assert.Equal(count == 0 ? null : Text(model[^1]), TextOrNull(array.Pop(), count));
                if (count > 0) model.RemoveAt(count - 1);
                return "Pop";
            case 4:
                Assert.Equal(count == 0 ? null : Text(model[0]), TextOrNull(array.Shift(), count));
                if (count > 0) model.RemoveAt(0);
                return "Shift";
            case 5 or 6:
                int start = dice.Next(2 * count + 5) - count - 2, deleted = dice.Next(count + 4) - 1;
                List<StoreValue> items = Values(dice, dice.Next(3));
                int from = start < 0 ? Math.Max(count + start, 0) : Math.Min(start, count);
                int gone = Math.Clamp(deleted, 0, count - from);
                Assert.Equal(model.GetRange(from, gone).Select(static item => Text(item)), array.Splice(start, deleted, Objects(items)).Select(static item => Text(item)));
                model.RemoveRange(from, gone);
                model.InsertRange(from, items);
                return $"Splice {start} {deleted} {items.Count}";
            case 7:
                int at = dice.Next(count + 1);
                array.Insert(at, value);
                model.Insert(at, value);
                return $"Insert {at}";
            case 8 when count > 0:
                int removed = dice.Next(count);
                array.RemoveAt(removed);
                model.RemoveAt(removed);
                return $"RemoveAt {removed}";
            case 9:
                Assert.Equal(model.Contains(value), array.Contains(value));
                Assert.Equal(model.Remove(value), array.Remove(value));
                return $"Remove {value}";
            case 10 when count > 0:
                int set = dice.Next(count);
                array[set] = value;
                model[set] = value;
                return $"Set {set}";
            case 11 or 12:
                array.Sort((left, right) => Text(left).Length.CompareTo(Text(right).Length));
                StoreValue[] sorted = [.. model.OrderBy(item => Text(item).Length)];
                model.Clear();
                model.AddRange(sorted);
                return "Sort";
            case 13:
                array.Reverse();
                model.Reverse();
                return "Reverse";
            case 14:
                int first = dice.Next(2 * count + 3) - count - 1, end = dice.Next(2 * count + 3) - count - 1;
                array.Fill(value, first, end);
                for (int i = From(first, count); i < From(end, count); i++) model[i] = value;
                return $"Fill {first} {end}";
            case 15:
                int target = dice.Next(2 * count + 3) - count - 1, source = dice.Next(2 * count + 3) - count - 1, last = dice.Next(2 * count + 3) - count - 1;
                array.CopyWithin(target, source, last);
                List<StoreValue> copied = [.. model.Take(From(last, count)).Skip(From(source, count))];
                for (int i = 0; i < copied.Count && From(target, count) + i < count; i++) model[From(target, count) + i] = copied[i];
                return $"CopyWithin {target} {source} {last}";
            case 16:
                array.AddRange(Values(dice, 2).Select(item =>
                {
                    model.Add(item);
                    return item;
                }));
                return "AddRange";
            case 17:
                Assert.Equal(model.RemoveAll(item => Text(item).Length == 1), array.RemoveAll(item => Text(item).Length == 1));
                return "RemoveAll";
            case 18 when dice.Chance(0.3):
                array.Clear();
                model.Clear();
                return "Clear";
            default:
                Assert.Equal(model.IndexOf(value), array.IndexOf(value));
                Assert.Equal(model.FindIndex(item => Text(item) == Text(value)), array.FindIndex(item => Text(item) == Text(value)));
                int look = dice.Next(2 * count + 3) - count - 1, seen = look < 0 ? count + look : look;
                Assert.Equal(seen >= 0 && seen < count ? Text(model[seen]) : "null", Text(array.At(look)));
                return "look";
        }
    }

    private static int From(int index, int count) => index < 0 ? Math.Max(count + index, 0) : Math.Min(index, count);

    private static string Text(object? value) => StoreValue.From(value).ToString();

    private static string? TextOrNull(object? value, int count) => count == 0 && value is null ? null : Text(value);

    private static object?[] Objects(List<StoreValue> values) => [.. values.Select(static value => (object?)value)];

    private static List<StoreValue> Values(Dice dice, int count) => [.. Enumerable.Range(0, count).Select(_ => Value(dice))];

    private static StoreValue Value(Dice dice) => dice.Next(8) switch
    {
        0 => StoreValue.Null,
        1 => true,
        2 => "text" + dice.Next(3),
        3 => StoreValue.From(new { id = dice.Next(3) }),
        4 => ArrayValue.Create([dice.Next(3), "x"]),
        _ => dice.Next(12),
    };
}
