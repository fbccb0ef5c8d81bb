using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableModels.Torch.Tests.NN;

[TestFixture]
internal sealed class ModuleTests
{
    private sealed class Net : Module<Tensor, Tensor>
    {
        private readonly Linear first = Linear(3, 4);

        [ComponentName(Name = "second")]
        private readonly Linear _second = Linear(4, 2);

        private readonly Tensor offset = zeros(2);

        internal Net() : base(nameof(Net))
        {
            register_buffer("scratch", ones(1), persistent: false);
            RegisterComponents();
        }

        public Linear Automatic { get; } = Linear(1, 1);

        public override Tensor forward(Tensor input) => _second.call(functional.relu(first.call(input))).add(offset);
    }

    private sealed class Plain : Module<Tensor, Tensor>
    {
        private readonly Linear inner = Linear(2, 2);

        internal Plain() : base(nameof(Plain)) { }

        public override Tensor forward(Tensor input) => inner.call(input);
    }

    private sealed class Two : Module<Tensor, Tensor, Tensor>
    {
        internal Two() : base(nameof(Two)) { }

        public override Tensor forward(Tensor input1, Tensor input2) => input1.add(input2);
    }

    [Test]
    public void Fields_are_registered_under_their_names()
    {
        using var net = new Net();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(net.state_dict().Keys, Is.EquivalentTo(new[]
            {
                "first.weight", "first.bias", "second.weight", "second.bias", "<Automatic>k__BackingField.weight", "<Automatic>k__BackingField.bias", "offset",
            }));
            Assert.That(net.named_buffers().Select(buffer => buffer.name), Is.EquivalentTo(new[] { "scratch", "offset" }));
            Assert.That(net.named_buffers(include_nonpersistent: false).Select(buffer => buffer.name), Is.EqualTo(new[] { "offset" }));
            Assert.That(net.named_modules().Select(module => module.name), Is.EqualTo(new[] { "first", "second", "<Automatic>k__BackingField" }));
            Assert.That(net.get_parameter("second.bias"), Is.Not.Null);
            Assert.That(net.get_parameter("third.bias"), Is.Null);
            Assert.That(net.has_buffer("offset"), Is.True);
        }
    }

    [Test]
    public void A_child_that_never_registered_its_fields_counts_in_every_parent()
    {
        using var list = ModuleList(new Plain());
        using var dictionary = ModuleDict(("a", (Module)new Plain()));
        using var sequence = Sequential(new Plain(), new Plain());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(list.parameters().Count(), Is.EqualTo(2));
            Assert.That(dictionary.parameters().Count(), Is.EqualTo(2));
            Assert.That(sequence.parameters().Count(), Is.EqualTo(4));
        }
    }

    [Test]
    public void Names_are_checked()
    {
        using var net = new Net();
        using var other = Linear(1, 1);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => net.register_module("a.b", other), Throws.ArgumentException);
            Assert.That(() => net.register_module("", other), Throws.ArgumentException);
            Assert.That(() => net.register_module("first", other), Throws.InvalidOperationException);
            Assert.That(() => net.register_buffer("offset", ones(1)), Throws.InvalidOperationException);
            Assert.That(() => net.register_parameter("p", null!), Throws.ArgumentNullException);
        }
    }

    [Test]
    public void A_parameterless_module_refuses_parameters()
    {
        using var dropout = Dropout();
        using var linear = Linear(1, 1);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => dropout.register_parameter("p", Parameter(ones(1))), Throws.InvalidOperationException);
            Assert.That(() => dropout.register_buffer("b", ones(1)), Throws.InvalidOperationException);
            Assert.That(() => dropout.register_module("m", linear), Throws.InvalidOperationException);
        }
    }

    [Test]
    public void Hooks_run_in_call_and_not_in_forward()
    {
        using var scope = NewDisposeScope();
        using var identity = Identity();
        var calls = new List<string>();
        var doubling = identity.register_forward_pre_hook((_, input) => input.mul(2));
        identity.register_forward_hook((_, _, output) => output.add(1));
        identity.register_forward_pre_hook(_ => calls.Add("before"));
        identity.register_forward_hook(_ => calls.Add("after"));
        var one = ones(1);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(identity.call(one).ToSingle(), Is.EqualTo(3));
            Assert.That(identity.forward(one).ToSingle(), Is.EqualTo(1));
            Assert.That(calls, Is.EqualTo(new[] { "before", "after" }));
        }

        doubling.remove();
        Assert.That(identity.call(one).ToSingle(), Is.EqualTo(2));
    }

    [Test]
    public void Hooks_see_and_replace_all_inputs()
    {
        using var scope = NewDisposeScope();
        using var sum = new Two();
        sum.register_forward_pre_hook((_, a, b) => (a.mul(10), b));
        sum.register_forward_hook((_, a, _, output) => output.add(a));
        Assert.That(sum.call(ones(1), ones(1)).ToSingle(), Is.EqualTo(21));
    }

    [Test]
    public void Training_mode_reaches_every_module()
    {
        using var net = Sequential(Linear(2, 2), Sequential(Dropout(0.5)));
        net.eval();
        Assert.That(net.modules().Select(module => module.training), Is.All.False);
        net.train();
        Assert.That(net.modules().Select(module => module.training).Append(net.training), Is.All.True);
    }

    [Test]
    public void Dropout_drops_in_training_alone()
    {
        using var scope = NewDisposeScope();
        using var dropout = Dropout(0.5);
        var input = ones(1000);
        Assert.That(dropout.call(input).eq(0).sum().ToInt64(), Is.InRange(400, 600));
        dropout.eval();
        Assert.That(dropout.call(input).eq(1).all().ToBoolean(), Is.True);
    }

    [Test]
    public void Apply_visits_children_before_parents()
    {
        using var net = Sequential(("a", Linear(1, 1)), ("b", Sequential(("c", ReLU()))));
        var visited = new List<string>();
        net.apply(module => visited.Add(module.GetName()));
        Assert.That(visited, Is.EqualTo(new[] { "Linear", "ReLU", "Sequential", "Sequential" }));
    }

    [Test]
    public void Zero_grad_drops_or_clears_gradients([Values] bool toNull)
    {
        using var scope = NewDisposeScope();
        using var linear = Linear(2, 1);
        linear.call(ones(1, 2)).sum().backward();
        linear.zero_grad(set_to_none: toNull);
        Assert.That(linear.weight.grad?.abs().sum().ToSingle(), toNull ? Is.Null : Is.Zero);
    }

    [Test]
    public void A_tied_parameter_stays_tied_through_moves_and_counts_once()
    {
        using var embedding = Embedding(5, 3);
        using var head = Linear(3, 5, hasBias: false);
        head.weight = embedding.weight!;
        using var model = ModuleDict(("tokens", (Module)embedding), ("head", head));
        var optimizer = torch.optim.SGD(model.parameters().ToArray(), 0.1);

        model.to(ScalarType.Float64);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(head.weight, Is.SameAs(embedding.weight));
            Assert.That(embedding.weight!.dtype, Is.EqualTo(ScalarType.Float64));
            Assert.That(model.parameters().Count(), Is.EqualTo(1));
            Assert.That(model.state_dict().Keys, Is.EqualTo(new[] { "tokens.weight", "head.weight" }));
            Assert.That(optimizer.parameters().Single(), Is.SameAs(embedding.weight), "an optimizer made before the move still holds the parameter");
        }
    }

    [Test]
    public void Moves_convert_gradients_and_buffers_of_every_kind()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        net.register_buffer("counts", zeros(2, dtype: ScalarType.Int64));
        net.call(ones(1, 3)).sum().backward();
        net.half();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(net.get_parameter("first.weight")!.grad!.dtype, Is.EqualTo(ScalarType.Float16));
            Assert.That(net.get_buffer("offset")!.dtype, Is.EqualTo(ScalarType.Float16));
            Assert.That(net.get_buffer("scratch")!.dtype, Is.EqualTo(ScalarType.Float16), "a buffer that is not persistent moves too");
            Assert.That(net.get_buffer("counts")!.dtype, Is.EqualTo(ScalarType.Int64), "integers stay integers");
            Assert.That(() => net.to(ScalarType.Int32), Throws.ArgumentException);
        }
    }

    [Test]
    public void What_is_saved_is_loaded()
    {
        using var source = new Net();
        using var target = new Net();
        using var stream = new MemoryStream();
        source.save(stream);
        target.load(new MemoryStream(stream.ToArray()));
        foreach (var (name, value) in source.state_dict())
            Assert.That(target.state_dict()[name].data<float>().ToArray(), Is.EqualTo(value.data<float>().ToArray()), name);
    }

    [Test]
    public void The_file_is_TorchSharps()
    {
        using var linear = Linear(1, 2, hasBias: false);
        init.constant_(linear.weight, 1.5);
        using var stream = new MemoryStream();
        linear.save(stream);
        byte[] expected = [1, 6, .. "weight"u8, 6, 2, 2, 1, .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(1.5f)];
        Assert.That(stream.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Loading_checks_names_shapes_and_length()
    {
        using var small = Linear(2, 2);
        using var wide = Linear(3, 2);
        using var bare = Linear(2, 2, hasBias: false);
        using var stream = new MemoryStream();
        small.save(stream);
        var bytes = stream.ToArray();
        var loaded = new Dictionary<string, bool>(StringComparer.Ordinal);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => wide.load(new MemoryStream(bytes)), Throws.ArgumentException.With.Message.Contains("shape"));
            Assert.That(() => bare.load(new MemoryStream(bytes)), Throws.ArgumentException.With.Message.Contains("expected 1"));
            Assert.That(() => bare.load(new MemoryStream(bytes), strict: false, loadedParameters: loaded), Throws.Nothing);
            Assert.That(loaded, Is.EqualTo(new Dictionary<string, bool>(StringComparer.Ordinal) { ["weight"] = true, ["bias"] = false }));
            Assert.That(() => small.load(new MemoryStream(bytes[..^3])), Throws.TypeOf<EndOfStreamException>());
            Assert.That(() => small.load_state_dict(wide.state_dict()), Throws.Exception);
            Assert.That(() => bare.load_state_dict(small.state_dict()), Throws.InvalidOperationException.With.Message.Contains("bias"));
        }
    }

    [Test]
    public void A_module_outlives_the_scope_it_was_made_in()
    {
        Linear linear;
        using (NewDisposeScope())
            linear = Linear(2, 2);
        using var output = linear.call(ones(1, 2));
        linear.Dispose();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(output.shape, Is.EqualTo(new long[] { 1, 2 }));
            Assert.That(linear.weight.IsInvalid, Is.True);
        }
    }

    [Test]
    public void Module_lists_renumber()
    {
        using var list = ModuleList(Linear(1, 1), Linear(2, 2));
        list.Insert(0, Linear(3, 3));
        list.RemoveAt(1);
        Assert.That(list.named_parameters().Select(entry => (entry.name, entry.parameter.shape[0])),
            Is.EqualTo(new[] { ("0.weight", 3L), ("0.bias", 3L), ("1.weight", 2L), ("1.bias", 2L) }));
    }

    [Test]
    public void A_sequence_can_be_indexed_sliced_and_extended()
    {
        using var sequence = Sequential(("a", Linear(1, 1)), ("b", Linear(2, 2)));
        sequence.append("c", Linear(3, 3));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(sequence[1..].named_children().Select(child => child.name), Is.EqualTo(new[] { "b", "c" }));
            Assert.That(sequence[0], Is.SameAs(sequence.children().First()));
        }
    }

    [Test]
    public void A_sequence_disposes_what_lies_between_and_keeps_what_is_handed_on()
    {
        using var scope = NewDisposeScope();
        using var sequence = Sequential(Linear(2, 2), ReLU(inplace: true), Dropout(0), Identity());
        var before = scope.DisposablesCount;
        using var output = sequence.call(ones(1, 2));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(output.IsInvalid, Is.False);
            Assert.That(scope.DisposablesCount, Is.EqualTo(before + 2), "the input and the output");
        }
    }

    [Test]
    public void A_parameter_takes_its_tensor_over()
    {
        var data = ones(2);
        using var parameter = Parameter(data);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(data.IsInvalid, Is.True);
            Assert.That(parameter.requires_grad, Is.True);
        }
    }
}
