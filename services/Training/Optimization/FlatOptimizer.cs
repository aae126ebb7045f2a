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

    private readonly DecoderParameters _parameters;
    private readonly OptimizerSettings _settings;
    private readonly Scalar _beta1, _beta2, _oneLessBeta1, _oneLessBeta2;
    private readonly Tensor _firstMoment, _secondMoment;
    private readonly Muon? _muon;

    public FlatOptimizer(DecoderParameters parameters, OptimizerSettings settings)
    {
        (_parameters, _settings) = (parameters, settings);
        (_beta1, _oneLessBeta1) = ((float)settings.Beta1, (float)(1 - settings.Beta1));
        (_beta2, _oneLessBeta2) = ((float)settings.Beta2, (float)(1 - settings.Beta2));
        _firstMoment = zeros_like(parameters.Values).DetachFromDisposeScope();
        _secondMoment = zeros_like(parameters.Values).DetachFromDisposeScope();
        if (settings.MuonLearningRate is not null) _muon = new Muon(parameters);
    }

    /// <summary>What a resumable checkpoint must hold: the parameters and the moments, by name.</summary>
    /// <param name="name">Of the model, for example <c>policy</c>.</param>
    public IEnumerable<KeyValuePair<string, Tensor>> State(string name)
    {
        yield return new(name, _parameters.Values);
        yield return new($"{name}.first_moment", _firstMoment);
        yield return new($"{name}.second_moment", _secondMoment);
        if (_muon is not null) yield return new($"{name}.momentum", _muon.Momentum);
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
        if (norm > _settings.MaxGradientNorm)
            Scale(gradient, _settings.MaxGradientNorm / norm);

        var layout = _parameters.Layout;
        var rate = _settings.LearningRate * factor;
        if (_settings.WeightDecay > 0)
            Scale(_parameters.Values.narrow(0, 0, layout.DecayedCount), 1 - rate * _settings.WeightDecay);
        if (_muon is null)
        {
            AdamW(gradient, 0, layout.TotalCount, update, rate);
        }
        else
        {
            _muon.Step(gradient, _settings.MuonLearningRate!.Value * factor);
            var behind = layout.LayersOffset + layout.LayersCount;
            AdamW(gradient, 0, layout.LayersOffset, update, rate);
            AdamW(gradient, behind, layout.TotalCount - behind, update, rate);
        }
        return norm;
    }

    public void Dispose()
    {
        _firstMoment.Dispose();
        _secondMoment.Dispose();
        _muon?.Dispose();
    }

    private void AdamW(Tensor allGradients, long offset, long count, int update, double rate)
    {
        var gradient = allGradients.narrow(0, offset, count);
        var first = _firstMoment.narrow(0, offset, count);
        var second = _secondMoment.narrow(0, offset, count);
        first.mul_(_beta1).add_(gradient, _oneLessBeta1);
        second.mul_(_beta2).addcmul_(gradient, gradient, _oneLessBeta2);
        Scalar unbias = (float)(1 / Math.Sqrt(1 - Math.Pow(_settings.Beta2, update)));
        Scalar step = (float)(-rate / (1 - Math.Pow(_settings.Beta1, update)));
        _parameters.Values.narrow(0, offset, count).addcdiv_(first, second.sqrt().mul_(unbias).add_(Epsilon), step);
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
