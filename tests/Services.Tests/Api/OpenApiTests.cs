using System.Net;
using System.Text.Json.Nodes;
using ArenaLearning.Api.V1;
using ArenaLearning.Hosting.Access;
using ArenaLearning.Hosting.OpenApi;
using ArenaLearning.Ranking.Api;
using ArenaLearning.Services.Tests.Ledger;
using ArenaLearning.TestServers;
using Google.Api;
using Google.Protobuf.Reflection;
using Microsoft.OpenApi;
using Xunit;

namespace ArenaLearning.Services.Tests.Api;

/// <summary>The document that says what is answered as JSON over HTTP, read and used by others' libraries.</summary>
public sealed class OpenApiTests(PostgresFixture postgres) : IAsyncLifetime
{
    private ApiWorld world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        world = await ApiWorld.StartAsync(await postgres.ServerAsync(), ("ARENA_ALLOWED_ENDPOINTS", "http://127.0.0.1:9/v1"));

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Microsofts_reader_finds_nothing_wrong_and_every_method_that_has_an_address()
    {
        using var http = new HttpClient();
        var answer = await http.GetAsync(new Uri(world.Http, "/openapi/v1.json"), Token);

        var read = Microsoft.OpenApi.OpenApiDocument.Parse(await answer.Content.ReadAsStringAsync(Token), "json");

        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        AssertWhole(
            read, CampaignsReflection.Descriptor, TrainingJobsReflection.Descriptor, RankingsReflection.Descriptor, StatusReflection.Descriptor);
        var update = read.Document!.Paths["/v1/campaigns/{id}"].Operations![HttpMethod.Patch];
        Assert.Equal("id", Assert.Single(update.Parameters!).Name);
        Assert.Equal(["budgetUsd", "budgetTokens", "window", "asInFile"], update.RequestBody!.Content!["application/json"].Schema!.Properties!.Keys);
        Assert.EndsWith("Asks for the role operator.", update.Description, StringComparison.Ordinal);
        var list = read.Document.Paths["/v1/campaigns"].Operations![HttpMethod.Get];
        Assert.Equal(["pageSize", "pageToken", "state"], list.Parameters!.Select(parameter => parameter.Name));
        Assert.All(list.Parameters!, parameter => Assert.Equal(ParameterLocation.Query, parameter.In));
    }

    [Fact]
    public void Ranking_has_one_too()
    {
        var text = ArenaLearning.Hosting.OpenApi.OpenApiDocument.Of("Ranking", [ApiService.Of(typeof(RankingsApi))]).ToJsonString();

        var read = Microsoft.OpenApi.OpenApiDocument.Parse(text, "json");

        AssertWhole(read, RankingsReflection.Descriptor);
        Assert.Contains("/v1/campaigns/{campaign}/contestants/{contestant}", read.Document!.Paths.Keys);
    }

    [Fact]
    public async Task A_client_of_another_make_gets_by_it_what_it_promises()
    {
        const string Yaml = "name: a\nseed: many\ncontestants: []\n";
        JsonArray calls =
        [
            Call("Status_Get"), Call("Campaigns_List", new() { ["pageSize"] = 2, ["state"] = "CAMPAIGN_STATE_PAUSED" }),
            Call("Campaigns_Get", new() { ["id"] = "nothing" }),
            Call("Campaigns_Validate", body: new() { ["spec"] = new JsonObject { ["yaml"] = Yaml, ["path"] = "a.yaml" } }),
            Call("Campaigns_Update", new() { ["id"] = "nothing" }, new() { ["budgetUsd"] = 2.5, ["window"] = 64 }),
            Call("Campaigns_Plan", body: new() { ["spec"] = new JsonObject { ["yaml"] = Yaml }, ["answerTokens"] = 9 }),
            Call("TrainingJobs_List", new() { ["campaign"] = "nothing" }), Call("TrainingJobs_Cancel", new() { ["id"] = "nothing" }, []),
            Call("Campaigns_List", new() { ["pageSize"] = -1 }), Call("Campaigns_List", new() { ["pageSize"] = "many" }),
        ];

        var answers = await OpenApiClient.CallAsync(
            Path.Combine(AppContext.BaseDirectory, "Api", "openapi-client.mjs"), world.Http, world.Key(KeyRole.Operator), calls, Token);

        Assert.Equal([200, 200, 404, 400, 404, 400, 200, 404, 400, 400], answers.Select(answer => (int)answer!["status"]!));
        Assert.All(answers.SkipLast(1), answer => Assert.Equal("[]", answer!["problems"]!.ToJsonString()));
        Assert.NotEmpty(answers[^1]!["problems"]!.AsArray());
        Assert.Equal("Tested", (string?)answers[0]!["data"]!["service"]);
        Assert.Contains(
            answers[3]!["data"]!["details"]![0]!["fieldViolations"]!.AsArray(), violation => (string?)violation!["field"] == "a.yaml:2: seed");
    }

    [Fact]
    public void What_a_contract_says_above_a_thing_is_said_of_it()
    {
        var comments = new ProtoComments();
        comments.Read("""
            // Of the file.
            syntax = "proto3";
            package a.v1;

            // Of the service,
            // in two lines.
            service S {
              // Of the method.
              rpc M(In) returns (stream Out) {
                option (google.api.http) = { get: "/v1/{id}" };
              }
              rpc N(In) returns (Out);
            }

            message In {
              // Of the map.
              map<string, In> fields = 1;
              string id = 2;
              oneof part {
                // Of the part.
                bytes content = 3;
              }
            }
            """.ReplaceLineEndings("\n"));

        Assert.Equal("Of the service, in two lines.", comments.Find("a.v1.S"));
        Assert.Equal("Of the method.", comments.Find("a.v1.S.M"));
        Assert.Equal("Of the map.", comments.Find("a.v1.In.fields"));
        Assert.Equal("Of the part.", comments.Find("a.v1.In.content"));
        foreach (var silent in new[] { "a.v1.S.N", "a.v1.In", "a.v1.In.id", "a.v1" }) Assert.Null(comments.Find(silent));
    }

    private static void AssertWhole(Microsoft.OpenApi.Reader.ReadResult read, params FileDescriptor[] files)
    {
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        var operations = read.Document!.Paths.Values.SelectMany(path => path.Operations!.Values).ToArray();
        Assert.Equal(
            files.SelectMany(file => file.Services).SelectMany(service => service.Methods)
                .Where(method => method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is not null)
                .Select(method => $"{method.Service.Name}_{method.Name}").Order(StringComparer.Ordinal),
            operations.Select(operation => operation.OperationId!).Order(StringComparer.Ordinal));
        Assert.All(operations, operation =>
        {
            Assert.Contains("Asks for the role ", operation.Description, StringComparison.Ordinal);
            Assert.NotNull(operation.Responses!["200"].Content!["application/json"].Schema);
            Assert.Contains("code", operation.Responses["default"].Content!["application/json"].Schema!.Properties!.Keys);
        });
        Assert.NotEmpty(read.Document.Components!.Schemas!);
        Assert.Equal("bearer", read.Document.Components.SecuritySchemes!["key"].Scheme);
        Assert.Contains(read.Document.Security!, requirement => requirement.Keys.Any(scheme => scheme.Reference.Id == "key"));
    }

    private static JsonObject Call(string operation, JsonObject? parameters = null, JsonObject? body = null) =>
        new() { ["operation"] = operation, ["parameters"] = parameters, ["body"] = body };
}
