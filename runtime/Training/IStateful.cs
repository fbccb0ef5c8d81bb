namespace StableModels.Training;

/// <summary>Something whose state a checkpoint must hold for a resumed run to be bit-identical.</summary>
public interface IStateful
{
    /// <summary>Puts the state under names of its own. Tensors are put as they are, not copied.</summary>
    void Save(TrainingState state);

    /// <summary>Takes the state back, copying into the tensors it has.</summary>
    void Load(TrainingState state);
}
