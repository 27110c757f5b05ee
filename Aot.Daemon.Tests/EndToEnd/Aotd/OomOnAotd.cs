using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Scenarios;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Aotd;

[Collection(AotdCollection.Name)]
public sealed class OomOnAotd(AotdFixture fixture, ITestOutputHelper output) : OomScenarios(fixture, output);
