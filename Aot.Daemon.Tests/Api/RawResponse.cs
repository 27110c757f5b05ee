using System.Globalization;
using System.Text;
using Xunit;

namespace Aot.Daemon.Tests.Api;

/// <summary>An HTTP/1.1 answer, taken apart; chunked bodies are joined.</summary>
internal sealed record RawResponse(int Status, string Head, string Body)
{
    public static RawResponse Parse(byte[] bytes) => Parse(Encoding.UTF8.GetString(bytes));

    public static RawResponse Parse(string text)
    {
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end > 0, $"no HTTP answer: '{text}'");
        string head = text[..(end + 2)];
        string body = text[(end + 4)..];
        bool chunked = head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase);
        return new RawResponse(int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture), head, chunked ? Join(body) : body);
    }

    public string? Header(string name)
    {
        foreach (string line in Head.Split("\r\n"))
        {
            if (line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))
            {
                return line[(name.Length + 2)..];
            }
        }

        return null;
    }

    private static string Join(string body)
    {
        var joined = new StringBuilder();
        while (true)
        {
            int line = body.IndexOf("\r\n", StringComparison.Ordinal);
            int length = int.Parse(body.AsSpan(0, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0)
            {
                return joined.ToString();
            }

            joined.Append(body, line + 2, length);
            body = body[(line + 4 + length)..];
        }
    }
}
