using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Fixtures;

/// <summary>Tests that do the same on both daemons and compare.</summary>
[CollectionDefinition(Name)]
public sealed class BothCollection : ICollectionFixture<AotdFixture>, ICollectionFixture<DockerdFixture>
{
    public const string Name = "both daemons";
}
