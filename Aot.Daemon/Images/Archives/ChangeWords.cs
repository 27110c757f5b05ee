using System.Text;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Archives;

/// <summary>Splits an instruction's text at blanks, with quotes and backslashes as a shell has them.</summary>
internal static class ChangeWords
{
    /// <summary>The words, without their quotes. Fails as Invalid for a quote that is not closed.</summary>
    public static List<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool inWord = false;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\\' && quote != '\'' && i + 1 < text.Length)
            {
                word.Append(text[++i]);
                inWord = true;
            }
            else if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
                word.Append(quote == '\0' ? "" : c.ToString());
            }
            else if (c is '"' or '\'')
            {
                quote = c;
                inWord = true;
            }
            else if (char.IsWhiteSpace(c))
            {
                if (inWord)
                {
                    words.Add(word.ToString());
                    word.Clear();
                    inWord = false;
                }
            }
            else
            {
                word.Append(c);
                inWord = true;
            }
        }

        if (quote != '\0')
        {
            throw DaemonException.Invalid("unexpected end of statement while looking for matching quote");
        }

        if (inWord)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
