using TorchSharp;
using static TorchSharp.torch;

namespace StableModels.Layers;

/// <summary>
/// Lets a class make blocks that do not draw their weights in their constructors, because it draws them itself with what it alone knows: how deep their stack is.
/// </summary>
/// <remarks>Only the very block that is made is spared. What it holds draws itself, and so does everything else that its constructor happens to make.</remarks>
internal static class Postponed
{
    [ThreadStatic]
    private static Frame? s_frame;

    /// <summary>Makes a block that has yet to be drawn.</summary>
    public static TBlock Make<TBlock>(Func<TBlock> block)
        where TBlock : nn.Module
    {
        ArgumentNullException.ThrowIfNull(block);
        var outer = s_frame;
        var frame = new Frame(typeof(TBlock));
        s_frame = frame;
        TBlock made;
        try
        {
            made = block();
        }
        finally
        {
            s_frame = outer;
        }

        // A block may make others of its own class, which nobody else draws.
        foreach (var (module, draw) in frame.Spared)
        {
            if (!ReferenceEquals(module, made))
                draw();
        }

        return made;
    }

    /// <summary>Draws a module at the end of its constructor, unless it is one that its owner draws.</summary>
    public static void Draw(nn.Module module, Action draw)
    {
        if (s_frame is { } frame && module.GetType() == frame.Block)
            frame.Spared.Add((module, draw));
        else
            draw();
    }

    private sealed class Frame(Type block)
    {
        public Type Block { get; } = block;

        public List<(nn.Module Module, Action Draw)> Spared { get; } = [];
    }
}
