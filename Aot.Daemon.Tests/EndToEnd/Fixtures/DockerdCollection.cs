using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Fixtures;

/// <summary>The same tests on one dockerd.</summary>
[CollectionDefinition(Name)]
public sealed class DockerdCollection : ICollectionFixture<DockerdFixture>
{
    public const string Name = "dockerd";
}
