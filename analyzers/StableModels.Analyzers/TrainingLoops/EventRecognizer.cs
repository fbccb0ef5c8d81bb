using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableModels.Analyzers.TrainingLoops;

/// <summary>Tells which operations are training events.</summary>
internal sealed class EventRecognizer(TrainingSymbols symbols, ValueFlow flow)
{
    public (TrainingEventKind Kind, IOperation? Subject)? Recognize(IOperation operation) => operation switch
    {
        IInvocationOperation invocation => Invocation(invocation),
        IObjectCreationOperation creation => Creation(creation),
        ISimpleAssignmentOperation assignment => Assignment(assignment.Target, assignment.Value),
        ICompoundAssignmentOperation assignment => Assignment(assignment.Target, assignment.Value),
        _ => null,
    };

    /// <summary>Whether an operation alone makes its type worth a closer look.</summary>
    public static bool IsPartOfTraining(TrainingSymbols symbols, IInvocationOperation invocation)
    {
        var method = invocation.TargetMethod;
        return method.Name switch
        {
            "backward" => TrainingSymbols.IsMethod(method, symbols.Tensor, "backward") || SymbolEqualityComparer.Default.Equals(method.ContainingType, symbols.Autograd),
            "Step" or "StepThrough" => symbols.IsTrainerStep(method),
            "step" or "zero_grad" => TrainingSymbols.IsMethod(method, symbols.Optimizer, method.Name),
            _ => symbols.IsOptimizer(method.ReturnType) && symbols.IsTorchSharp(method),
        };
    }

    private (TrainingEventKind, IOperation?)? Invocation(IInvocationOperation invocation)
    {
        var method = invocation.TargetMethod;
        if (!symbols.IsTorchSharp(method))
        {
            return Foreign(invocation);
        }

        var type = method.ContainingType;
        switch (method.Name)
        {
            case "backward" when TrainingSymbols.IsMethod(method, symbols.Tensor, "backward"):
                return (TrainingEventKind.Backward, invocation.Instance);
            case "backward" or "grad" when SymbolEqualityComparer.Default.Equals(type, symbols.Autograd):
                return (TrainingEventKind.Backward, null);
            case "zero_grad" when TrainingSymbols.IsMethod(method, symbols.Optimizer, "zero_grad") || TrainingSymbols.IsMethod(method, symbols.Module, "zero_grad"):
                return (TrainingEventKind.ZeroGrad, invocation.Instance);
            case "step" when TrainingSymbols.IsMethod(method, symbols.Optimizer, "step"):
                return (TrainingEventKind.OptimizerStep, invocation.Instance);
            case "step" when TrainingSymbols.IsMethod(method, symbols.Scheduler, "step"):
                return (TrainingEventKind.SchedulerStep, invocation.Instance);
            case "clip_grad_norm_" or "clip_grad_value_" when SymbolEqualityComparer.Default.Equals(type, symbols.NnUtils):
                return (TrainingEventKind.Clip, invocation.Arguments[0].Value);
            case "train" or "eval" when TrainingSymbols.IsMethod(method, symbols.Module, method.Name):
                return (TrainingEventKind.ModeChange, invocation.Instance);
            case "forward" or "call" when symbols.IsModule(invocation.Instance?.Type):
                return (TrainingEventKind.Forward, invocation.Instance);
            case "manual_seed" or "manual_seed_all" when !symbols.IsTensor(type) && method.IsStatic:
                return (TrainingEventKind.Reseed, null);
            case "item" when symbols.IsTensor(type):
                return (TrainingEventKind.HostRead, invocation.Instance);
            case "ToSingle" or "ToDouble" or "ToInt32" or "ToInt64" or "ToBoolean" or "ToHalf"
                when SymbolEqualityComparer.Default.Equals(type, symbols.TensorExtensions):
                return (TrainingEventKind.HostRead, Expression.ReceiverOf(invocation));
            default:
                break;
        }

        if (SymbolEqualityComparer.Default.Equals(type, symbols.ModuleExtensions))
        {
            return (TrainingEventKind.ModuleMove, Expression.ReceiverOf(invocation));
        }

        if (SymbolEqualityComparer.Default.Equals(type, symbols.SchedulerFactories) && symbols.IsScheduler(method.ReturnType))
        {
            return (TrainingEventKind.SchedulerCreation, invocation.Arguments[0].Value);
        }

        if (SymbolEqualityComparer.Default.Equals(type, symbols.OptimizerFactories) && symbols.IsOptimizer(method.ReturnType))
        {
            return (TrainingEventKind.OptimizerCreation, invocation.Arguments[0].Value);
        }

        return EditsGradient(invocation) ? (TrainingEventKind.GradientEdit, invocation.Instance) : null;
    }

