using StableModels.Generator.Model.Layers;

namespace StableModels.Generator.Model.Expansion;

/// <summary>Divides the members of a residual block into its branches.</summary>
internal static class Branches
{
    /// <summary>At every [Branch]; without any, every member is a branch, and a norm goes with the member after it.</summary>
    public static List<List<LayerUse>> Of(List<LayerUse> members)
    {
        var marked = members.Any(static u => u.Member.StartsBranch);
        var branches = new List<List<LayerUse>>();
        foreach (var use in members)
        {
            var starts = branches.Count == 0 || (marked ? use.Member.StartsBranch : branches[branches.Count - 1].Last().Layer.Role != LayerRole.Norm);
            if (starts)
            {
                branches.Add([]);
            }

            branches[branches.Count - 1].Add(use);
        }

        return branches;
    }
}
