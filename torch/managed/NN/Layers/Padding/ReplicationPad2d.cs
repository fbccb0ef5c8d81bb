using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    /// <summary>Widens 2 trailing dimensions with the edge's values.</summary>
    public sealed class ReplicationPad2d : PadBase
    {
        internal ReplicationPad2d(long[] padding) : base(nameof(ReplicationPad2d), PaddingModes.Replicate, 0, padding) { }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static ReplicationPad2d ReplicationPad2d(long padding) => new([padding, padding, padding, padding]);

            public static ReplicationPad2d ReplicationPad2d((long, long, long, long) padding)
                => new([padding.Item1, padding.Item2, padding.Item3, padding.Item4]);
        }
    }
}
