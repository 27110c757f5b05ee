using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>One cell of <see cref="ContainerTransitions"/>: the state that a move leads to, or why it is refused.</summary>
/// <param name="Next">Of a move that is allowed; a move that changes nothing leads to the state that it found.</param>
/// <param name="Refusal">Null when the move is allowed.</param>
/// <param name="Words">The refusal's message, with {id} and {name} in it; empty when the move is allowed.</param>
internal readonly record struct Transition(ContainerStatus Next, ErrorKind? Refusal, string Words)
{
    public bool IsAllowed => Refusal is null;

    public static Transition To(ContainerStatus next) => new(next, null, "");

    public static Transition No(ErrorKind kind, string words) => new(default, kind, words);
}
