using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ArenaLearning.Chart.Tests.Rendered;
using ArenaLearning.TestServers;

namespace ArenaLearning.Chart.Tests.Stores;

/// <summary>An API server that knows secrets and nothing else, for what the chart looks up, and the chart's own secrets rendered before it.</summary>
internal sealed class ClusterOfSecrets : IDisposable
{
    private const string Namespace = "arena";

    private readonly Dictionary<string, Dictionary<string, string>> secrets;
    private readonly HttpListener server;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("chart-");

    public ClusterOfSecrets(Dictionary<string, Dictionary<string, string>> secrets)
    {
        this.secrets = secrets;
        var address = $"http://127.0.0.1:{LoopbackPort.Free()}";
        server = new() { Prefixes = { $"{address}/" } };
        server.Start();
        _ = AnswerAsync();
        File.WriteAllText(Kubeconfig, $"""
            apiVersion: v1
            kind: Config
            clusters: [{"{"}name: it, cluster: {"{"}server: "{address}"{"}"}{"}"}]
            contexts: [{"{"}name: it, context: {"{"}cluster: it, user: it{"}"}{"}"}]
            users: [{"{"}name: it, user: {"{"}{"}"}{"}"}]
            current-context: it
            """);
        // Of all kinds but secrets this server knows nothing.
        Directory.CreateDirectory(Path.Combine(Chart, "templates"));
        foreach (var file in new[] { "Chart.yaml", "values.yaml", "templates/secrets.yaml", "templates/_names.tpl", "templates/_connections.tpl" })
            File.Copy(Repository.InChart(file), Path.Combine(Chart, file));
    }

    private string Chart => Path.Combine(folder.FullName, "chart");

    private string Kubeconfig => Path.Combine(folder.FullName, "kubeconfig");

    public async Task<RenderedChart> RenderAsync()
    {
        var (code, output, problems) = await HelmProgram.RunAsync(
            ["template", Renderings.Release, Chart, "--namespace", Namespace, "--dry-run=server", "--disable-openapi-validation"], Kubeconfig);
        Xunit.Assert.True(code == 0, problems);
        return RenderedChart.Parse(output);
    }

    public void Dispose()
    {
        server.Close();
        folder.Delete(recursive: true);
    }

    private async Task AnswerAsync()
    {
        while (server.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await server.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            var answer = Answer(context.Request.Url!.AbsolutePath);
            context.Response.StatusCode = answer is null ? 404 : 200;
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(
                answer?.ToJsonString() ?? """{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}"""));
            context.Response.Close();
        }
    }

    private JsonNode? Answer(string path) => path switch
    {
        "/version" => JsonNode.Parse("""{"major":"1","minor":"33","gitVersion":"v1.33.0"}"""),
        "/api" => JsonNode.Parse("""{"kind":"APIVersions","versions":["v1"]}"""),
        "/apis" => JsonNode.Parse("""{"kind":"APIGroupList","apiVersion":"v1","groups":[]}"""),
        "/api/v1" => JsonNode.Parse("""
            {"kind":"APIResourceList","groupVersion":"v1","resources":[
              {"name":"secrets","singularName":"secret","namespaced":true,"kind":"Secret","verbs":["get","list"]}]}
            """),
        _ when path.Split('/') is ["", "api", "v1", "namespaces", Namespace, "secrets", var name] && secrets.TryGetValue(name, out var secret) => new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = Namespace,
                ["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = "Helm" },
                ["annotations"] = new JsonObject { ["meta.helm.sh/release-name"] = Renderings.Release, ["meta.helm.sh/release-namespace"] = Namespace },
            },
            ["data"] = new JsonObject(secret.Select(key => KeyValuePair.Create(
                key.Key, (JsonNode?)Convert.ToBase64String(Encoding.UTF8.GetBytes(key.Value))))),
        },
        _ => null,
    };
}
