using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>The types of TorchSharp that training loops are made of, resolved once per compilation.</summary>
internal sealed class TrainingSymbols
{
    private TrainingSymbols(Compilation compilation, INamedTypeSymbol tensor)
    {
        Compilation = compilation;
        Tensor = tensor;
        TorchSharp = tensor.ContainingAssembly;
        Torch = tensor.ContainingType;
        Module = Find("TorchSharp.torch+nn+Module");
        Parameter = Find("TorchSharp.Modules.Parameter");
        ModuleExtensions = Find("TorchSharp.ModuleExtensionMethods");
        TensorExtensions = Find("TorchSharp.TensorExtensionMethods");
        Optimizer = Find("TorchSharp.torch+optim+Optimizer");
        OptimizerFactories = Find("TorchSharp.torch+optim");
        Scheduler = Find("TorchSharp.torch+optim+lr_scheduler+LRScheduler");
        SchedulerFactories = Find("TorchSharp.torch+optim+lr_scheduler");
        ParamGroup = Find("TorchSharp.Modules.ParamGroup");
        LearningRateController = Find("TorchSharp.torch+optim+ILearningRateController");
        OptimizerOptions = Find("TorchSharp.Modules.OptimizerOptions");
        NnUtils = Find("TorchSharp.torch+nn+utils");
        Functional = Find("TorchSharp.torch+nn+functional");
        Autograd = Find("TorchSharp.torch+autograd");
        DisposeScope = Find("TorchSharp.DisposeScope");
        Trainer = compilation.GetTypeByMetadataName("StableModels.Training.Trainer");
        Clipper = compilation.GetTypeByMetadataName("StableModels.Gradients.GradientClipper");
        AttentionLayers =
        [
            Find("TorchSharp.Modules.MultiheadAttention"),
            Find("TorchSharp.Modules.Transformer"),
            Find("TorchSharp.Modules.TransformerEncoder"),
            Find("TorchSharp.Modules.TransformerEncoderLayer"),
            Find("TorchSharp.Modules.TransformerDecoder"),
            Find("TorchSharp.Modules.TransformerDecoderLayer"),
        ];
        RecurrentLayers =
        [
            Find("TorchSharp.Modules.LSTM"),
            Find("TorchSharp.Modules.GRU"),
            Find("TorchSharp.Modules.RNN"),
            Find("TorchSharp.Modules.LSTMCell"),
            Find("TorchSharp.Modules.GRUCell"),
            Find("TorchSharp.Modules.RNNCell"),
        ];
    }

    public Compilation Compilation { get; }

    public IAssemblySymbol TorchSharp { get; }

    public INamedTypeSymbol Torch { get; }

    public INamedTypeSymbol Tensor { get; }

    public INamedTypeSymbol? Module { get; }

    public INamedTypeSymbol? Parameter { get; }

    public INamedTypeSymbol? ModuleExtensions { get; }

    public INamedTypeSymbol? TensorExtensions { get; }

    public INamedTypeSymbol? Optimizer { get; }

    public INamedTypeSymbol? OptimizerFactories { get; }

    public INamedTypeSymbol? Scheduler { get; }

    public INamedTypeSymbol? SchedulerFactories { get; }

    public INamedTypeSymbol? ParamGroup { get; }

    public INamedTypeSymbol? LearningRateController { get; }

    public INamedTypeSymbol? OptimizerOptions { get; }

    public INamedTypeSymbol? NnUtils { get; }

    public INamedTypeSymbol? Functional { get; }

    public INamedTypeSymbol? Autograd { get; }

    public INamedTypeSymbol? DisposeScope { get; }

    /// <summary>StableModels' trainer, whose <c>Step</c> does a whole training step; null where StableModels is not referenced.</summary>
    public INamedTypeSymbol? Trainer { get; }

    /// <summary>StableModels' clipper for a loop of one's own; null where StableModels is not referenced.</summary>
    public INamedTypeSymbol? Clipper { get; }

    public ImmutableArray<INamedTypeSymbol?> AttentionLayers { get; }

    public ImmutableArray<INamedTypeSymbol?> RecurrentLayers { get; }

    /// <summary>Null where TorchSharp is not referenced.</summary>
    public static TrainingSymbols? Create(Compilation compilation) =>
        compilation.GetTypeByMetadataName("TorchSharp.torch+Tensor") is { } tensor
            ? new TrainingSymbols(compilation, tensor)
            : null;

    public bool IsTorchSharp(ISymbol symbol) =>
        SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, TorchSharp);

    public bool IsTensor(ITypeSymbol? type) => Is(type, Tensor);

    public bool IsModule(ITypeSymbol? type) => Is(type, Module);

    public bool IsOptimizer(ITypeSymbol? type) => Is(type, Optimizer);

    /// <summary>Whether the method makes a trainer: <c>Trainer.Create(model, ...)</c>, <c>model.CreateTrainer(...)</c>.</summary>
    public bool MakesTrainer(IMethodSymbol method) => Trainer is not null && SymbolEqualityComparer.Default.Equals(method.ReturnType, Trainer);

    /// <summary>Whether the method is one of the trainer's steps.</summary>
    public bool IsTrainerStep(IMethodSymbol method) =>
        method.Name is "Step" or "StepThrough" && Trainer is not null && SymbolEqualityComparer.Default.Equals(method.ContainingType, Trainer);

    /// <summary>Whether it is StableModels' clipper, which does to a model what TorchSharp's clip functions do.</summary>
    public bool IsClipper(ITypeSymbol? type) => Clipper is not null && SymbolEqualityComparer.Default.Equals(type, Clipper);

    public bool IsScheduler(ITypeSymbol? type) => Is(type, Scheduler);

    public bool IsParameter(ITypeSymbol? type) => Is(type, Parameter);

    public bool IsParamGroup(ITypeSymbol? type) => Is(type, ParamGroup);

    /// <summary>Whether the type is <paramref name="expected"/> or derives from it.</summary>
    public static bool Is(ITypeSymbol? type, INamedTypeSymbol? expected)
    {
        if (expected is null)
        {
            return false;
        }

        if (type is ITypeParameterSymbol parameter)
        {
            foreach (var constraint in parameter.ConstraintTypes)
            {
                if (Is(constraint, expected))
                {
                    return true;
                }
            }

            return false;
        }

        for (var current = type; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current.OriginalDefinition, expected))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the method is one of TorchSharp's, of that type and name, overrides included.</summary>
    public static bool IsMethod(IMethodSymbol method, INamedTypeSymbol? containingType, string name)
    {
        if (containingType is null || !string.Equals(method.Name, name, StringComparison.Ordinal))
        {
            return false;
        }

        for (var current = method; current is not null; current = current.OverriddenMethod)
        {
            if (SymbolEqualityComparer.Default.Equals(current.ContainingType.OriginalDefinition, containingType))
            {
                return true;
            }
        }

        return false;
    }

    private INamedTypeSymbol? Find(string metadataName) => TorchSharp.GetTypeByMetadataName(metadataName);
}
