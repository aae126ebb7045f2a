using ArenaLearning.Api.V1;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.CampaignFiles;
using Google.Protobuf;
using Grpc.Core;

namespace ArenaLearning.Arena.Remote;

/// <summary>Takes a campaign file and what it names to a server, each file once for its hash.</summary>
internal sealed class CampaignUpload(Campaigns.CampaignsClient client)
{
    private const int PieceBytes = 256 << 10;

    /// <param name="note">Told each file that is uploaded.</param>
    /// <returns>The campaign as the server can start or plan it.</returns>
    /// <exception cref="Flywheel.Files.CampaignStoppedException">Something that the file names is missing here.</exception>
    /// <exception cref="RpcException">The server refuses it.</exception>
    public async Task<CampaignSpec> UploadAsync(CampaignFile campaign, Action<string> note, CancellationToken cancellationToken)
    {
        // What the file names, by the code that will ask for it; nothing is copied.
        var start = await CampaignStart.PrepareAsync(
            campaign, "", ArtifactScope.OfFolder(Directory.GetCurrentDirectory()), new FolderArtifactStore(), cancellationToken);
        var files = start.Files.ToDictionary(file => file.Key, file => Reference(file.Value));
        var missing = await client.FindMissingFilesAsync(new() { Files = { files.Values } }, cancellationToken: cancellationToken);
        foreach (var (written, file) in files.Where(file => missing.Missing.Contains(file.Value)).DistinctBy(file => file.Value))
        {
            note($"Uploading {written}.");
            await UploadAsync(file, new Uri(start.Files[written].Uri).LocalPath, cancellationToken);
        }
        var spec = new CampaignSpec { Yaml = campaign.Text, Path = campaign.Path };
        spec.Files.Add(files);
        return spec;
    }

    private async Task UploadAsync(FileReference file, string path, CancellationToken cancellationToken)
    {
        using var call = client.Upload(cancellationToken: cancellationToken);
        try
        {
            await WriteAsync(call.RequestStream);
        }
        catch (RpcException)
        {
            // The server has ended the call while this was still writing: why, is what it answered.
            await call;
            throw;
        }
        await call;

        async Task WriteAsync(IClientStreamWriter<UploadRequest> stream)
        {
            await stream.WriteAsync(new() { Header = file }, cancellationToken);
            var piece = new byte[PieceBytes];
            foreach (var part in file.IsFolder ? [.. Directory.EnumerateFiles(path).Order(StringComparer.Ordinal)] : new[] { path })
            {
                await stream.WriteAsync(new() { FileName = Path.GetFileName(part) }, cancellationToken);
                await using var content = File.OpenRead(part);
                while (await content.ReadAsync(piece, cancellationToken) is var read and > 0)
                    await stream.WriteAsync(new() { Content = ByteString.CopyFrom(piece, 0, read) }, cancellationToken);
            }
            await stream.CompleteAsync();
        }
    }

    private static FileReference Reference(ArtifactReference artifact)
    {
        var path = Path.TrimEndingDirectorySeparator(new Uri(artifact.Uri).LocalPath);
        return new() { Name = Path.GetFileName(path), Sha256 = artifact.Sha256, IsFolder = Directory.Exists(path) };
    }
}
