namespace ArenaLearning.Hosting.Listening;

/// <summary>What a service listens for. Each has an address of its own, and answers with what is mapped on it alone.</summary>
public enum Listener
{
    /// <summary>HTTP/1.1, for those who run the service: health and metrics. Asks for no key.</summary>
    Management,

    /// <summary>HTTP/2, with TLS or without it.</summary>
    Grpc,

    /// <summary>HTTP/1.1, JSON; with TLS HTTP/2 as well.</summary>
    Http,
}
