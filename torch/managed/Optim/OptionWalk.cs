namespace TorchSharp.Modules;

/// <summary>Goes through what one optimizer's options hold beside the learning rate, in the order of TorchSharp's files.</summary>
internal abstract class OptionWalk
{
    internal abstract void Number(ref double? option);

    internal abstract void Switch(ref bool? option);

    /// <summary>Writes the options to a file.</summary>
    internal sealed class Save(BinaryWriter writer) : OptionWalk
    {
        internal override void Number(ref double? option) => writer.Write(option.GetValueOrDefault());

        internal override void Switch(ref bool? option) => writer.Write(option.GetValueOrDefault());
    }

    /// <summary>Reads them from it.</summary>
    internal sealed class Load(BinaryReader reader) : OptionWalk
    {
        internal override void Number(ref double? option) => option = reader.ReadDouble();

        internal override void Switch(ref bool? option) => option = reader.ReadBoolean();
    }

    /// <summary>Lists them, for <see cref="Take"/>.</summary>
    internal sealed class List : OptionWalk
    {
        internal Queue<double?> Numbers { get; } = [];

        internal Queue<bool?> Switches { get; } = [];

        internal override void Number(ref double? option) => Numbers.Enqueue(option);

        internal override void Switch(ref bool? option) => Switches.Enqueue(option);
    }

    /// <summary>Takes those of other options of the same class.</summary>
    /// <param name="source">What the others hold.</param>
    /// <param name="keepsOwn">Whether an option that is set stays.</param>
    internal sealed class Take(List source, bool keepsOwn) : OptionWalk
    {
        internal override void Number(ref double? option)
        {
            var given = source.Numbers.Dequeue();
            option = keepsOwn ? option ?? given : given;
        }

        internal override void Switch(ref bool? option)
        {
            var given = source.Switches.Dequeue();
            option = keepsOwn ? option ?? given : given;
        }
    }
}
