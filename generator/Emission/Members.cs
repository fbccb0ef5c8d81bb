using System.Reflection;

namespace StableModels.Generator.Emission;

/// <summary>Writes members with an empty line between them and the mark of generated code on each.</summary>
internal sealed class Members(SourceWriter writer)
{
    private static readonly string Version = typeof(Members).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private bool _first = true;

    public SourceWriter Writer { get; } = writer;

    public void Field(string declaration)
    {
        Separate();
        Writer.Line(declaration);
    }

    /// <summary>A documented member; plumbing is stepped over by the debugger.</summary>
    public void Member(IEnumerable<string> documentation, Action declaration, bool isPlumbing = false)
    {
        Separate();
        foreach (var line in documentation)
        {
            Writer.Line("/// " + line);
        }

        Writer.Line($"[global::System.CodeDom.Compiler.GeneratedCode(\"StableModels.Generator\", \"{Version}\")]");
        if (isPlumbing)
        {
            Writer.Line("[global::System.Diagnostics.DebuggerNonUserCode]");
        }

        declaration();
    }

    private void Separate()
    {
        if (!_first)
        {
            Writer.Line();
        }

        _first = false;
    }
}