    // A call of code that is not seen matters when it gets hold of the optimizer, the model or its parameters.
    private (TrainingEventKind, IOperation?)? Foreign(IInvocationOperation invocation)
    {
        var method = invocation.TargetMethod;
        if (method.Name is "forward" && symbols.IsModule(invocation.Instance?.Type))
        {
            return (TrainingEventKind.Forward, invocation.Instance);
        }

        if (symbols.IsTrainerStep(method))
        {
            return (TrainingEventKind.TrainerStep, invocation.Instance);
        }

        if (symbols.IsClipper(method.ContainingType))
        {
            return method.Name == "Clip" ? (TrainingEventKind.Clip, Clipped(invocation.Instance)) : null;
        }

        if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            return flow.DelegateBodies(invocation.Instance!).Count == 0 ? (TrainingEventKind.UnknownCall, null) : null;
        }

        if (flow.BodyOf(method) is not null || Expression.IsFramework(method))
        {
            return null;
        }

        return (TrainingEventKind.UnknownCall, null);
    }

    // new GradientClipper(model, new AdaptiveClip(0.01))
    private IOperation? Clipped(IOperation? clipper) =>
        clipper is not null && flow.Resolve(clipper) is IObjectCreationOperation { Arguments: [{ Value: var model }, ..] } ? model : null;

    private (TrainingEventKind, IOperation?)? Creation(IObjectCreationOperation creation)
    {
        if (symbols.IsScheduler(creation.Type) && creation.Arguments.Length > 0)
        {
            return (TrainingEventKind.SchedulerCreation, creation.Arguments[0].Value);
        }

        return symbols.IsOptimizer(creation.Type) && creation.Arguments.Length > 0
            ? (TrainingEventKind.OptimizerCreation, creation.Arguments[0].Value)
            : null;
    }

    private (TrainingEventKind, IOperation?)? Assignment(IOperation target, IOperation value)
    {
        if (target is not IPropertyReferenceOperation property || !symbols.IsTorchSharp(property.Property))
        {
            return null;
        }

        if (property.Property.Name is "LearningRate" or "InitialLearningRate")
        {
            return (TrainingEventKind.LearningRateWrite, property.Instance);
        }

        if (property.Property.Name is "grad" && symbols.IsTensor(property.Property.ContainingType))
        {
            return Expression.Unwrap(value) is ILiteralOperation or IDefaultValueOperation
                ? (TrainingEventKind.ZeroGrad, null)
                : (TrainingEventKind.GradientEdit, property.Instance);
        }

        return null;
    }

    // p.grad.mul_(c), also through a local: any in-place call on a gradient.
    private bool EditsGradient(IInvocationOperation invocation)
    {
        if (!invocation.TargetMethod.Name.EndsWith("_", System.StringComparison.Ordinal)
            || !symbols.IsTensor(invocation.TargetMethod.ContainingType)
            || Expression.ReceiverOf(invocation) is not { } receiver)
        {
            return false;
        }

        var resolved = flow.Resolve(receiver);
        if (resolved is IConditionalAccessInstanceOperation placeholder && Expression.ReceiverOf(placeholder) is { } left)
        {
            resolved = flow.Resolve(left);
        }

        return IsGradient(resolved);
    }

    private bool IsGradient(IOperation value) => value switch
    {
        IPropertyReferenceOperation { Property.Name: "grad" } property => symbols.IsTensor(property.Property.ContainingType),
        IConditionalAccessOperation access => IsGradient(Expression.Unwrap(access.WhenNotNull)),
        IForEachLoopOperation => false,
        ILocalReferenceOperation local => HoldsGradients(local),
        _ => false,
    };

    // foreach (var g in gradients) g.mul_(c), where gradients was filled from p.grad.
    private bool HoldsGradients(ILocalReferenceOperation local)
    {
        foreach (var definition in flow.DefinitionsOf(local.Local))
        {
            if (definition is not null && MentionsGradient(definition))
            {
                return true;
            }
        }

        return false;
    }

    private bool MentionsGradient(IOperation value)
    {
        foreach (var inner in value.DescendantsAndSelf())
        {
            if (inner is IPropertyReferenceOperation { Property.Name: "grad" } property && symbols.IsTensor(property.Property.ContainingType))
            {
                return true;
            }
        }

        return false;
    }
}
