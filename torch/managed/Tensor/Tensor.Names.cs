using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The dimensions' names; those without have "*".</summary>
        public unsafe string[] names
        {
            get
            {
                var all = new string[ndim];
                var buffer = stackalloc byte[256];
                for (var n = 0; n < all.Length; n++)
                {
                    new Span<byte>(buffer, 256).Clear();
                    NativeError.Check(Native.stb_tensor_names(Handle, n, buffer, 256));
                    var name = Marshal.PtrToStringUTF8((nint)buffer)!;
                    all[n] = name.Length == 0 ? "*" : name;
                }

                GC.KeepAlive(this);
                return all;
            }
        }

        internal unsafe void SetNames(string[] names)
        {
            var texts = Array.ConvertAll(names, Marshal.StringToCoTaskMemUTF8);
            try
            {
                fixed (nint* pointers = texts)
                    NativeError.Check(Native.stb_tensor_set_names(Handle, pointers, texts.Length));
                GC.KeepAlive(this);
            }
            finally
            {
                foreach (var text in texts)
                    Marshal.FreeCoTaskMem(text);
            }
        }
    }
}
