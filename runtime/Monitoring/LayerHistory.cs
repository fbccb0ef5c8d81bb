using StableModels.Training;
using TorchSharp;

namespace StableModels.Monitoring;

/// <summary>
/// One value per layer at each reading, in bounded memory: when the readings run out, every second one is dropped and from then on
/// only every second is taken.
/// </summary>
public sealed class LayerHistory
{
    private readonly List<(long Step, double[] Values)> _readings = [];
    private readonly int _capacity;
    private long _stride = 1;
    private long _offered;

    internal LayerHistory(string title, IReadOnlyList<string> layers, int capacity = 256)
    {
        Title = title;
        Layers = [.. layers];
        _capacity = capacity;
    }

    /// <summary>What is measured.</summary>
    public string Title { get; }

    /// <summary>The layers' names, first layer first.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>The readings in the order of their steps; each has one value per layer.</summary>
    public IReadOnlyList<(long Step, double[] Values)> Readings => _readings;

    /// <summary>Adds a reading. Readings of a later step than this one are forgotten: training went back.</summary>
    /// <param name="step">The step of the reading.</param>
    /// <param name="values">One per layer, in their order.</param>
    /// <exception cref="ArgumentException">Not one value per layer.</exception>
    public void Add(long step, ReadOnlySpan<double> values)
    {
        if (values.Length != Layers.Count)
            throw new ArgumentException($"'{Title}' has {Layers.Count} layers; {values.Length} values were given.", nameof(values));
        _readings.RemoveAll(reading => reading.Step >= step);
        if (_offered++ % _stride != 0)
            return;
        if (_readings.Count == _capacity)
        {
            // The survivors are those that the doubled stride would have taken.
            for (var i = _readings.Count - 1; i > 0; i -= 2)
                _readings.RemoveAt(i);
            _stride *= 2;
        }
        _readings.Add((step, values.ToArray()));
    }

    internal void Save(TrainingState state)
    {
        state.Set("title", Title);
        state.Set("layers", string.Join('\n', Layers));
        state.Set("stride", _stride);
        state.Set("offered", _offered);
        var columns = Layers.Count + 1;
        var rows = new double[_readings.Count * columns];
        for (var i = 0; i < _readings.Count; i++)
        {
            rows[i * columns] = _readings[i].Step;
            _readings[i].Values.CopyTo(rows, (i * columns) + 1);
        }
        state.Set("readings", torch.tensor(rows, _readings.Count, columns));
    }

    internal static LayerHistory From(TrainingState state)
    {
        var history = new LayerHistory(state.Text("title"), state.Text("layers").Split('\n'))
        {
            _stride = state.Int64("stride"),
            _offered = state.Int64("offered"),
        };
        var columns = history.Layers.Count + 1;
        var rows = state.Elements("readings");
        for (var i = 0; i < rows.Length; i += columns)
            history._readings.Add(((long)rows[i], rows[(i + 1)..(i + columns)]));
        return history;
    }
}
