using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace TorchSharp.Interop;

/// <summary>The functions of torch/native, all blittable. Negative results mean: see <see cref="NativeError"/>.</summary>
internal static unsafe class Native
{
    private const string Library = "TorchBridge";

    static Native() => LoadTimeVariables.Set();

    [DllImport(Library)] internal static extern byte* stb_error();
    [DllImport(Library)] internal static extern void stb_free(void* memory);
    [DllImport(Library)] internal static extern byte* stb_version();
    [DllImport(Library)] internal static extern nint stb_find(byte* name, byte* overload);
    [DllImport(Library)] internal static extern int stb_call(nint op, NativeValue* arguments, int count, NativeValue* results, int capacity);
    [DllImport(Library)] internal static extern int stb_throw(int kind);

    [DllImport(Library)] internal static extern void stb_tensor_release(nint tensor);
    [DllImport(Library)] internal static extern nint stb_tensor_retain(nint tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern int stb_tensor_dtype(nint tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern long stb_tensor_device(nint tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern long stb_tensor_dim(nint tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern long stb_tensor_numel(nint tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern long stb_tensor_element_size(nint tensor);
    [DllImport(Library)] internal static extern int stb_tensor_sizes(nint tensor, long* sizes);
    [DllImport(Library)] internal static extern int stb_tensor_strides(nint tensor, long* strides);
    [DllImport(Library)] internal static extern int stb_tensor_storage_offset(nint tensor, long* offset);
    [DllImport(Library)] internal static extern int stb_tensor_flags(nint tensor);
    [DllImport(Library)] internal static extern nint stb_tensor_data(nint tensor);
    [DllImport(Library)] internal static extern nint stb_tensor_from_memory(void* data, long* sizes, int dims, int dtype, nint state, delegate* unmanaged<nint, void> release);
    [DllImport(Library)] internal static extern int stb_tensor_set_requires_grad(nint tensor, int requiresGrad);
    [DllImport(Library)] internal static extern int stb_tensor_retain_grad(nint tensor);
    [DllImport(Library)] internal static extern int stb_tensor_grad(nint tensor, nint* grad);
    [DllImport(Library)] internal static extern int stb_tensor_set_grad(nint tensor, nint grad);
    [DllImport(Library)] internal static extern int stb_tensor_names(nint tensor, int index, byte* name, int size);
    [DllImport(Library)] internal static extern int stb_tensor_set_names(nint tensor, nint* names, int count);

    [DllImport(Library)] internal static extern void* stb_pickle(nint tensor, long* size);
    [DllImport(Library)] internal static extern nint stb_unpickle(byte* bytes, long size);

    [DllImport(Library)] internal static extern int stb_backward(nint* tensors, int count, nint* grads, int gradCount, int retainGraph, int createGraph, nint* inputs, int inputCount);
    [DllImport(Library)] internal static extern int stb_grad(nint* outputs, int count, nint* inputs, int inputCount, nint* grads, int gradCount, int retainGraph, int createGraph, int allowUnused, nint* results);
    [DllImport(Library)] internal static extern int stb_function_attach(byte* name, nint* inputs, int inputCount, nint* outputs, byte* outputKinds, int outputCount, nint* saved, int savedCount, nint state, delegate* unmanaged<nint, nint, nint*, int, nint*, int, byte*, int, int> backward, delegate* unmanaged<nint, void> release);
    [DllImport(Library)] internal static extern nint stb_function_saved(nint node, int index);
    [DllImport(Library), SuppressGCTransition] internal static extern int stb_grad_enabled();
    [DllImport(Library), SuppressGCTransition] internal static extern void stb_set_grad_enabled(int enabled);
    [DllImport(Library)] internal static extern int stb_inference_mode_enabled();
    [DllImport(Library)] internal static extern nint stb_inference_mode_enter(int enabled);
    [DllImport(Library)] internal static extern void stb_inference_mode_leave(nint guard);
    [DllImport(Library)] internal static extern int stb_anomaly_mode();
    [DllImport(Library)] internal static extern void stb_set_anomaly_mode(int enabled, int checkNan);

    [DllImport(Library)] internal static extern int stb_manual_seed(long seed);
    [DllImport(Library)] internal static extern int stb_cuda_manual_seed(long seed, int all);
    [DllImport(Library)] internal static extern nint stb_generator_default(long device);
    [DllImport(Library)] internal static extern nint stb_generator_new(long device, ulong seed);
    [DllImport(Library)] internal static extern void stb_generator_release(nint generator);
    [DllImport(Library)] internal static extern long stb_generator_device(nint generator);
    [DllImport(Library)] internal static extern int stb_generator_set_seed(nint generator, ulong seed);
    [DllImport(Library)] internal static extern int stb_generator_seed(nint generator, ulong* seed);
    [DllImport(Library)] internal static extern int stb_generator_initial_seed(nint generator, ulong* seed);
    [DllImport(Library)] internal static extern nint stb_generator_state(nint generator);
    [DllImport(Library)] internal static extern int stb_generator_set_state(nint generator, nint state);

    [DllImport(Library)] internal static extern int stb_cuda_available();
    [DllImport(Library)] internal static extern int stb_cudnn_available();
    [DllImport(Library)] internal static extern int stb_cuda_device_count();
    [DllImport(Library)] internal static extern int stb_cuda_synchronize(long index);
    [DllImport(Library)] internal static extern int stb_num_threads();
    [DllImport(Library)] internal static extern int stb_set_num_threads(int count);
    [DllImport(Library)] internal static extern int stb_num_interop_threads();
    [DllImport(Library)] internal static extern int stb_set_num_interop_threads(int count);
    [DllImport(Library)] internal static extern int stb_default_dtype();
    [DllImport(Library)] internal static extern int stb_set_default_dtype(int dtype);
    [DllImport(Library)] internal static extern int stb_setting(int which);
    [DllImport(Library)] internal static extern int stb_set_setting(int which, int value);
}
