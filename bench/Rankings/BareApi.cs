using Grpc.Core;
using Microsoft.AspNetCore.Authorization;

namespace ArenaLearning.Bench.Rankings;

/// <summary>Does nothing, and lets everybody in.</summary>
[AllowAnonymous]
internal sealed class BareApi : Bare.BareBase
{
    private static readonly Task<BareMessage> Nothing = Task.FromResult(new BareMessage());

    public override Task<BareMessage> Call(BareMessage request, ServerCallContext context) => Nothing;
}
