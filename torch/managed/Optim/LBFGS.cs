using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules
{
    /// <summary>Limited-memory BFGS without a line search (Nocedal, 1980): a step calls the closure several times.</summary>
    public class LBFGS : Optimizer, ILearningRateController
    {
        private readonly long _maxIterations;
        private readonly long _maxEvaluations;
        private readonly double _gradientTolerance;
        private readonly double _changeTolerance;
        private readonly long _historySize;
        private readonly List<(Tensor Change, Tensor Step, double Curvature)> _history = [];
        private readonly Parameter[] _parameters;
        private Tensor? _direction;
        private Tensor? _previousGradient;
        private double _scale = 1;
        private double _length;
        private long _iterations;

        internal LBFGS(IEnumerable<Parameter> parameters, double lr, long maxIterations, long? maxEvaluations, double gradientTolerance,
            double changeTolerance, long historySize)
            : base(0)
        {
            _parameters = [.. parameters];
            _maxIterations = maxIterations;
            _maxEvaluations = maxEvaluations ?? maxIterations * 5 / 4;
            (_gradientTolerance, _changeTolerance, _historySize) = (gradientTolerance, changeTolerance, historySize);
            _parameter_groups.Add(new ParamGroup
            {
                Parameters = _parameters,
                Options = new OptimizerOptions { LearningRate = lr, InitialLearningRate = lr },
            });
        }

        public double LearningRate
        {
            get => _parameter_groups[0].LearningRate;
            set => _parameter_groups[0].LearningRate = value;
        }

        public double InitialLearningRate
        {
            get => _parameter_groups[0].InitialLearningRate;
            set => _parameter_groups[0].InitialLearningRate = value;
        }

        /// <param name="closure">Clears the gradients, computes the loss and its gradients, and returns the loss. Required.</param>
        /// <returns>The loss before the step.</returns>
        public override Tensor step(Func<Tensor>? closure)
        {
            if (closure is null)
                throw new ArgumentNullException(nameof(closure), "LBFGS evaluates the loss several times a step: give it a closure that clears the gradients, computes the loss, calls backward and returns the loss.");

            var result = Evaluate(closure);
            using var scope = NewDisposeScope();
            using var noGradient = no_grad();
            var loss = result.ToDouble();
            var gradient = Gradient();
            var evaluations = 1L;
            for (var iteration = 1L; iteration <= _maxIterations && Largest(gradient) > _gradientTolerance; iteration++)
            {
                _iterations++;
                Remember(gradient);
                var direction = Direction(gradient);
                Keep(ref _previousGradient, gradient.clone());
                Keep(ref _direction, direction);
                _length = (_iterations == 1 ? Math.Min(1, 1 / gradient.abs().sum().ToDouble()) : 1) * LearningRate;

                if (gradient.dot(direction).ToDouble() > -_changeTolerance)
                    break;
                Move(direction);
                if (iteration == _maxIterations)
                    break;

                var previousLoss = loss;
                loss = Evaluate(closure).ToDouble();
                gradient = Gradient();
                if (++evaluations >= _maxEvaluations || Largest(direction) * _length <= _changeTolerance || Math.Abs(loss - previousLoss) < _changeTolerance)
                    break;
            }

            return result;
        }

        private static Tensor Evaluate(Func<Tensor> closure)
        {
            using var gradient = enable_grad();
            return closure();
        }

        private static double Largest(Tensor tensor) => tensor.abs().max().ToDouble();

        private static void Keep(ref Tensor? kept, Tensor tensor)
        {
            if (!ReferenceEquals(kept, tensor))
                kept?.Dispose();
            kept = tensor.DetachFromDisposeScope();
        }

        private Tensor Gradient() => cat(_parameters.Select(parameter => parameter.grad?.reshape(-1) ?? zeros_like(parameter).reshape(-1)).ToArray());

        /// <summary>The last step and what it changed in the gradient, if the curvature between them is positive.</summary>
        private void Remember(Tensor gradient)
        {
            if (_previousGradient is null || _direction is null)
                return;

            var change = gradient.sub(_previousGradient);
            var step = _direction.mul(_length);
            var curvature = change.dot(step).ToDouble();
            if (curvature <= 1e-10)
                return;

            if (_history.Count == _historySize)
                Forget(0);
            _history.Add((change.DetachFromDisposeScope(), step.DetachFromDisposeScope(), 1 / curvature));
            _scale = curvature / change.dot(change).ToDouble();
        }

        /// <summary>Minus the gradient, multiplied by the inverse Hessian that the history approximates (two-loop recursion).</summary>
        private Tensor Direction(Tensor gradient)
        {
            var direction = gradient.neg();
            var shares = new double[_history.Count];
            for (var i = _history.Count - 1; i >= 0; i--)
            {
                shares[i] = _history[i].Step.dot(direction).ToDouble() * _history[i].Curvature;
                direction.add_(_history[i].Change, alpha: -shares[i]);
            }

            direction.mul_(_scale);
            for (var i = 0; i < _history.Count; i++)
            {
                var share = _history[i].Change.dot(direction).ToDouble() * _history[i].Curvature;
                direction.add_(_history[i].Step, alpha: shares[i] - share);
            }

            return direction;
        }

        private void Move(Tensor direction)
        {
            var start = 0L;
            foreach (var parameter in _parameters)
            {
                var count = parameter.numel();
                parameter.add_(direction.narrow(0, start, count).reshape(parameter.shape), alpha: _length);
                start += count;
            }
        }

        private void Forget(int index)
        {
            _history[index].Change.Dispose();
            _history[index].Step.Dispose();
            _history.RemoveAt(index);
        }

        private protected override void DisposeState()
        {
            while (_history.Count > 0)
                Forget(_history.Count - 1);
            _direction?.Dispose();
            _previousGradient?.Dispose();
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static LBFGS LBFGS(IEnumerable<Parameter> parameters, double lr = 0.01, long max_iter = 20, long? max_eval = null,
                double tolerange_grad = 1e-5, double tolerance_change = 1e-9, long history_size = 100)
                => new(parameters, lr, max_iter, max_eval, tolerange_grad, tolerance_change, history_size);

            public static LBFGS LBFGS(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.01, long max_iter = 20, long? max_eval = null,
                double tolerange_grad = 1e-5, double tolerance_change = 1e-9, long history_size = 100)
                => new(parameters.Select(named => named.parameter), lr, max_iter, max_eval, tolerange_grad, tolerance_change, history_size);
        }
    }
}
