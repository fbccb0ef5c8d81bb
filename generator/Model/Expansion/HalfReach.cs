namespace StableModels.Generator.Model.Expansion;

/// <summary>What one declared class says about precision and about the classes that it is made of.</summary>
/// <param name="Class">The class.</param>
/// <param name="IsMixed">Whether it has [MixedPrecision].</param>
/// <param name="Parts">The declared classes that it holds.</param>
internal sealed record Reach(string Class, bool IsMixed, EquatableArray<string> Parts)
{
    public static Reach Of(Declaration declaration) => new(
        declaration.Identity,
        declaration.Training.Any(static part => part.Slot == TrainingSlots.Precision),
        declaration.Members.Where(static m => m.Made is { Declaration: not null }).Select(static m => m.Made!.Identity).ToEquatableArray());
}

/// <summary>Which declared classes are part of a model with [MixedPrecision]: their forwards get the casts.</summary>
internal static class HalfReach
{
    public static EquatableArray<string> Of(IEnumerable<Reach> classes)
    {
        var byName = classes.GroupBy(static c => c.Class, StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.First(), StringComparer.Ordinal);
        var reached = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(byName.Values.Where(static c => c.IsMixed).Select(static c => c.Class));
        while (open.Count > 0)
        {
            if (byName.TryGetValue(open.Pop(), out var found) && reached.Add(found.Class))
            {
                foreach (var part in found.Parts)
                {
                    open.Push(part);
                }
            }
        }

        return reached.ToEquatableArray();
    }
}
