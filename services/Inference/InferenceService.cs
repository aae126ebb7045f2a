using ArenaLearning.Hosting;
using ArenaLearning.Inference.Chat;
using ArenaLearning.Inference.Http;
using ArenaLearning.Inference.Models;
using ArenaLearning.Inference.Settings;
using ArenaLearning.LanguageModels.Native;
using ArenaLearning.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ArenaLearning.Inference;

/// <summary>The service that answers over HTTP as OpenAI's endpoints do, with checkpoints of this machine.</summary>
public static class InferenceService
{
    /// <summary>What it reads beside <see cref="ServiceLogging.Readers"/>.</summary>
    public static IReadOnlyList<SettingReader> Settings { get; } = [.. InferenceSettings.Readers, NativeTorch.Setting];

    /// <param name="models">Loaded already, so that a folder that cannot be served is refused before anything listens.</param>
    public static IServiceCollection AddInference(this IServiceCollection services, InferenceSettings settings, ServedModels models)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services.AddRoutingCore().AddSingleton(settings).AddSingleton(models).AddSingleton<ModelEndpoints>().AddSingleton<ChatCompletions>();
    }

    public static void MapInference(this WebApplication app)
    {
        app.UseMiddleware<ErrorResponses>();
        app.UseMiddleware<BearerKey>();
        app.MapPost("/v1/chat/completions", app.Services.GetRequiredService<ChatCompletions>().HandleAsync);
        var models = app.Services.GetRequiredService<ModelEndpoints>();
        app.MapGet("/v1/models", models.ListAsync);
        app.MapGet("/v1/models/{**model}", models.ShowAsync);
        app.MapGet("/health", models.HealthAsync);
    }
}
