using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>An optimizer with groups of parameters and state per parameter.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    protected OptimizerOptions _defaults = null!;
    protected OrderedDict<nint, OptimizerState> _state = [];

    public OptimizerHelper() : base(0) { }

    protected enum TypeCode
    {
        Double = 0,
        Long = 1,
        Tensor = 2,
        Options = 3,
        State = 4,
    }

    public override IEnumerable<Parameter> parameters() => base.parameters();

    public override void zero_grad() => base.zero_grad();

    public override void add_param_group(ParamGroup param_group) => _parameter_groups.Add(param_group);

    /// <summary>Adds a group, completes its options and makes the state of its parameters.</summary>
    /// <exception cref="ArgumentException">A parameter is in another group already: it would be updated twice a step.</exception>
    private protected void Admit<TOptions>(ParamGroup group, Func<Parameter, OptimizerState> stateOf) where TOptions : OptimizerOptions, new()
    {
        group.Options ??= new TOptions();
        group.Options.Complete(_defaults);
        group.Options.InitialLearningRate = group.Options.LearningRate.GetValueOrDefault();

        // The given sequence may be a walk through a module's tree: it is done once, not at every step.
        var members = group.Parameters.Distinct<Parameter>(ReferenceEqualityComparer.Instance).ToArray();
        foreach (var parameter in members)
        {
            if (_state.ContainsKey(parameter.Handle))
                throw new ArgumentException("Some parameters appear in more than one parameter group: give each parameter to one group.", nameof(group));
        }

        group.Parameters = members;
        _parameter_groups.Add(group);
        foreach (var parameter in members)
        {
            var state = stateOf(parameter);
            state.Initialize(group.Options);
            _state[parameter.Handle] = state;
        }
    }

    /// <summary>The closure's loss; then, outside the graph, the body for each group. What the body makes is disposed after it.</summary>
    protected Tensor _step<T>(Action<T> body, Func<Tensor>? loss_closure = null) where T : ParamGroup
    {
        Tensor? loss = null;
        if (loss_closure is not null)
        {
            using var gradient = enable_grad();
            loss = loss_closure();
        }

        using var noGradient = no_grad();
        foreach (var group in _parameter_groups)
        {
            using var scope = NewDisposeScope();
            body((T)group);
        }

        return loss!;
    }

    public virtual StateDictionary state_dict()
    {
        var result = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            result.Options.Add(group.Options);
            var positions = new List<int>();
            foreach (var parameter in group.Parameters)
            {
                positions.Add(result.State.Count);
                result.State.Add(_state[parameter.Handle]);
            }

            result.StateIndexRef.Add(positions);
        }

        return result;
    }

    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var target = this.state_dict();
        RequireSameShape(state_dict.Options.Count, state_dict.State.Count, target);

        foreach (var (options, source) in target.Options.Zip(state_dict.Options))
        {
            if (!ReferenceEquals(options, source))
                options.LoadStateDict(source);
        }

        foreach (var (state, source) in target.State.Zip(state_dict.State))
        {
            if (!ReferenceEquals(state, source))
                state.LoadStateDict(source);
        }
    }

    public void save_state_dict(string location)
    {
        using var stream = File.Create(location);
        using var writer = new BinaryWriter(stream);
        save_state_dict(writer);
    }

    /// <summary>TorchSharp's format: the optimizer's name, the counts of groups and states, the options, the states.</summary>
    public void save_state_dict(BinaryWriter writer)
    {
        writer.Write(GetType().Name);
        var source = state_dict();
        writer.Encode(source.Options.Count);
        writer.Encode(source.State.Count);
        foreach (var options in source.Options)
            options.SaveStateDict(writer);
        foreach (var state in source.State)
            state.SaveStateDict(writer);
    }

    public void load_state_dict(string location)
    {
        using var stream = File.OpenRead(location);
        using var reader = new BinaryReader(stream);
        load_state_dict(reader);
    }

    /// <exception cref="InvalidDataException">The file is another optimizer's.</exception>
    /// <exception cref="ArgumentException">The numbers of groups or of parameters differ.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        var saved = reader.ReadString();
        if (!string.Equals(saved, GetType().Name, StringComparison.Ordinal))
            throw new InvalidDataException($"Mismatched optimizer type: expected '{GetType().Name}', but found '{saved}' in the loaded stream.");

        var groups = reader.Decode();
        var states = reader.Decode();
        var target = state_dict();
        RequireSameShape(groups, states, target);
        foreach (var options in target.Options)
            options.LoadStateDict(reader);
        foreach (var state in target.State)
            state.LoadStateDict(reader);
    }

    /// <summary>Moves the state to where the parameters have gone.</summary>
    public void to(Device device)
    {
        foreach (var state in _state.values())
            state.to(device);
    }

    private protected override void DisposeState()
    {
        foreach (var state in _state.values())
            (state as IDisposable)?.Dispose();
        _state.Clear();
    }

    private static void RequireSameShape(long groups, long states, StateDictionary target)
    {
        if (groups != target.Options.Count)
            throw new ArgumentException($"Invalid optimizer state -- different number of parameter groups: {groups}, not {target.Options.Count}.", nameof(groups));
        if (states != target.State.Count)
            throw new ArgumentException($"Invalid optimizer state -- different number of states: {states}, not {target.State.Count}.", nameof(states));
    }
}
