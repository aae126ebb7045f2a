using ArenaLearning.Arena.Progress;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Hosting.Bus;

namespace ArenaLearning.Arena.Running;

/// <summary>
/// Starts a campaign and follows it to its end. A command that nobody takes yet is lost, and Flywheel may be restarted
/// at any time, so the command is sent again whenever nothing was heard for a while; sent twice, it changes nothing.
/// </summary>
public sealed class CampaignClient(IMessageBus bus, CampaignEvents events, TimeProvider time)
{
    /// <summary>After this long without an answer the command is sent again, until the first event is heard.</summary>
    public static readonly TimeSpan FirstResend = TimeSpan.FromSeconds(2);

    /// <summary>After this long without an event the command is sent again, once the campaign has been heard.</summary>
    public static readonly TimeSpan Resend = TimeSpan.FromSeconds(20);

    /// <summary>Whoever is silent for so long is given up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <exception cref="CampaignUnansweredException">Nothing was heard for <see cref="Patience"/>.</exception>
    /// <exception cref="BusUnavailableException">The broker did not take the first command.</exception>
    public async Task<CampaignEnded> RunAsync(StartCampaign start, IProgressView view, CancellationToken cancellationToken)
    {
        var heard = false;
        var lastHeard = time.GetTimestamp();
        var toldOfSilence = false;
        while (true)
        {
            await SendAsync(start, heard, view, cancellationToken);
            while (await NextAsync(start.Campaign, heard ? Resend : FirstResend, cancellationToken) is { } next)
            {
                if (next.Ended is { } ended) return ended;
                view.Show(next.Progressed!);
                (heard, toldOfSilence, lastHeard) = (true, false, time.GetTimestamp());
            }
            var silence = time.GetElapsedTime(lastHeard);
            if (silence >= Patience)
                throw new CampaignUnansweredException(
                    $"no Flywheel service answered for {Patience.TotalMinutes:0} minutes. "
                    + "Check that it runs, on the same bus, and sees the same artifacts.");
            if (silence >= Resend && !toldOfSilence)
            {
                view.Note($"Nothing heard from Flywheel for {silence.TotalSeconds:0} s; asking again until it answers.");
                toldOfSilence = true;
            }
        }
    }

    private async Task SendAsync(StartCampaign start, bool heard, IProgressView view, CancellationToken cancellationToken)
    {
        try
        {
            await bus.SendAsync(start, cancellationToken);
        }
        catch (BusUnavailableException e) when (heard)
        {
            view.Note(e.Message);
        }
    }

    /// <returns>The campaign's next event; null where none comes in time.</returns>
    private async Task<CampaignEvent?> NextAsync(string campaign, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            while (true)
            {
                var next = await events.Reader.ReadAsync(either.Token);
                if (next.Campaign == campaign) return next;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}

/// <summary>Nobody answers for the campaign.</summary>
public sealed class CampaignUnansweredException(string message) : Exception(message);
