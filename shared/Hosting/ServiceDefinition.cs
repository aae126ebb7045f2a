using ArenaLearning.Hosting.Bus;
using ArenaLearning.Hosting.Listening;
using ArenaLearning.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace ArenaLearning.Hosting;

/// <summary>What a process needs to know of a service to host it.</summary>
/// <param name="Name">That of its folder.</param>
/// <param name="Settings">What it reads beside <see cref="ServiceSettings.Common"/>.</param>
/// <param name="Map">Maps what it answers beside <see cref="Listener.Management"/>.</param>
public sealed record ServiceDefinition(
    string Name, IReadOnlyList<SettingReader> Settings, Action<IServiceCollection> AddServices, Action<BusConsumers> AddConsumers,
    Action<ServiceEndpoints>? Map = null);
