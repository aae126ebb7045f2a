using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ArenaLearning.Hosting.Access;
using Google.Api;
using Google.Protobuf.Reflection;

namespace ArenaLearning.Hosting.OpenApi;

/// <summary>
/// The methods of services that can be asked for as JSON over HTTP, as an OpenAPI 3.0 document: from the descriptors of their contracts, so it
/// is true of what transcoding does.
/// </summary>
internal static partial class OpenApiDocument
{
    public const string Path = "/openapi/v1.json";

    private const string Version = "3.0.3";
    private const string Json = "application/json";
    private const string Key = "key";
    private const string Error = "Error";

    /// <param name="process">The name of the service that answers, for example <c>Flywheel</c>.</param>
    public static JsonObject Of(string process, IReadOnlyList<ApiService> services)
    {
        var comments = ProtoComments.Of(typeof(ArenaLearning.Api.V1.Status).Assembly);
        var schemas = new OpenApiSchemas(comments);
        var (paths, tags) = (new SortedDictionary<string, JsonObject>(StringComparer.Ordinal), new JsonArray());
        foreach (var service in services.OrderBy(service => service.Descriptor.Name, StringComparer.Ordinal))
        {
            tags.Add(Described(new() { ["name"] = service.Descriptor.Name }, comments.Find(service.Descriptor.FullName)));
            foreach (var method in service.Descriptor.Methods)
                if (method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is { } rule)
                    foreach (var binding in new[] { rule }.Concat(rule.AdditionalBindings)) Add(paths, service, method, binding, schemas, comments);
        }
        var error = new JsonObject
        {
            ["description"] = "A google.rpc.Status: its details say which field is wrong, what has to be done first, or when to ask again.",
            ["content"] = new JsonObject { [Json] = new JsonObject { ["schema"] = schemas.Of(Google.Rpc.Status.Descriptor) } },
        };
        return new()
        {
            ["openapi"] = Version,
            ["info"] = new JsonObject
            {
                ["title"] = $"Arena Learning: {process}",
                ["version"] = "v1",
                ["description"] = "What this service answers over gRPC, package arena.v1, as JSON over HTTP. "
                    + "A field that has its default may be left out of a request.",
            },
            ["tags"] = tags,
            ["security"] = new JsonArray(new JsonObject { [Key] = new JsonArray() }),
            ["paths"] = new JsonObject(paths.Select(path => KeyValuePair.Create<string, JsonNode?>(path.Key, path.Value))),
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.Components,
                ["responses"] = new JsonObject { [Error] = error },
                ["securitySchemes"] = new JsonObject
                {
                    [Key] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "A key that `arena keys new` has made." },
                },
            },
        };
    }

    private static void Add(
        SortedDictionary<string, JsonObject> paths, ApiService service, MethodDescriptor method, HttpRule rule, OpenApiSchemas schemas, ProtoComments comments)
    {
        var (verb, pattern) = VerbOf(rule);
        var inPath = Parameter().Matches(pattern).Select(match => method.InputType.FindFieldByName(match.Groups["field"].Value)).ToArray();
        var path = Parameter().Replace(pattern, match => $"{{{method.InputType.FindFieldByName(match.Groups["field"].Value).JsonName}}}");
        var others = method.InputType.Fields.InDeclarationOrder().Except(inPath).ToArray();
        var inQuery = rule.Body.Length > 0 ? [] : others.SelectMany(field => Query(field, "", schemas));
        var operation = new JsonObject
        {
            ["operationId"] = $"{service.Descriptor.Name}_{method.Name}",
            ["tags"] = new JsonArray(service.Descriptor.Name),
            ["description"] = $"{comments.Find(method.FullName)}{(method.IsServerStreaming ? " A stream: one object of this form a line." : "")} "
                .TrimStart() + $"Asks for the role {KeysFile.WordOf(service.RoleOf(method))}.",
            ["parameters"] = new JsonArray(
            [
                .. inPath.Select(field => Described(new()
                {
                    ["name"] = field.JsonName,
                    ["in"] = "path",
                    ["required"] = true,
                    ["schema"] = schemas.Of(field),
                }, schemas.CommentOf(field))),
                .. inQuery,
            ]),
            ["responses"] = new JsonObject
            {
                ["200"] = new JsonObject
                {
                    ["description"] = method.IsServerStreaming ? "One a line, for as long as there is something to tell." : "What was asked for.",
                    ["content"] = new JsonObject { [Json] = new JsonObject { ["schema"] = schemas.Of(method.OutputType) } },
                },
                ["default"] = new JsonObject { ["$ref"] = $"#/components/responses/{Error}" },
            },
        };
        if (rule.Body.Length > 0)
            operation["requestBody"] = new JsonObject
            {
                ["required"] = true,
                ["content"] = new JsonObject
                {
                    [Json] = new JsonObject
                    {
                        ["schema"] = rule.Body == "*" ? schemas.Object(method.InputType, others) : schemas.Of(method.InputType.FindFieldByName(rule.Body)),
                    },
                },
            };
        if (!paths.TryGetValue(path, out var operations)) paths.Add(path, operations = []);
        operations[verb] = operation;
    }

    /// <summary>A field of a message is a parameter by its path.</summary>
    private static IEnumerable<JsonObject> Query(FieldDescriptor field, string prefix, OpenApiSchemas schemas)
    {
        var schema = schemas.Of(field);
        if (field.FieldType == FieldType.Message && schema.ContainsKey("$ref"))
            return field.MessageType.Fields.InDeclarationOrder().SelectMany(inner => Query(inner, $"{prefix}{field.JsonName}.", schemas));
        return [Described(new() { ["name"] = $"{prefix}{field.JsonName}", ["in"] = "query", ["schema"] = schema }, schemas.CommentOf(field))];
    }

    private static (string Verb, string Pattern) VerbOf(HttpRule rule) => rule.PatternCase switch
    {
        HttpRule.PatternOneofCase.Get => ("get", rule.Get),
        HttpRule.PatternOneofCase.Post => ("post", rule.Post),
        HttpRule.PatternOneofCase.Put => ("put", rule.Put),
        HttpRule.PatternOneofCase.Patch => ("patch", rule.Patch),
        HttpRule.PatternOneofCase.Delete => ("delete", rule.Delete),
        var other => throw new NotSupportedException($"A method is bound by {other}, which OpenAPI has no verb for."),
    };

    private static JsonObject Described(JsonObject described, string? comment)
    {
        if (comment is not null) described["description"] = comment;
        return described;
    }

    [GeneratedRegex(@"\{(?<field>\w+)(?:=[^}]*)?\}")]
    private static partial Regex Parameter();
}
