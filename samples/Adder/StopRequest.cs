using System.Runtime.InteropServices;

namespace Adder;

/// <summary>Ctrl-C or a termination signal, noted so that training can stop after the step it is in.</summary>
internal sealed class StopRequest : IDisposable
{
    /// <summary>What a shell expects of a program that was interrupted.</summary>
    public const int ExitCode = 130;

    private readonly PosixSignalRegistration[] _registrations;

    public StopRequest() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Note),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Note),
    ];

    public bool IsMade { get; private set; }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void Note(PosixSignalContext context)
    {
        // The first asks for a checkpoint after this step, or for the end of the exam; a second one means now.
        context.Cancel = !IsMade;
        if (!IsMade)
            Console.Error.WriteLine("stopping ...");
        IsMade = true;
    }
}
