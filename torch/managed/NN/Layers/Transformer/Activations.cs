namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What a transformer layer's feed-forward part applies.</summary>
        public enum Activations
        {
            ReLU = 0,
            GELU = 1,
        }
    }
}
