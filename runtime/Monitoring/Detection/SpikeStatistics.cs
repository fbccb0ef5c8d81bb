using StableModels.Training;

namespace StableModels.Monitoring.Detection;

/// <summary>
/// The last hundred losses and gradient norms, against which a spike stands out: both by their robust z-scores (median and median absolute deviation), and
/// the loss by a part of what it started at. Both must speak: a hard batch has a high loss, a rare one a high norm, a spike has both.
/// </summary>
internal sealed class SpikeStatistics
{
    private const int LeastSteps = 50;

    private readonly RobustWindow _start = new(10);
    private readonly RobustWindow _losses = new(100);
    private readonly RobustWindow _norms = new(100);

    /// <summary>The step's z-scores and the median loss when it is a spike; null when not, or while there is too little to compare with.</summary>
    /// <param name="loss">A finite loss.</param>
    /// <param name="norm">A finite norm.</param>
    /// <param name="zScore">What both z-scores must pass.</param>
    /// <param name="leastJump">The share of the starting loss that the loss must jump by.</param>
    public (double Median, double LossZ, double NormZ)? Judge(double loss, double norm, double zScore, double leastJump = 0.25)
    {
        if (_losses.Count < LeastSteps)
            return null;
        var (median, lossZ, normZ) = (_losses.Median, _losses.ZScore(loss), _norms.ZScore(norm));
        return lossZ > zScore && normZ > zScore && loss - median > leastJump * Math.Abs(_start.Median) ? (median, lossZ, normZ) : null;
    }

    /// <summary>Adds a step that later ones are compared with.</summary>
    public void Add(double loss, double norm)
    {
        if (!_start.IsFull)
            _start.Add(loss);
        _losses.Add(loss);
        _norms.Add(norm);
    }

    /// <summary>Forgets the last hundred steps; the starting level remains.</summary>
    public void Clear()
    {
        _losses.Clear();
        _norms.Clear();
    }

    public void Save(TrainingState state)
    {
        state.SetWindow("start", _start);
        state.SetWindow("losses", _losses);
        state.SetWindow("norms", _norms);
    }

    public void Load(TrainingState state)
    {
        state.GetWindow("start", _start);
        state.GetWindow("losses", _losses);
        state.GetWindow("norms", _norms);
    }
}
