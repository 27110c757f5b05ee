namespace Aot.Daemon;

internal static class Program
{
    public static int Main(string[] args)
    {
        Console.WriteLine($"aotd version {BuildVersion.Number}, build {BuildVersion.Commit}");
        return 0;
    }
}
