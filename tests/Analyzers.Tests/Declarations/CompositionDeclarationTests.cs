namespace StableModels.Analyzers.Tests.Declarations;

/// <summary>SM0009 to SM0011, SM0014 and SM0020: what is made of what, and what excludes what: flagged at the exact token with its message, and not flagged beside it.</summary>
[TestFixture]
public sealed class CompositionDeclarationTests
{
    [Test]
    public Task SM0009_a_tied_member_is_unknown() => Declared.Finds("""
        [StableModel]
        public partial class Net(int width)
        {
            [LayerNorm(nameof(width))] public partial LayerNorm Norm { get; }
            [Linear(nameof(width), nameof(width), TiedTo = {|SM0009:nameof(Norm)|})] public partial Linear Head { get; }
        }
        """, "'Norm' is not an embedding or linear member of this class");

    [Test]
    public Task SM0010_the_property_cannot_hold_the_module() => Declared.Finds("""
        [StableModel]
        public partial class Net(int width)
        {
            [{|SM0010:Linear|}(nameof(width), 10)] public partial LayerNorm Head { get; }
        }
        """, "Head is of type LayerNorm, but the attribute makes a TorchSharp.Modules.Linear");

    [Test]
    public Task SM0010_a_base_class_will_do() => Declared.IsSilent("""
        [StableModel]
        public partial class Net(int width)
        {
            [Linear(nameof(width), 10)] public partial Module<Tensor, Tensor> Head { get; }
        }
        """);

    [Test]
    public Task SM0010_a_stack_is_a_module_list() => Declared.Finds("""
        [StableModel]
        public partial class Net(int width, int depth)
        {
            [{|SM0010:Stack|}(nameof(depth))] public partial Block Blocks { get; }
        }

        [ResidualBlock]
        public partial class Block(int width)
        {
            [FeedForward(nameof(width), 64)] public partial FeedForward Mlp { get; }
        }
        """, "Blocks is of type Block, but the attribute makes a list of blocks: write ModuleList<Block> Blocks");

    [TestCase("[Layer(Args = {|SM0011:new[] { \"width: width\" }|})]", "Part cannot be constructed: its parameter 'width' of type int cannot hold 'width'")]
    [TestCase("[Layer(Args = {|SM0011:new[] { \"width: 2 * width\" }|})]", "Part cannot be constructed: its parameter 'width' of type int cannot hold '2 * width'")]
    [TestCase("[Layer(Args = {|SM0011:new[] { \"width: 3000000000\" }|})]", "Part cannot be constructed: its parameter 'width' of type int cannot hold '3000000000'")]
    [TestCase("[Layer(Args = {|SM0004:new[] { \"width: 3\", \"width: 4\" }|})]", "'width: 4' is not a size: 'width' is given twice")]
    [TestCase("[Layer(Args = {|SM0004:new[] { \"width: 3\", \"on: 1\" }|})]", "'1' is not a size: 'on' is of type bool and takes true, false or the name of a parameter of that type")]
    [TestCase("[Layer(Args = {|SM0011:new[] { \"width: 3\", \"on: width\" }|})]", "Part cannot be constructed: its parameter 'on' of type bool cannot hold 'width', which is a long")]
    public Task What_a_part_is_given_must_fit_its_parameter(string attribute, string message) => Declared.Finds($$"""
        [StableModel]
        public partial class Net(long width)
        {
            [Linear(nameof(width), 3)] public partial Linear First { get; }
            {{attribute}} public partial Part Second { get; }
        }

        [Sequence]
        public partial class Part(int width, bool on = true)
        {
            public bool On => on;
            [Linear(nameof(width), 3)] public partial Linear Only { get; }
        }
        """, message);

