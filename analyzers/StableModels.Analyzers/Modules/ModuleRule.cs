namespace StableModels.Analyzers.Modules;

/// <summary>
/// A rule that reads a class as a whole: what its constructors assign and what its methods do with it. Asked when the compiler
/// is done with the class, so it stays live in the editor.
/// </summary>
internal abstract class ModuleRule : Rule
{
    public abstract void Examine(ModuleContext context);
}
