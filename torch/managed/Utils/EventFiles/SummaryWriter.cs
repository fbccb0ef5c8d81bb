using System.Globalization;
using TorchSharp.Utils.tensorboard.Enums;
using TorchSharp.Utils.EventFiles;

namespace TorchSharp.Modules
{
    /// <summary>Writes what TensorBoard shows of a run.</summary>
    public class SummaryWriter
    {
        private readonly EventFile _events;
        private readonly Dictionary<string, EventFile> _series = new(StringComparer.Ordinal);

        internal SummaryWriter(string? log_dir, string? filename_suffix)
        {
            LogDir = string.IsNullOrEmpty(log_dir) ? torch.utils.tensorboard.RunDirectory("runs") : log_dir;
            _events = new EventFile(LogDir, filename_suffix);
        }

        public string LogDir { get; }

        public void add_scalar(string tag, float scalar_value, int global_step, long? walltime = null)
            => _events.Append(EventMessage.Scalar(tag, scalar_value, global_step, Time(walltime)));

        /// <summary>Several curves in one chart: each has a directory of its own below the run's.</summary>
        public void add_scalars(string main_tag, IDictionary<string, float> tag_scalar_dict, int global_step, long? walltime = null)
        {
            foreach (var (key, value) in tag_scalar_dict)
                AddToSeries(main_tag, key, value, global_step, walltime);
        }

        public void add_scalars(string main_tag, IList<(string, float)> tag_scalar_dict, int global_step, long? walltime = null)
        {
            foreach (var (key, value) in tag_scalar_dict)
                AddToSeries(main_tag, key, value, global_step, walltime);
        }

        /// <exception cref="ArgumentException">The tensor is empty, or holds a number that is not finite.</exception>
        public void add_histogram(string tag, torch.Tensor values, int global_step,
            HistogramBinSelector bins = HistogramBinSelector.Tensorflow, long? walltime = null, long? max_bins = null)
        {
            var numbers = Numbers(values);
            if (numbers.Length == 0)
                throw new ArgumentException("The input has no element.", nameof(values));
            if (!Array.TrueForAll(numbers, double.IsFinite))
                throw new ArgumentException($"The values of '{tag}' are not all finite, so they have no histogram.", nameof(values));

            var histogram = HistogramSummary.Of(numbers, HistogramLimits.For(numbers, bins), max_bins);
            _events.Append(EventMessage.Histogram(tag, histogram, global_step, Time(walltime)));
        }

        /// <summary>A text, shown as Markdown.</summary>
        public void add_text(string tag, string text_string, int global_step, long? walltime = null)
            => _events.Append(EventMessage.Markdown(tag, text_string, global_step, Time(walltime)));

        private void AddToSeries(string tag, string key, float value, int step, long? walltime)
        {
            var name = $"{tag}_{key}";
            if (!_series.TryGetValue(name, out var file))
                _series[name] = file = new EventFile(Path.Combine(LogDir, name.Replace('/', '_')), suffix: null);
            file.Append(EventMessage.Scalar(tag, value, step, Time(walltime)));
        }

        private static double Time(long? walltime) => walltime ?? DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

        private static double[] Numbers(torch.Tensor values)
        {
            using var scope = torch.NewDisposeScope();
            using var noGradient = torch.no_grad();
            return values.detach().to(torch.ScalarType.Float64, torch.CPU).reshape(-1).data<double>().ToArray();
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class utils
        {
            public static partial class tensorboard
            {
                /// <param name="log_dir">The run's directory; by default one below "runs", named after the time and the machine.</param>
                /// <param name="filename_suffix">The end of the event file's name.</param>
                /// <param name="createRunName">Makes a directory for this run below <paramref name="log_dir"/>.</param>
                public static Modules.SummaryWriter SummaryWriter(string? log_dir = null, string? filename_suffix = null, bool createRunName = false)
                    => new(createRunName && !string.IsNullOrEmpty(log_dir) ? RunDirectory(log_dir) : log_dir, filename_suffix);

                internal static string RunDirectory(string parent)
                    => Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"{DateTime.Now:MMMd_H-m-s}_{Environment.MachineName}"));
            }
        }
    }
}