    [Test]
    public Task Numbers_of_every_type_are_written_as_that_type() => Declared.IsSilent("""
        [StableModel]
        public partial class Net(byte small)
        {
            [Layer(Args = new[] { "a: Infinity", "b: -1.5", "c: 2.50", "d: small", "e: 255" })] public partial Own First { get; }
            [Layer(Args = new[] { "a: .5", "b: 3.", "c: -1", "d: 4 + 3", "e: small" })] public partial Own Second { get; }
        }

        public sealed class Own(double a, float b, decimal c, long d, byte e) : Module<Tensor, Tensor>("own")
        {
            public object[] All => new object[] { a, b, c, d, e };
            public override Tensor forward(Tensor x) => x;
        }
        """);

    [TestCase("[{|SM0020:Stack|}(2)] public partial ModuleList<Inner> Parts { get; }")]
    [TestCase("[FeedForward(nameof(width), 8)] public partial FeedForward Mlp { get; } [Shortcut, {|SM0020:Stack|}(2)] public partial ModuleList<Inner> Parts { get; }")]
    public Task SM0020_a_stack_in_a_branch_is_a_sequence(string members) => Declared.Finds($$"""
        [ResidualBlock]
        public partial class Block(int width)
        {
            {{members}}
        }

        [ResidualBlock]
        public partial class Inner(int width)
        {
            [FeedForward(nameof(width), 8)] public partial FeedForward Mlp { get; }
        }
        """, "The blocks of Parts are a stream of their own inside a branch: declare a [Sequence] with this [Stack], and give the block that class with [Layer]");

    [TestCase("[{|SM0011:Stack|}(nameof(depth))]", "Block cannot be constructed: nothing gives it 'size' (int): write Args = [\"size: ...\"]")]
    [TestCase("[Stack(nameof(depth), Args = {|SM0011:new[] { \"size: width\", \"hidden: 4\" }|})]", "Block cannot be constructed: it has no parameter 'hidden'; there are: size")]
    [TestCase("[Stack(nameof(depth), Args = {|SM0003:new[] { \"size: wide\" }|})]", "'wide' is neither a constructor parameter nor a constant of the class; known are: width, depth")]
    [TestCase("[Stack(nameof(depth), Args = {|SM0004:new[] { \"size\" }|})]", "'size' is not a size: an argument is written \"name: expression\"")]
    public Task SM0011_a_block_cannot_be_constructed(string attribute, string message) => Declared.Finds($$"""
        [StableModel]
        public partial class Net(int width, int depth)
        {
            {{attribute}} public partial ModuleList<Block> Blocks { get; }
        }

        [ResidualBlock]
        public partial class Block(int size)
        {
            [FeedForward(nameof(size), 64)] public partial FeedForward Mlp { get; }
        }
        """, message);

    [TestCase("[{|SM0011:Layer|}] public partial Softmax Only { get; }", "Softmax cannot be constructed: nothing gives it 'dim' (long): write Args = [\"dim: ...\"]")]
    [TestCase("[{|SM0011:Layer|}] public partial Bilinear Only { get; }", "Bilinear cannot be constructed: nothing gives it 'in1_features' (long) and 'in2_features' (long) and 'out_features' (long): write Args = [\"in1_features: ...\", \"in2_features: ...\", \"out_features: ...\"]")]
    [TestCase("[{|SM0011:Layer|}(Args = new[] { \"in1_features: 3\", \"in2_features: 3\" })] public partial Bilinear Only { get; }", "Bilinear cannot be constructed: nothing gives it 'out_features' (long): add \"out_features: ...\" to Args")]
    [TestCase("[Layer(Args = {|SM0011:new[] { \"dim: 1\", \"axis: 1\" }|})] public partial Softmax Only { get; }", "Softmax cannot be constructed: it has no parameter 'axis'; there are: dim")]
    [TestCase("[{|SM0011:Layer|}] public partial Linear Only { get; }", "Linear cannot be constructed: nothing gives it 'inputSize' (long) and 'outputSize' (long): write Args = [\"inputSize: ...\", \"outputSize: ...\"]")]
    [TestCase("[{|SM0011:Layer|}] public partial Masked Only { get; }", "Masked cannot be constructed: its parameter 'mask' is a TorchSharp.torch.Tensor, which Args cannot write: give the enclosing class a parameter 'mask' of that type")]
    [TestCase("[{|SM0011:Layer|}] public partial Module<Tensor, Tensor> Only { get; }", "Module cannot be constructed: it is abstract: name a class that derives from it")]
    public Task SM0011_names_what_is_missing_and_how_it_is_written(string member, string message) => Declared.Finds($$"""
        [StableModel]
        public partial class Net(int width)
        {
            [Linear(nameof(width), 3)] public partial Linear First { get; }
            {{member}}
        }

        public sealed class Masked(Tensor mask) : Module<Tensor, Tensor>("masked")
        {
            public override Tensor forward(Tensor x) => x * mask;
        }
        """, message);

