using StableModels.Generator.Model;

namespace StableModels.Generator.Emission;

/// <summary>The comment at the top: how every weight starts and what was added.</summary>
internal static class HeaderEmitter
{
    public static void Emit(SourceWriter writer, ModelSpec spec)
    {
        writer.Line($"// {spec.Type.DocumentationName}, as its attributes declare it. How every weight starts:").Line("//");
        var names = Width(spec, static law => law.Weight);
        var laws = Width(spec, static law => law.Law);
        foreach (var law in spec.Initialisations)
        {
            writer.Line($"//   {law.Weight.PadRight(names)}  {law.Law.PadRight(laws)}  {law.From}");
        }

        if (spec.Added.Count > 0)
        {
            writer.Line("//").Line("// Added to what was declared:").Line("//");
            foreach (var added in spec.Added)
            {
                writer.Line("//   " + added);
            }
        }
    }

    private static int Width(ModelSpec spec, Func<Initialisation, string> part) =>
        spec.Initialisations.Count == 0 ? 0 : spec.Initialisations.Max(law => part(law).Length);
}
