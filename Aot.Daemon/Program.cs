using Aot.Daemon.Supervisor;

namespace Aot.Daemon;

internal static class Program
{
    public static int Main(string[] args) => args is [SupervisorProgram.Verb, .. string[] rest] ? SupervisorProgram.Run(rest) : 0;
}
