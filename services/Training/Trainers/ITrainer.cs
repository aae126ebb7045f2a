using ArenaLearning.LanguageModels.Decoder;
using TorchSharp;

namespace ArenaLearning.Training.Trainers;

/// <summary>
/// One training algorithm over its data. All that a step depends on is in <see cref="State"/>, the step's number and the seed, so that a
/// run that is killed and resumed takes the same steps.
/// </summary>
public interface ITrainer : IDisposable
{
    int Steps { get; }

    /// <summary>The model that comes out.</summary>
    DecoderParameters Result { get; }

    /// <summary>Every tensor that training changes, by name: what a resumable checkpoint holds.</summary>
    IReadOnlyDictionary<string, torch.Tensor> State { get; }

    /// <summary>Takes one step, in place.</summary>
    /// <param name="step">From 0.</param>
    /// <returns>Figures of the step, by TRL's names; <c>loss</c> is among them.</returns>
    IReadOnlyDictionary<string, double> Step(int step);

    /// <summary>Figures of the finished model.</summary>
    IReadOnlyDictionary<string, double> Evaluate();
}
