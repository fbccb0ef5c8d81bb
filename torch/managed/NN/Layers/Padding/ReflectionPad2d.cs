using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    /// <summary>Widens 2 trailing dimensions with the mirror image.</summary>
    public sealed class ReflectionPad2d : PadBase
    {
        internal ReflectionPad2d(long[] padding) : base(nameof(ReflectionPad2d), PaddingModes.Reflect, 0, padding) { }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static ReflectionPad2d ReflectionPad2d(long padding) => new([padding, padding, padding, padding]);

            public static ReflectionPad2d ReflectionPad2d((long, long, long, long) padding)
                => new([padding.Item1, padding.Item2, padding.Item3, padding.Item4]);
        }
    }
}
