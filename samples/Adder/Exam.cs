using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Adder;

/// <summary>What a trained model answers to sums that it has never seen.</summary>
/// <param name="Accuracy">The share of sums whose every digit is right.</param>
/// <param name="Count">How many sums were asked.</param>
/// <param name="Examples">A few answers as text, right or wrong.</param>
internal sealed record Exam(double Accuracy, int Count, IReadOnlyList<(string Text, bool Right)> Examples)
{
    private const int BatchSize = 1000;
    private const int ExampleCount = 6;

    /// <summary>Lets the model answer every unseen sum, greedily, one character at a time.</summary>
    /// <returns>Null when it was stopped.</returns>
    public static Exam? Take(nn.Module<Tensor, Tensor> model, Device device, StopRequest stop)
    {
        var right = 0L;
        var examples = new List<(string, bool)>();
        model.eval();
        using var withoutGradients = no_grad();
        foreach (var sums in Sums.Unseen.Chunk(BatchSize))
        {
            if (stop.IsMade)
                return null;

            using var scope = NewDisposeScope();
            var expected = Sums.Encode(sums, device);
            var written = Answer(model, expected[.., ..Sums.QuestionLength]);
            var isRight = written.eq(expected).all(dim: 1);
            right += isRight.sum().ToInt64();
            if (examples.Count < ExampleCount)
                examples.AddRange(Rows(written, isRight).Take(ExampleCount - examples.Count));
        }

        model.train();
        return new Exam((double)right / Sums.Unseen.Count, Sums.Unseen.Count, examples);
    }

    /// <summary>A share with three digits, rounded down: 0.9996 is not 1.</summary>
    public static string Figure(double share) => (Math.Floor(share * 1000) / 1000).ToString("0.000", CultureInfo.InvariantCulture);

    private static Tensor Answer(nn.Module<Tensor, Tensor> model, Tensor question)
    {
        var written = question;
        for (var i = 0; i < Sums.AnswerLength; i++)
        {
            var next = model.call(written)[.., -1].argmax(-1, keepdim: true);
            written = cat([written, next], dim: 1);
        }

        return written;
    }

    private static IEnumerable<(string, bool)> Rows(Tensor written, Tensor isRight)
    {
        var characters = written.cpu().data<long>().ToArray();
        var marks = isRight.cpu().data<bool>().ToArray();
        var length = Sums.QuestionLength + Sums.AnswerLength;
        return marks.Select((mark, i) => (Sums.Text(characters.AsSpan(i * length, length)), mark));
    }
}
