using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Arena.Progress;

/// <summary>Shows a running campaign to a person.</summary>
public interface IProgressView
{
    void Show(CampaignProgressed progressed);

    /// <summary>Says something that is not progress, for example that nobody answers.</summary>
    void Note(string message);

    /// <summary>Shows the view for as long as the campaign runs.</summary>
    Task<T> WhileAsync<T>(Func<Task<T>> campaign);
}
