using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Scenarios;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Dockerd;

[Collection(DockerdCollection.Name)]
public sealed class OomOnDockerd(DockerdFixture fixture, ITestOutputHelper output) : OomScenarios(fixture, output);
