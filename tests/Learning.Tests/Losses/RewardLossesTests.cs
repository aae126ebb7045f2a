using ArenaLearning.Training.Losses;
using TorchSharp;
using Xunit;
using static ArenaLearning.Learning.Tests.Column;

namespace ArenaLearning.Learning.Tests.Losses;

public sealed class RewardLossesTests
{
    private static readonly Scalar Margin = 0.5f;

    // Cross-entropy w * (ln(1 + e^s) - s * y), slope w * (sigmoid(s) - y):
    // s = 0, y = 1, w = 1: ln 2 = 0.6931472; 0.5 - 1 = -0.5.
    // s = 2, y = 0, w = 1/2: 2.1269280 / 2 = 1.0634640; 0.8807971 / 2 = 0.4403985.
    // s = -1, y = 1, w = 2: 2 * (0.3132617 + 1) = 2.6265234; 2 * (0.2689414 - 1) = -1.4621172.
    [Fact]
    public void The_process_loss_is_weighted_cross_entropy_at_every_token()
    {
        using var scope = torch.NewDisposeScope();
        var scores = Leaf(0, 2, -1);
        var losses = RewardLosses.Process(scores, Of(1, 0, 1), Of(1, 0.5f, 2));
        losses.sum().backward();
        Close([0.69314718, 1.06346400, 2.62652338], losses);
        Close([-0.5, 0.44039854, -1.46211716], scores.grad!);
    }

    // -ln sigmoid(d) = ln(1 + e^-d) with d = chosen - rejected - margin.
    // 1 - 0 - 0.5 = 0.5: 0.4740770, slope by chosen -sigmoid(-0.5) = -0.3775407.
    // 0 - 1 - 0.5 = -1.5: 1.7014133, slope -sigmoid(1.5) = -0.8175745.
    [Fact]
    public void The_pairwise_loss_asks_for_the_margin()
    {
        using var scope = torch.NewDisposeScope();
        var (chosen, rejected) = (Leaf(1, 0), Leaf(0, 1));
        var losses = RewardLosses.Pairwise(chosen, rejected, Margin);
        losses.sum().backward();
        Close([0.47407698, 1.70141328], losses);
        Close([-0.37754067, -0.81757448], chosen.grad!);
        Close([0.37754067, 0.81757448], rejected.grad!);
    }

    [Fact]
    public void Sure_and_wrong_scores_cost_their_size()
    {
        using var scope = torch.NewDisposeScope();
        var scores = Leaf(90, -90);
        var losses = RewardLosses.Process(scores, Of(0, 1), Of(1, 1));
        losses.sum().backward();
        Close([90, 90], losses);
        Close([1, -1], scores.grad!);
    }
}
