using System.Runtime.CompilerServices;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Artifacts.S3;

/// <summary>
/// The objects of a bucket, by key. A server that is away or busy is asked again for a while; what it refuses is an <see cref="IOException"/> that
/// says what to do.
/// </summary>
internal sealed class S3Objects : IDisposable
{
    /// <summary>Of the object's content, as metadata.</summary>
    private const string HashName = "sha256";
    private const int AtOnce = 4, MostParts = 10_000;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5), ToldEvery = TimeSpan.FromMinutes(1);

    private readonly S3Settings settings;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly AmazonS3Client client;

    /// <param name="keys">Null where the SDK is to find them.</param>
    /// <param name="logger">Is told what is waited for.</param>
    /// <exception cref="ArgumentException">No region is known.</exception>
    public S3Objects(S3Settings settings, AWSCredentials? keys, TimeProvider time, ILogger logger)
    {
        (this.settings, this.time, this.logger) = (settings, time, logger);
        var config = new AmazonS3Config
        {
            ForcePathStyle = settings.IsPathStyle,
            // Of servers of other makers many know no checksums but those of signed payloads. Ours are in the metadata, and checked at every reading.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = 1,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // Of a whole part, on its way there.
            Timeout = settings.Silence * 3,
        };
        if (settings.Endpoint is { } endpoint) (config.ServiceURL, config.AuthenticationRegion) = (endpoint.AbsoluteUri, settings.Region ?? "us-east-1");
        else if (settings.Region is { } region) config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        try
        {
            client = keys is null ? new(config) : new(keys, config);
        }
        catch (AmazonClientException)
        {
            throw new ArgumentException(
                "ARENA_ARTIFACTS names a bucket of Amazon S3, but not where: set ARENA_S3_REGION, or ARENA_S3_ENDPOINT for another server.");
        }
    }

    /// <summary>Writes a file, in parts where it is large: the key names all of it or, as before, what it named. A part is in memory at no time.</summary>
    /// <param name="sha256">Of the file.</param>
    public async Task PutAsync(string key, string path, string sha256, CancellationToken cancellationToken)
    {
        var length = new FileInfo(path).Length;
        if (length > settings.PartBytes)
        {
            await PutPartsAsync(key, path, length, sha256, cancellationToken);
            return;
        }
        await AskAsync(key, async token =>
        {
            // A signed hash and no chunks: the one way of sending that every server knows, and one that it checks.
            var request = new PutObjectRequest { BucketName = settings.Bucket, Key = key, FilePath = path, UseChunkEncoding = false };
            request.Metadata[HashName] = sha256;
            return await client.PutObjectAsync(request, token);
        }, cancellationToken);
    }

    /// <returns>Length and SHA-256; the hash is null where something else wrote the object. Null where there is none.</returns>
    public Task<(long Length, string? Sha256)?> LookAsync(string key, CancellationToken cancellationToken) =>
        AskAsync(key, token => LookOnceAsync(key, token), cancellationToken);

    /// <returns>What is wrong with the server; null where it answers.</returns>
    public async Task<string?> ProblemAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            // Whether there is such an object does not matter.
            await LookOnceAsync(key, cancellationToken);
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && S3Failures.Is(e))
        {
            return S3Failures.Told(e, settings, key).Message;
        }
    }

    /// <summary>Reads an object into a file, which is made.</summary>
    /// <param name="mayRead">Is asked with the hash that stands in the metadata, before anything is read.</param>
    /// <returns>False where there is no such object.</returns>
    public Task<bool> GetAsync(string key, string path, Action<string?> mayRead, CancellationToken cancellationToken) => AskAsync(key, async token =>
    {
        try
        {
            using var response = await OpenAsync(key, token);
            mayRead(HashOf(response.Metadata));
            await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
            await CopyAsync(response.ResponseStream, file, token);
            return true;
        }
        catch (AmazonS3Exception e) when (S3Failures.IsMissing(e))
        {
            return false;
        }
    }, cancellationToken);

    /// <summary>Reads a small object.</summary>
    /// <returns>Null where there is none.</returns>
    public Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken) => AskAsync(key, async token =>
    {
        try
        {
            using var response = await OpenAsync(key, token);
            using var content = new MemoryStream();
            await CopyAsync(response.ResponseStream, content, token);
            return content.ToArray();
        }
        catch (AmazonS3Exception e) when (S3Failures.IsMissing(e))
        {
            return null;
        }
    }, cancellationToken);

    /// <returns>All keys that begin so, in their order, a page at a time.</returns>
    public async IAsyncEnumerable<string> KeysAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var from = next;
            var page = await AskAsync(prefix, token => SoonAsync(soon => client.ListObjectsV2Async(
                new ListObjectsV2Request { BucketName = settings.Bucket, Prefix = prefix, ContinuationToken = from }, soon), token), cancellationToken);
            foreach (var found in page.S3Objects ?? []) yield return found.Key;
            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (next is not null);
    }

    /// <summary>Deletes all objects whose keys begin so.</summary>
    public async Task DeleteAllAsync(string prefix, CancellationToken cancellationToken) =>
        // All are listed before any goes: not every server can list what is being deleted.
        await DeleteAsync(await KeysAsync(prefix, cancellationToken).ToListAsync(cancellationToken), cancellationToken);

    /// <summary>Deletes objects. One that is not there is no error.</summary>
    public Task DeleteAsync(IEnumerable<string> keys, CancellationToken cancellationToken) =>
        // One by one: not every server knows how to delete many at once.
        Parallel.ForEachAsync(keys, Few(cancellationToken), async (key, token) => await DeleteAsync(key, token));

    /// <inheritdoc cref="DeleteAsync(IEnumerable{string}, CancellationToken)"/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        AskAsync(key, token => SoonAsync(soon => client.DeleteObjectAsync(settings.Bucket, key, soon), token), cancellationToken);

    public static ParallelOptions Few(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };

    public void Dispose() => client.Dispose();

    private async Task PutPartsAsync(string key, string path, long length, string sha256, CancellationToken cancellationToken)
    {
        var size = Math.Max(settings.PartBytes, (length + MostParts - 1) / MostParts);
        var begun = await AskAsync(key, token =>
        {
            var request = new InitiateMultipartUploadRequest { BucketName = settings.Bucket, Key = key };
            request.Metadata[HashName] = sha256;
            return SoonAsync(soon => client.InitiateMultipartUploadAsync(request, soon), token);
        }, cancellationToken);
        try
        {
            var parts = new PartETag[(length + size - 1) / size];
            await Parallel.ForAsync(0, parts.Length, Few(cancellationToken), async (i, stop) => parts[i] = await AskAsync(key, async token =>
            {
                var sent = await client.UploadPartAsync(new()
                {
                    BucketName = settings.Bucket,
                    Key = key,
                    UploadId = begun.UploadId,
                    PartNumber = i + 1,
                    FilePath = path,
                    FilePosition = i * size,
                    PartSize = Math.Min(size, length - i * size),
                    UseChunkEncoding = false,
                }, token);
                return new PartETag(i + 1, sent.ETag);
            }, stop));
            await AskAsync(key, token => client.CompleteMultipartUploadAsync(
                new() { BucketName = settings.Bucket, Key = key, UploadId = begun.UploadId, PartETags = [.. parts] }, token), cancellationToken);
        }
        catch
        {
            await AbortAsync(key, begun.UploadId);
            throw;
        }
    }

    /// <summary>Parts of an upload that was given up cost money until someone deletes them; a server that is away keeps them until its own rules do.</summary>
    private async Task AbortAsync(string key, string upload)
    {
        try
        {
            await SoonAsync(soon => client.AbortMultipartUploadAsync(
                new() { BucketName = settings.Bucket, Key = key, UploadId = upload }, soon), CancellationToken.None);
        }
        catch (Exception e) when (S3Failures.Is(e))
        {
            // Why the upload failed is what is to be said.
        }
    }

    private Task<GetObjectResponse> OpenAsync(string key, CancellationToken cancellationToken) => SoonAsync(
        soon => client.GetObjectAsync(new GetObjectRequest { BucketName = settings.Bucket, Key = key }, soon), cancellationToken);

    /// <summary>Asks for what a server answers at once, if at all.</summary>
    private async Task<T> SoonAsync<T>(Func<CancellationToken, Task<T>> askAsync, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(settings.Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        return await askAsync(either.Token);
    }

    /// <summary>Copies what comes, as long as something does.</summary>
    /// <exception cref="HttpRequestException">It was cut off.</exception>
    /// <exception cref="TimeoutException">Nothing came for too long.</exception>
    private async Task CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 16];
        while (true)
        {
            int read;
            using (var silence = new CancellationTokenSource(settings.Silence, time))
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken))
            {
                try
                {
                    read = await from.ReadAsync(buffer, either.Token);
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    throw new TimeoutException();
                }
                catch (AmazonClientException)
                {
                    // The SDK has read to the end and found another hash than the server's own. Ours is looked at next, and says which.
                    return;
                }
                catch (IOException e)
                {
                    // Unlike one of the local file, it may be over in a moment.
                    throw new HttpRequestException(HttpRequestError.ResponseEnded, null, e);
                }
            }
            if (read == 0) return;
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    /// <exception cref="IOException">It failed, for good or for too long; says what to do.</exception>
    private async Task<T> AskAsync<T>(string key, Func<CancellationToken, Task<T>> askAsync, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        TimeSpan waited, told = -ToldEvery;
        for (var pause = TimeSpan.FromMilliseconds(200); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await askAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && S3Failures.Is(e))
            {
                waited = time.GetElapsedTime(begun);
                var failure = S3Failures.Told(e, settings, key);
                if (!S3Failures.IsPassing(e) || (settings.Patience is { } patience && waited + pause > patience)) throw failure;
                if (waited - told >= ToldEvery)
                {
                    told = waited;
                    logger.LogWarning("{Message} It is asked again for as long as that takes.", failure.Message);
                }
            }
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private async Task<(long Length, string? Sha256)?> LookOnceAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var found = await SoonAsync(soon => client.GetObjectMetadataAsync(
                new GetObjectMetadataRequest { BucketName = settings.Bucket, Key = key }, soon), cancellationToken);
            return (found.ContentLength, HashOf(found.Metadata));
        }
        catch (AmazonS3Exception e) when (S3Failures.IsMissing(e))
        {
            return null;
        }
    }

    private static string? HashOf(MetadataCollection metadata) => metadata[HashName] is { Length: > 0 } hash ? hash : null;
}
