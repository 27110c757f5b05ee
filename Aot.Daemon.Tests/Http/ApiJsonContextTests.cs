using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aot.Daemon.Http;
using Xunit;

namespace Aot.Daemon.Tests.Http;

public sealed class ApiJsonContextTests
{
    /// <summary>See the context's own words: init-only properties that the JSON does not have are given null.</summary>
    [Fact]
    public void No_text_or_object_that_is_never_null_becomes_null_where_the_json_has_nothing()
    {
        var broken = new List<string>();
        foreach (PropertyInfo property in typeof(ApiJsonContext).GetProperties())
        {
            if (property.PropertyType.IsAssignableTo(typeof(JsonTypeInfo))
                && property.GetValue(ApiJsonContext.Default) is JsonTypeInfo { Kind: JsonTypeInfoKind.Object } type
                && !type.Properties.Any(each => each.IsRequired || each.AssociatedParameter is { IsMemberInitializer: false }))
            {
                object value = JsonSerializer.Deserialize("{}", type)!;
                broken.AddRange(
                    from each in type.Properties
                    where each is { Get: not null, IsGetNullable: false } && !each.PropertyType.IsValueType && each.Get(value) is null
                    select $"{type.Type.Name}.{each.Name}");
            }
        }

        Assert.True(broken.Count == 0, $"write `{{ get; init => field = value ?? \"\"; }} = \"\";` for: {string.Join(", ", broken)}");
    }
}