    [Test]
    public Task Modules_of_TorchSharps_are_made_by_the_method_of_their_name_and_others_by_the_constructor_that_fits() => Declared.IsSilent("""
        [StableModel]
        public partial class Net(long num_parameters)
        {
            [Layer] public partial PReLU Slope { get; }
            [Layer(Args = new[] { "dim: -1" })] public partial Softmax Shares { get; }
            [Layer] public partial ReLU Positive { get; }
            [Layer(Args = new[] { "from: 3" })] public partial Own Mine { get; }
            [Layer(Args = new[] { "normalized_shape: num_parameters" })] public partial LayerNorm Norm { get; }
            [Stack(2, Args = new[] { "inputSize: 3", "outputSize: 3" })] public partial ModuleList<Linear> Rows { get; }
        }

        public sealed class Own : Module<Tensor, Tensor>
        {
            public Own(int from) : base("own") => From = from;
            public Own(int from, int to, int step) : base("own") => From = from + (to * step);
            public int From { get; }
            public override Tensor forward(Tensor x) => x;
        }
        """);

    [TestCase("int size", "public required int Other { get; init; }", "Block cannot be constructed: its member 'Other' is required; make it a parameter of the constructor")]
    [TestCase("ref int size", "", "Block cannot be constructed: its parameter 'size' is passed by reference")]
    [TestCase("int size", "[Layer(Args = [\"depth: 1\", \"size: 2\"])] public partial Net Again { get; }", "Block cannot be constructed: it is made of itself, without end")]
    public async Task SM0011_a_block_that_no_arguments_make(string parameter, string member, string message)
    {
        // The block's own faults are not what is asked for here.
        var source = $$"""
            [StableModel]
            public partial class Net(int size, int depth)
            {
                [Stack(nameof(depth))] public partial ModuleList<Block> Blocks { get; }
            }

            [ResidualBlock(Norm = NormPlacement.None)]
            public partial class Block({{parameter}})
            {
                {{member}}
                [FeedForward(8, 64)] public partial FeedForward Mlp { get; }
            }
            """;
        Assert.That(await Declared.Messages(source), Has.Some.EqualTo(message));
    }

    [Test]
    public Task SM0011_a_class_that_is_made_of_itself() => Declared.Finds("""
        [StableModel]
        public partial class Net(int size)
        {
            [{|SM0011:Layer|}] public partial Net Again { get; }
            [Linear(nameof(size), 8)] public partial Linear Head { get; }
        }
        """, "Net cannot be constructed: it is made of itself, without end");

    [Test]
    public Task SM0011_blocks_are_bound_by_name_by_Args_and_by_defaults() => Declared.IsSilent("""
        [StableModel]
        public partial class Net(int width, int depth, bool wide)
        {
            [Stack(nameof(depth), Args = ["size: 2 * width"])] public partial ModuleList<Block> Blocks { get; }
            [Linear("width * 2", 10)] public partial Linear Head { get; }
        }

        [ResidualBlock]
        public partial class Block(int size, bool wide, double rate = 0.1)
        {
            public (bool, double) Settings => (wide, rate);
            [FeedForward(nameof(size), 64)] public partial FeedForward Mlp { get; }
        }
        """);

