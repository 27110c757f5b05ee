using System.IO.Pipelines;
using System.Text;

namespace Aot.Daemon.Http.Hijacking;

/// <summary>Takes a request's connection over, as dockerd's attach and exec start do.</summary>
internal static class Hijack
{
    /// <summary>Answers and hands out the raw bytes. What is left of the request's body is skipped.</summary>
    public static async Task<HijackedStream> StartAsync(HttpContext http, string contentType)
    {
        HijackableConnection connection = http.Features.Get<HijackableConnection>()
            ?? throw new InvalidOperationException("the connection cannot be taken over");
        await SkipBodyAsync(http.Request.BodyReader, http.RequestAborted);
        byte[] head = Head(http, contentType);

        IDuplexPipe transport = connection.Take();
        var stream = new HijackedStream(transport.Input, transport.Output, connection.Closed);
        await stream.WriteAsync(head, connection.Closed);
        return stream;
    }

    private static async Task SkipBodyAsync(PipeReader body, CancellationToken cancellationToken)
    {
        ReadResult result;
        do
        {
            result = await body.ReadAsync(cancellationToken);
            body.AdvanceTo(result.Buffer.End);
        }
        while (!result.IsCompleted);
    }

    private static byte[] Head(HttpContext http, string contentType)
    {
        bool upgrade = http.Request.Headers.Upgrade.Count > 0;
        var head = new StringBuilder(upgrade ? "HTTP/1.1 101 UPGRADED\r\n" : "HTTP/1.1 200 OK\r\n", 512);
        head.Append("Content-Type: ").Append(contentType).Append("\r\n");
        if (upgrade)
        {
            head.Append("Connection: Upgrade\r\nUpgrade: tcp\r\n");
        }

        foreach (var header in http.Response.Headers)
        {
            head.Append(header.Key).Append(": ").Append(header.Value.ToString()).Append("\r\n");
        }

        return Encoding.ASCII.GetBytes(head.Append("\r\n").ToString());
    }
}
