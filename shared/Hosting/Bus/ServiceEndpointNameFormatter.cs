using MassTransit;

namespace ArenaLearning.Hosting.Bus;

/// <summary>
/// Names a queue after service and consumer, <c>flywheel-battles-judged</c>: two services that listen to one event
/// need a queue each, or each would get only half of the messages.
/// </summary>
internal sealed class ServiceEndpointNameFormatter() : KebabCaseEndpointNameFormatter(includeNamespace: false)
{
    protected override string GetConsumerName(Type type)
    {
        var assembly = type.Assembly.GetName().Name!;
        return $"{SanitizeName(assembly[(assembly.LastIndexOf('.') + 1)..])}-{base.GetConsumerName(type)}";
    }
}
