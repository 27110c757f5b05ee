using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Scenarios;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Dockerd;

[Collection(DockerdCollection.Name)]
public sealed class UpdateOnDockerd(DockerdFixture fixture, ITestOutputHelper output) : UpdateScenarios(fixture, output);