    [Test]
    public Task SM0014_two_parts_have_one_key() => Declared.Finds("""
        [StableModel]
        public partial class Net
        {
            [Linear(8, 8)] public partial Linear Head { get; }
            [Linear(8, 8, Key = {|SM0014:"head"|})] public partial Linear Other { get; }
            [Linear(8, 8, Key = {|SM0014:"a.b"|})] public partial Linear Third { get; }
        }
        """, "The key 'head' cannot be used: another member has it already");

    [Test]
    public Task SM0020_blocks_with_an_auxiliary_loss_cannot_be_recomputed() => Declared.Finds("""
        [StableModel]
        public partial class Net(int width)
        {
            [Stack(4, Recompute = {|SM0020:true|})] public partial ModuleList<Experts> Blocks { get; }
        }

        [ResidualBlock]
        public partial class Experts(int width)
        {
            [Layer] public partial Inner Part { get; }
        }

        [Sequence]
        public partial class Inner(int width)
        {
            [MixtureOfExperts(nameof(width), nameof(width), 4)] public partial MixtureOfExperts Moe { get; }
        }
        """, "The blocks of Blocks have an auxiliary loss, whose gradient exists only while their graph does, so they cannot be recomputed: remove Recompute = true, or set the losses' coefficients to 0");

    [TestCase("Recompute = {|SM0020:true|}")]
    [TestCase("Recompute = false")]
    public Task SM0020_a_forward_of_its_own_recomputes_by_itself(string argument) => Declared.Finds($$"""
        [StableModel]
        public partial class Net(int width)
        {
            [Stack(4, {{argument}})] public partial ModuleList<Block> Blocks { get; }

            public override Tensor forward(Tensor x) => Blocks.Aggregate(x, (at, block) => block.call(at));
        }

        [ResidualBlock]
        public partial class Block(int width)
        {
            [FeedForward(nameof(width), 8)] public partial FeedForward Mlp { get; }
        }
        """, argument.Contains("true") ? "The class's own forward runs Blocks, so nothing recomputes its blocks: remove Recompute = true and call Recompute.Call(block, x) there" : null);

    [Test]
    public Task SM0020_experts_without_losses_can_be_recomputed() => Declared.IsSilent("""
        [StableModel]
        public partial class Net(int width)
        {
            [Stack(4, Recompute = true)] public partial ModuleList<Experts> Blocks { get; }
        }

        [ResidualBlock]
        public partial class Experts(int width)
        {
            [MixtureOfExperts(nameof(width), nameof(width), 4, ZLoss = 0, BalanceLoss = 0)] public partial MixtureOfExperts Moe { get; }
        }
        """);

    [Test]
    public Task SM0020_T_Fixup_has_no_norms() => Declared.Finds("""
        [{|SM0020:ResidualBlock|}(Scale = ResidualScale.TFixup)]
        public partial class Block(int width)
        {
            [FeedForward(nameof(width), nameof(width))] public partial FeedForward Mlp { get; }
        }
        """, "T-Fixup does without norms: write Norm = NormPlacement.None beside Scale = ResidualScale.TFixup");

    [Test]
    public Task SM0020_T_Fixup_is_for_transformers() => Declared.Finds("""
        [{|SM0020:ResidualBlock|}(Norm = NormPlacement.None, Scale = ResidualScale.TFixup)]
        public partial class Block(int width)
        {
            [Linear(nameof(width), nameof(width))] public partial Linear Mix { get; }
        }
        """, "T-Fixup has laws for [SelfAttention], [CrossAttention] and [FeedForward] alone: choose another Scale for other branches");

    [Test]
    public Task SM0020_both_attributes() => Declared.Finds("""
        [StableModel, ResidualBlock]
        public partial class {|SM0020:Net|}
        {
            [Linear(8, 8)] public partial Linear Head { get; }
        }
        """);

