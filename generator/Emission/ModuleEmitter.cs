using StableModels.Generator.Model;

namespace StableModels.Generator.Emission;

/// <summary>The constructor parts, the properties and the registration.</summary>
internal static class ModuleEmitter
{
    public static void Emit(Members members, ModelSpec spec)
    {
        if (spec.Checks is { } checks)
        {
            EmitChecks(members, checks, spec.Type.DocumentationName);
        }

        foreach (var module in spec.Modules)
        {
            if (module.Key is not null)
            {
                members.Field($"private readonly {module.Type} {module.Field} = {module.Construction};{(module.Property is null ? $" // Added: {module.Remark}." : "")}");
            }

            if (module.Property is { } property)
            {
                var value = module.Key is null ? module.Construction.ToString() : module.Field;
                members.Member(
                    property.IsDocumented ? [] : [$"<summary>{Xml(module.Remark)}{(module.Key is null ? "" : $", <c>{module.Key}</c> in the state dictionary.")}</summary>"],
                    () => members.Writer.Line($"{property.Modifiers} {property.Type} {property.Name} => {value};"));
            }
        }
    }

    private static void EmitChecks(Members members, ChecksSpec checks, string model)
    {
        const string Type = "global::StableModels.Layers.SizeChecks";
        members.Field($"private readonly {Type} {checks.Field} = new {Type}(\"{model}\")");
        members.Writer.Indented(() =>
        {
            for (var i = 0; i < checks.Requirements.Count; i++)
            {
                members.Writer.Line($".{checks.Requirements[i].Text}{(i < checks.Requirements.Count - 1 ? "" : ";")}");
            }
        });
    }

    /// <summary>What a block keeps of the depth of its stack.</summary>
    public static void EmitDepth(Members members, ModelSpec spec)
    {
        if (spec.Depth?.Shortcut is { } shortcut)
        {
            members.Field($"private double {shortcut.Field} = 1; // The factor on the shortcut, from the depth of the stack.");
        }

        if (spec.Depth?.Branch is { } branch)
        {
            members.Field($"private double {branch.Field} = 1; // The factor on every branch, from the depth of the stack.");
        }

        if (spec.Forward is null)
        {
            EmitFactor(members, spec, "ShortcutScale", spec.Depth?.Shortcut?.Field, "shortcut");
            EmitFactor(members, spec, "BranchScale", spec.Depth?.Branch?.Field, "branches");
        }
    }

    /// <summary>A forward of the user's own applies the factors itself.</summary>
    private static void EmitFactor(Members members, ModelSpec spec, string name, string? field, string what)
    {
        if (field is not null && !spec.Declares(name))
        {
            members.Member([$"<summary>The factor on the {what}, from the depth of the stack: for your <c>forward</c>.</summary>"], () => members.Writer.Line($"public double {name} => {field};"));
        }
    }

    public static void EmitRegistration(Members members, ModelSpec spec) => members.Member(
        ["<summary>Registers every part under its name in the state dictionary, in declaration order, without reflection.</summary>"],
        () => members.Writer.Block("protected override void register_layers()", () =>
        {
            foreach (var module in spec.Modules)
            {
                if (module.Key is not null)
                {
                    members.Writer.Line($"register_module(\"{module.Key}\", {module.Field});");
                }
            }
        }),
        isPlumbing: true);

    private static string Xml(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
