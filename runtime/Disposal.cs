using System.Runtime.ExceptionServices;

namespace StableModels;

/// <summary>Disposes of many things: what one of them throws keeps none of the others from it.</summary>
internal static class Disposal
{
    /// <summary>Disposes of all.</summary>
    /// <returns>What they threw, in their order.</returns>
    public static List<Exception> Of(IEnumerable<IDisposable> things)
    {
        var thrown = new List<Exception>();
        foreach (var thing in things)
        {
            try
            {
                thing.Dispose();
            }
            catch (Exception exception)
            {
                thrown.Add(exception);
            }
        }

        return thrown;
    }

    /// <summary>Throws what was thrown: one exception as it was, several as an <see cref="AggregateException"/> of them. Nothing happens when there is none.</summary>
    public static void Rethrow(IReadOnlyList<Exception> thrown)
    {
        switch (thrown)
        {
            case []:
                break;
            case [var only]:
                ExceptionDispatchInfo.Throw(only);
                break;
            default:
                throw new AggregateException(thrown);
        }
    }
}
