using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Classification;

/// <summary>Tunes the trained classifier as a policy that is rewarded for right answers.</summary>
internal static class PolicyTuning
{
    public static void Run(Classifier model, int rounds)
    {
        var optimizer = optim.SGD(model.parameters(), 1e-3);
        for (var round = 0; round < rounds; round++)
        {
            using var scope = NewDisposeScope();
            var (input, target) = Examples.Draw(32);
            optimizer.zero_grad();
            var now = functional.log_softmax(model.call(input), -1);
            var before = now.detach();
            var answers = before.exp().multinomial(1);
            var rewards = answers.squeeze(1).eq(target).to(ScalarType.Float32);
            var advantages = (rewards - rewards.mean()) / rewards.std();
            var ratio = (now - before).gather(1, answers).squeeze(1).exp();
            var loss = -(ratio * advantages).mean();
            loss.backward();
            nn.utils.clip_grad_norm_(model.parameters(), 1.0);
            optimizer.step();
        }
    }
}
