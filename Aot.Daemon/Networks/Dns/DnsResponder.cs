using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Aot.Daemon.Networks.Dns;

/// <summary>Answers what can be answered here, and says what must be asked elsewhere.</summary>
internal sealed class DnsResponder(IDnsNames names)
{
    /// <summary>The query is to be forwarded.</summary>
    public const int Forward = -1;

    /// <param name="output">At least as long as the message, and a record of 11 bytes more.</param>
    /// <param name="isStream">Over TCP, where the client's size does not count.</param>
    /// <returns>The answer's length in bytes; 0: nothing is to be sent; or <see cref="Forward"/>.</returns>
    public int Answer(DnsSandbox sandbox, ReadOnlySpan<byte> message, Span<byte> output, bool isStream)
    {
        DnsQueryForm form = DnsQuery.Read(message, out DnsQuery query);
        if (form == DnsQueryForm.Silence)
        {
            return 0;
        }

        var answer = new DnsAnswer(query, output, isStream ? output.Length : query.UdpSize);
        DnsCode? code = form switch
        {
            DnsQueryForm.Malformed => DnsCode.FormatError,
            DnsQueryForm.OtherOperation => DnsCode.NotImplemented,
            DnsQueryForm.OtherVersion => DnsCode.BadVersion,
            _ when query.Class == DnsMessage.InternetClass && query.Name is { Length: > 0 } name => Names(sandbox, query.Type, name, ref answer),
            _ => null,
        };
        if (code is null && !sandbox.Forwards)
        {
            code = DnsCode.ServerFailure;
        }

        return code is { } known ? answer.Finish(known) : Forward;
    }

    /// <summary>The answer when nobody answered a query that was forwarded; 0 for what is no query.</summary>
    public static int Failure(ReadOnlySpan<byte> message, Span<byte> output) => DnsQuery.Read(message, out DnsQuery query) == DnsQueryForm.Question
        ? new DnsAnswer(query, output, 0).Finish(DnsCode.ServerFailure)
        : 0;

    /// <summary>Null when the name is not ours.</summary>
    private DnsCode? Names(DnsSandbox sandbox, DnsType type, string name, ref DnsAnswer answer)
    {
        if (type == DnsType.Pointer && ReverseName.Address(name) is { } address)
        {
            if (names.Reverse(sandbox.ContainerId, address) is not { } owner)
            {
                return null;
            }

            answer.AddPointer(owner);
            return DnsCode.NoError;
        }

        ImmutableArray<IPAddress> addresses = names.Resolve(sandbox.ContainerId, name);
        if (!addresses.IsDefault)
        {
            // Of a name that is ours nobody else knows more: without a record of the type asked for the answer is empty (NODATA), not NXDOMAIN.
            foreach (IPAddress one in addresses)
            {
                if (type == DnsType.Any || type == (one.AddressFamily == AddressFamily.InterNetworkV6 ? DnsType.Aaaa : DnsType.A))
                {
                    answer.Add(one);
                }
            }

            return DnsCode.NoError;
        }

        // As dockerd: who chose ndots has search domains for such a name, and the client is to go on with them.
        return sandbox.ChoseNdots && type is DnsType.A or DnsType.Aaaa && !name.Contains('.', StringComparison.Ordinal) ? DnsCode.NoError : null;
    }
}
