using System.Text;
using StoreHub.Encodings;

namespace StoreHub.Core.Tests.Values;

/// <summary>Texts of one letter are shared, and stay what they are.</summary>
public sealed class LettersTests
{
    [Fact]
    public void Every_letter_of_one_or_two_bytes_is_one_string()
    {
        for (char letter = '\0'; letter < '\u0800'; letter++)
        {
            byte[] bytes = ValueEncoding.ToBytes(letter.ToString());
            string read = ValueEncoding.FromBytes(bytes).AsString();
            Assert.Equal(letter.ToString(), read);
            Assert.Same(read, ValueEncoding.FromBytes(bytes).AsString());
            Assert.Same(read, Letters.Share(letter.ToString()));
        }
    }

    [Fact]
    public void Nothing_else_is_a_letter()
    {
        foreach (string text in (string[])["", "ab", "\u0800", "語", "😀"])
        {
            Assert.Null(Letters.Find(Encoding.UTF8.GetBytes(text)));
            Assert.Equal(text, Letters.Share(text));
        }

        // overlong forms and halves of letters
        foreach (byte[] bytes in (byte[][])[[0x80], [0xc3], [0xc0, 0x80], [0xc1, 0xbf], [0xc3, 0x29], [0xc3, 0xc3], [0xe0, 0x80]]) Assert.Null(Letters.Find(bytes));
    }
}
