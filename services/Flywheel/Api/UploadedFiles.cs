using ArenaLearning.Api.V1;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Hosting.Api;
using Grpc.Core;

namespace ArenaLearning.Flywheel.Api;

/// <summary>
/// Files that came with campaigns over the network, each under its hash in the store: what was uploaded once need not be again, and a
/// campaign can name nothing else.
/// </summary>
/// <param name="root">Where this system's artifacts go.</param>
public sealed class UploadedFiles(IArtifactStore artifacts, ArtifactScope root)
{
    private const string Folder = "uploads";
    private const int HexDigits = 64;
    private const long LargestFile = 64L << 30;

    /// <exception cref="RpcException">What the header says cannot be a file.</exception>
    public async Task<bool> HasAsync(FileReference file, CancellationToken cancellationToken)
    {
        Check(file, "files");
        return await artifacts.ContainsAsync(ScopeOf(file), file.Name, cancellationToken);
    }

    /// <returns>The artifact that was uploaded as this file.</returns>
    public ArtifactReference Reference(FileReference file) => new(ScopeOf(file).AddressOf(file.Name), file.Sha256);

    /// <summary>Takes a file or a folder in; it is there when it is whole and has the hash that was said.</summary>
    /// <exception cref="RpcException">It has another hash, or its parts are in no order.</exception>
    public async Task<FileReference> ReceiveAsync(IAsyncStreamReader<UploadRequest> parts, CancellationToken cancellationToken)
    {
        if (!await parts.MoveNext(cancellationToken) || parts.Current.PartCase != UploadRequest.PartOneofCase.Header)
            throw Refusal.Invalid("header", "must be in the first message");
        var header = parts.Current.Header;
        Check(header, "header");
        var work = Directory.CreateTempSubdirectory("arena-upload-");
        try
        {
            await WriteAsync(parts, header, work.FullName, cancellationToken);
            // Looked at before it is written: nothing bears the name that is not what it says.
            var path = Path.Combine(work.FullName, header.Name);
            var found = header.IsFolder
                ? await ContentHash.OfFolderAsync(work.FullName, cancellationToken) : await ContentHash.OfFileAsync(path, cancellationToken);
            if (found != header.Sha256)
                throw Refusal.Invalid("header.sha256", $"is {header.Sha256}, and what was uploaded has {found}: upload {header.Name} again");
            if (header.IsFolder) await artifacts.WriteFolderAsync(ScopeOf(header), header.Name, folder => CopyAsync(work.FullName, folder), cancellationToken);
            else
                await artifacts.WriteFileAsync(ScopeOf(header), header.Name, async stream =>
                {
                    await using var file = File.OpenRead(path);
                    await file.CopyToAsync(stream, cancellationToken);
                }, cancellationToken);
            return header;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static async Task WriteAsync(IAsyncStreamReader<UploadRequest> parts, FileReference header, string folder, CancellationToken cancellationToken)
    {
        FileStream? file = null;
        var (written, files) = (0L, 0);
        try
        {
            while (await parts.MoveNext(cancellationToken))
                switch (parts.Current.PartCase)
                {
                    case UploadRequest.PartOneofCase.FileName:
                        var name = parts.Current.FileName;
                        if (!ArtifactScope.IsName(name)) throw Refusal.Invalid("file_name", "must name a file and no path");
                        if (!header.IsFolder && (name != header.Name || files > 0))
                            throw Refusal.Invalid("file_name", $"must be {header.Name}, once: no folder was announced");
                        if (file is not null) await file.DisposeAsync();
                        file = new(Path.Combine(folder, name), FileMode.CreateNew);
                        files++;
                        break;
                    case UploadRequest.PartOneofCase.Content when file is not null:
                        written += parts.Current.Content.Length;
                        if (written > LargestFile)
                            throw Refusal.Exhausted(header.Name, $"{header.Name} is larger than {LargestFile >> 30} GiB.", TimeSpan.Zero);
                        await file.WriteAsync(parts.Current.Content.Memory, cancellationToken);
                        break;
                    default:
                        throw Refusal.Invalid("part", "must be a file_name, and then its content");
                }
            if (files == 0) throw Refusal.Invalid("file_name", "must be there: no file was uploaded");
        }
        catch (IOException e)
        {
            throw Refusal.Unavailable($"{header.Name} cannot be kept: {e.Message}");
        }
        finally
        {
            if (file is not null) await file.DisposeAsync();
        }
    }

    private static Task CopyAsync(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        return Task.CompletedTask;
    }

    private static void Check(FileReference file, string field)
    {
        if (!ArtifactScope.IsName(file.Name)) throw Refusal.Invalid($"{field}.name", "must name a file or folder and no path");
        if (file.Sha256.Length != HexDigits || !file.Sha256.All(char.IsAsciiHexDigitLower))
            throw Refusal.Invalid($"{field}.sha256", $"must be {HexDigits} lower-case hex digits");
    }

    private ArtifactScope ScopeOf(FileReference file) => root.Under(Folder).Under(file.Sha256);
}
