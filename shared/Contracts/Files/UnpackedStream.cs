namespace ArenaLearning.Contracts.Files;

/// <summary>Gzip data, unpacked; that they are damaged is told with the file's name.</summary>
internal sealed class UnpackedStream(Stream source, string path) : ReadOnlyStream(source)
{
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return Source.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await Source.ReadAsync(buffer, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }
    }

    private InvalidDataException Damaged(InvalidDataException cause) =>
        new($"{path}: the gzip data are damaged or cut off: get the file again (gzip -t says whether it is whole)", cause);
}
