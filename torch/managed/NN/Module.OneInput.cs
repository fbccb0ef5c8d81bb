namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public interface IModule<T, TResult>
        {
            TResult call(T input1);
        }

        /// <summary>A module of one input.</summary>
        public abstract class Module<T, TResult>
            : HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>,
              IModule<T, TResult>
        {
            protected Module(string name) : base(name) { }

            /// <summary>The computation, to be overridden. Use <see cref="call"/> to run it with its hooks.</summary>
            public abstract TResult forward(T input);

            /// <summary>Pre-hooks, <see cref="forward"/>, hooks.</summary>
            public TResult call(T input)
            {
                if (!HasHooks)
                    return forward(input);

                RunModuleHooks(module_pre_hooks);
                foreach (var hook in pre_hooks.Values)
                {
                    if (hook(this, input) is { } modified)
                        input = modified;
                }

                var result = forward(input);

                foreach (var hook in post_hooks.Values)
                {
                    if (hook(this, input, result) is { } modified)
                        result = modified;
                }

                RunModuleHooks(module_post_hooks);
                return result;
            }
        }
    }
}
