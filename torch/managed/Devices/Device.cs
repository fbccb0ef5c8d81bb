namespace TorchSharp;

public static partial class torch
{
    /// <summary>Where a tensor lives: a kind of device and, where there are several, which one.</summary>
    public class Device
    {
        /// <summary>A device from its description: "cpu", "cuda", "cuda:1".</summary>
        public Device(string description)
        {
            ArgumentNullException.ThrowIfNull(description);
            var colon = description.IndexOf(':', StringComparison.Ordinal);
            type = Parse(colon < 0 ? description : description[..colon]);
            index = colon < 0 ? -1 : ParseIndex(description, colon);
        }

        public Device(string deviceType, int index = -1)
        {
            type = Parse(deviceType);
            this.index = index;
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        /// <summary>A CUDA device.</summary>
        public Device(int index)
            : this(DeviceType.CUDA, index)
        {
        }

        public DeviceType type { get; }

        /// <summary>Which device of the kind; -1 is the current one.</summary>
        public int index { get; }

        /// <summary>As the native side takes it: the kind in the low byte, the index in the high half.</summary>
        internal long Packed => ((long)index << 32) | (byte)type;

        public static implicit operator Device(string description) => new(description);

        public override string ToString()
        {
            // META's name is lower case as every other's.
            var name = type.ToString().ToLowerInvariant();
            return index < 0 ? name : $"{name}:{index}";
        }

        internal static Device Unpack(long packed)
        {
            var type = (DeviceType)(byte)packed;
            var index = (int)(packed >> 32);
            return type switch
            {
                DeviceType.CPU => CPU,
                DeviceType.META => META,
                _ => new Device(type, index),
            };
        }

        private static DeviceType Parse(string name) =>
            Enum.TryParse<DeviceType>(name, ignoreCase: true, out var found) && !char.IsAsciiDigit(name[0])
                ? found
                : throw new ArgumentException($"'{name}' is no kind of device; use for example \"cpu\", \"cuda\" or \"cuda:0\".", nameof(name));

        private static int ParseIndex(string description, int colon) =>
            int.TryParse(description.AsSpan(colon + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var index)
                ? index
                : throw new ArgumentException($"'{description}' is no device; use for example \"cpu\", \"cuda\" or \"cuda:0\".", nameof(description));
    }

    public static readonly Device CPU = new(DeviceType.CPU);

    public static readonly Device META = new(DeviceType.META);

    private static Device s_defaultDevice = CPU;

    public static Device CUDA { get; } = new(DeviceType.CUDA);

    public static Device MPS { get; } = new(DeviceType.MPS);

    public static Device device(string description) => new(description);

    public static Device device(string deviceType, int index = -1) => new(deviceType, index);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    public static Device device(int index) => new(index);

    /// <summary>Where tensors are created when no device is named.</summary>
    public static Device get_default_device() => s_defaultDevice;

    public static void set_default_device(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        s_defaultDevice = device;
    }

    public static void set_default_device(string device) => s_defaultDevice = new Device(device);
}