    [TestCase("[{|SM0020:Dropout|}(0.1)] public partial Dropout", "it has no weights; remove [Init]")]
    [TestCase("[{|SM0020:LayerNorm|}(8)] public partial LayerNorm", "the gain of a norm starts at 1 (the norm that ends a residual branch smaller); remove [Init]")]
    [TestCase("[{|SM0020:Layer|}] public partial Part", "its weights are those of Part; write [Init] on the members of that class")]
    [TestCase("[{|SM0020:Linear|}(8, 8, TiedTo = \"Other\")] public partial Linear", "its weight is that of Other; write [Init] there")]
    public Task SM0020_Init_on_a_member_without_weights_of_its_own(string property, string why) => Declared.Finds($$"""
        [StableModel]
        public partial class Net
        {
            [Linear(8, 8)] public partial Linear Other { get; }
            [Init(InitialDistribution.Orthogonal)] {{property}} Member { get; }
        }

        [Sequence]
        public partial class Part
        {
            [Linear(8, 8)] public partial Linear Only { get; }
        }
        """, "[Init] has nothing to set on Member: " + why);

    [TestCase("SelfAttention(8, 2)", "SelfAttention")]
    [TestCase("FeedForward(8, 8)", "FeedForward")]
    [TestCase("MixtureOfExperts(8, 8, 2)", "MixtureOfExperts")]
    [TestCase("Gru(8, 8)", "GRU")]
    [TestCase("LearnedPositions(8, 8)", "LearnedPositions")]
    [TestCase("Conv1d(8, 8, 1)", "Conv1d")]
    public Task SM0020_Init_on_members_with_weights_is_fine(string attribute, string type) => Declared.IsSilent($$"""
        [StableModel]
        public partial class Net
        {
            [Init(InitialDistribution.TruncatedNormal, DepthScaled = false), {{attribute}}] public partial {{type}} Member { get; }
        }
        """);

    [TestCase("Scale = ResidualScale.DeepNorm, Norm = NormPlacement.Post, DecoderLayers = nameof(layers)", "SelfAttention")]
    [TestCase("Scale = ResidualScale.DeepNorm, Norm = NormPlacement.Post, DecoderLayers = 6", "SelfAttention")]
    [TestCase("Scale = ResidualScale.DeepNorm, Norm = NormPlacement.Post", "CrossAttention")]
    public Task SM0020_DeepNorm_in_an_encoder_decoder_is_fine(string options, string attention) => Declared.IsSilent($$"""
        [ResidualBlock({{options}})]
        public partial class Block(int layers)
        {
            [{{attention}}(8, 2)] public partial {{attention}} Attention { get; }

            public int Layers => layers;

            public override Tensor forward(Tensor input, Tensor memory) => input;
        }
        """);

    [TestCase("DecoderLayers = {|SM0020:6|}", "SelfAttention", "DecoderLayers is for Scale = ResidualScale.DeepNorm: no other scale of an encoder depends on the decoder; remove it")]
    [TestCase("Scale = ResidualScale.DeepNorm, Norm = NormPlacement.Post, DecoderLayers = {|SM0020:6|}", "CrossAttention", "A block with [CrossAttention] is the decoder's, whose constants depend on its own stack alone: DecoderLayers belongs to the encoder's block")]
    [TestCase("Scale = ResidualScale.DeepNorm, Norm = NormPlacement.Post, DecoderLayers = {|SM0012:0|}", "SelfAttention", "DecoderLayers is 0; it must be at least 1")]
    [TestCase("Scale = ResidualScale.DeepNorm, Norm = NormPlacement.Post, DecoderLayers = {|SM0004:true|}", "SelfAttention", "'true' is not a size: it is neither an integer nor a string with names and arithmetic")]
    [TestCase("Scale = ResidualScale.DeepNorm, Norm = NormPlacement.Post, DecoderLayers = {|SM0003:\"deep\"|}", "SelfAttention", "'deep' is neither a constructor parameter nor a constant of the class; known are: layers")]
    public Task DecoderLayers_is_for_the_encoder_of_DeepNorm(string options, string attention, string message) => Declared.Finds($$"""
        [ResidualBlock({{options}})]
        public partial class Block(int layers)
        {
            [{{attention}}(8, 2)] public partial {{attention}} Attention { get; }

            public int Layers => layers;

            public override Tensor forward(Tensor input, Tensor memory) => input;
        }
        """, message);
}
