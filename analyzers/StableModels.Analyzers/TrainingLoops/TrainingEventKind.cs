namespace StableModels.Analyzers.TrainingLoops;

/// <summary>What a training loop does to gradients, weights and learning rates, as far as the rules care.</summary>
internal enum TrainingEventKind
{
    /// <summary><c>loss.backward()</c>; the subject is the loss.</summary>
    Backward,

    /// <summary><c>zero_grad()</c> on an optimizer or a module, or <c>p.grad = null</c>.</summary>
    ZeroGrad,

    /// <summary>A clipping call; the subject is what it clips.</summary>
    Clip,

    /// <summary>A gradient written by hand (<c>p.grad.mul_(c)</c>, <c>p.grad = ...</c>): clipping, unscaling or noise.</summary>
    GradientEdit,

    /// <summary><c>optimizer.step()</c>.</summary>
    OptimizerStep,

    /// <summary><c>trainer.Step(...)</c> of StableModels: backward, clipping, update and clearing in one; the subject is the trainer.</summary>
    TrainerStep,

    /// <summary><c>scheduler.step()</c>.</summary>
    SchedulerStep,

    /// <summary>An assignment to a parameter group's learning rate; the subject is the group.</summary>
    LearningRateWrite,

    /// <summary>An optimizer is built; the subject is what it is given to optimize.</summary>
    OptimizerCreation,

    /// <summary>A scheduler is built; the subject is its optimizer.</summary>
    SchedulerCreation,

    /// <summary><c>module.to(...)</c>, <c>cuda()</c>, <c>half()</c>: every one replaces the module's parameters.</summary>
    ModuleMove,

    /// <summary><c>module.train()</c> or <c>module.eval()</c>.</summary>
    ModeChange,

    /// <summary>A module's <c>forward</c> or <c>call</c>.</summary>
    Forward,

    /// <summary>A value read back from the device: <c>item</c>, <c>ToSingle</c>, <c>data</c>.</summary>
    HostRead,

    /// <summary>The global random generator is seeded.</summary>
    Reseed,

    /// <summary>A call whose body is not seen, given the subject: it may do any of the above to it.</summary>
    UnknownCall,
}
