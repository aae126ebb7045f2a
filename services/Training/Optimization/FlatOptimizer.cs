using ArenaLearning.Contracts.Messages;
using ArenaLearning.LanguageModels.Decoder;
using TorchSharp;
using static TorchSharp.torch;

namespace ArenaLearning.Training.Optimization;

/// <summary>
/// AdamW (Loshchilov and Hutter, arXiv 1711.05101, Algorithm 2) on one flat buffer, after clipping the gradient to a
/// global norm; where asked for, <see cref="Muon"/> moves the matrices inside the layers instead. Weight decay touches matrices only.
/// </summary>
public sealed class FlatOptimizer : IDisposable
{
    private static readonly Scalar Epsilon = 1e-8f;

    private readonly DecoderParameters parameters;
    private readonly OptimizerSettings settings;
    private readonly Scalar beta1, beta2, oneLessBeta1, oneLessBeta2;
    private readonly Tensor firstMoment, secondMoment;
    private readonly Muon? muon;

    public FlatOptimizer(DecoderParameters parameters, OptimizerSettings settings)
    {
        (this.parameters, this.settings) = (parameters, settings);
        (beta1, oneLessBeta1) = ((float)settings.Beta1, (float)(1 - settings.Beta1));
        (beta2, oneLessBeta2) = ((float)settings.Beta2, (float)(1 - settings.Beta2));
        firstMoment = zeros_like(parameters.Values).DetachFromDisposeScope();
        secondMoment = zeros_like(parameters.Values).DetachFromDisposeScope();
        if (settings.MuonLearningRate is not null) muon = new Muon(parameters);
    }

    /// <summary>What a resumable checkpoint must hold: the parameters and the moments, by name.</summary>
    /// <param name="name">Of the model, for example <c>policy</c>.</param>
    public IEnumerable<KeyValuePair<string, Tensor>> State(string name)
    {
        yield return new(name, parameters.Values);
        yield return new($"{name}.first_moment", firstMoment);
        yield return new($"{name}.second_moment", secondMoment);
        if (muon is not null) yield return new($"{name}.momentum", muon.Momentum);
    }

    /// <param name="gradient">[TotalCount]; is scaled in place where its norm is above the limit.</param>
    /// <param name="update">Number of this update, from 1: for the bias correction.</param>
    /// <param name="factor">Of the learning rate schedule.</param>
    /// <returns>Norm of the gradient before clipping.</returns>
    /// <exception cref="TrainingDivergedException">The gradient is not finite.</exception>
    public double Step(Tensor gradient, int update, double factor)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        double norm = gradient.norm().item<float>();
        if (!double.IsFinite(norm))
            throw new TrainingDivergedException(
                $"The gradient is not finite at update {update}: lower optimizer.learning_rate or optimizer.max_gradient_norm.");
        if (norm > settings.MaxGradientNorm)
            Scale(gradient, settings.MaxGradientNorm / norm);

        var layout = parameters.Layout;
        var rate = settings.LearningRate * factor;
        if (settings.WeightDecay > 0)
            Scale(parameters.Values.narrow(0, 0, layout.DecayedCount), 1 - rate * settings.WeightDecay);
        if (muon is null)
        {
            AdamW(gradient, 0, layout.TotalCount, update, rate);
        }
        else
        {
            muon.Step(gradient, settings.MuonLearningRate!.Value * factor);
            var behind = layout.LayersOffset + layout.LayersCount;
            AdamW(gradient, 0, layout.LayersOffset, update, rate);
            AdamW(gradient, behind, layout.TotalCount - behind, update, rate);
        }
        return norm;
    }

    public void Dispose()
    {
        firstMoment.Dispose();
        secondMoment.Dispose();
        muon?.Dispose();
    }

    private void AdamW(Tensor allGradients, long offset, long count, int update, double rate)
    {
        var gradient = allGradients.narrow(0, offset, count);
        var first = firstMoment.narrow(0, offset, count);
        var second = secondMoment.narrow(0, offset, count);
        first.mul_(beta1).add_(gradient, oneLessBeta1);
        second.mul_(beta2).addcmul_(gradient, gradient, oneLessBeta2);
        Scalar unbias = (float)(1 / Math.Sqrt(1 - Math.Pow(settings.Beta2, update)));
        Scalar step = (float)(-rate / (1 - Math.Pow(settings.Beta1, update)));
        parameters.Values.narrow(0, offset, count).addcdiv_(first, second.sqrt().mul_(unbias).add_(Epsilon, Scalars.One), step);
        GC.KeepAlive(unbias);
        GC.KeepAlive(step);
    }

    private static void Scale(Tensor values, double factor)
    {
        Scalar scalar = (float)factor;
        values.mul_(scalar);
        GC.KeepAlive(scalar);
    }
}

/// <summary>Training left the finite numbers; the message says what to change.</summary>
public sealed class TrainingDivergedException(string message) : Exception(message);
