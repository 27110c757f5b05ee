using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Fixtures;

/// <summary>Tests that share one aotd and leave the others' containers alone.</summary>
[CollectionDefinition(Name)]
public sealed class AotdCollection : ICollectionFixture<AotdFixture>
{
    public const string Name = "aotd";
}
