package charset_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"

	"comity/internal/records/charset"
)

// TestGuessByLanguage guesses the code of a few sentences of newspapers, when they are
// there, in each code that their language is usually exported in. A guess that reads the
// same text is right. The samples hold some sentences that were damaged before.
func TestGuessByLanguage(t *testing.T) {
	dir := filepath.FromSlash("../../../../shared/data/forum/lingua-sentences")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no sample data")
	}
	codes := map[string]encoding.Encoding{
		"windows-1252": charmap.Windows1252, "windows-1250": charmap.Windows1250, "iso-8859-2": charmap.ISO8859_2, "windows-1251": charmap.Windows1251,
		"windows-1253": charmap.Windows1253, "iso-8859-7": charmap.ISO8859_7, "ibm850": charmap.CodePage850, "ibm852": charmap.CodePage852, "macintosh": charmap.Macintosh,
	}
	for name, languages := range map[string]string{
		"windows-1252": "da de es fi fr it nl pt sv", "windows-1250": "cs hr hu pl ro sk sl", "iso-8859-2": "cs hr hu pl ro sk sl", "windows-1251": "bg ru uk",
		"windows-1253": "el", "iso-8859-7": "el", "ibm850": "da de es fi fr it nl pt sv", "macintosh": "da de es fi fr it nl pt sv", "ibm852": "cs hr hu pl ro sk sl",
	} {
		for language := range strings.FieldsSeq(languages) {
			for _, n := range []int{2, 10} {
				right, all, others := 0, 0, map[string]int{}
				for _, text := range pieces(t, filepath.Join(dir, language+".txt"), n) {
					head, err := encoding.ReplaceUnsupported(codes[name].NewEncoder()).String(cedillas.Replace(text))
					if err != nil {
						t.Fatal(err)
					}
					got := charset.Detect([]byte(head), "")
					if got.Basis != charset.Guess {
						continue
					}
					a, _ := charset.NewDecoder(name)
					b, _ := charset.NewDecoder(got.Name)
					if all++; a.String(head) == b.String(head) {
						right++
					} else {
						others[got.Name]++
					}
				}
				elder := strings.HasPrefix(name, "ibm") || name == "macintosh"
				if name != "iso-8859-7" && name != "windows-1253" && !elder && right*10 < all*9 {
					t.Errorf("%s in %s: %d of %d", language, name, right, all)
				}
				if elder && n == 10 && strings.Contains("fi fr hu pl pt sk sl sv", language) && right*10 < all*9 { // of many letters
					t.Errorf("%s in %s: %d of %d", language, name, right, all)
				}
				t.Logf("%s %s, %d sentences: %d of %d, else %v", language, name, n, right, all, others)
			}
		}
	}
}

// cedillas are what Romanian had for letters with commas before Unicode.
var cedillas = strings.NewReplacer("ș", "ş", "ț", "ţ", "Ș", "Ş", "Ț", "Ţ")

// pieces are n sentences each.
func pieces(t *testing.T, name string, n int) (out []string) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var b strings.Builder
	lines := bufio.NewScanner(f)
	for i := 1; lines.Scan(); i++ {
		b.WriteString(lines.Text() + "\n")
		if i%n == 0 && len(out) < 40 {
			out = append(out, b.String())
			b.Reset()
		}
	}
	return out
}

// One letter in a word or two is of many languages; the second bytes of katakana are ASCII.
func TestGuessOfLists(t *testing.T) {
	for _, c := range []struct {
		code encoding.Encoding
		want string
		text string
	}{
		{charmap.Windows1252, "windows-1252", strings.Repeat("7,Rossi Anna,Forlì\n", 10)},
		{charmap.Windows1252, "windows-1252", strings.Repeat("7,João Silva,São Paulo\n", 5)},
		{charmap.CodePage437, "ibm850", "K1;Müller Jürgen;Königstraße 1\nK2;Schäfer Anke;Königstraße 2\nK3;Weiß Günther;Am Brühl 3\nK4;Köhler Petra;Lindenstr. 4\nK5;Öztürk Can;Lindenstr. 5\n"},
		{charmap.CodePage850, "ibm850", "7;Niccolò Verdi;Forlì\n8;Però Anna;Città di Castello\n9;Nicolò Bo;Cefalù\n"},
		{charmap.Macintosh, "macintosh", "7;Niccolò Verdi;Forlì\n8;Però Anna;Città di Castello\n9;Nicolò Bo;Cefalù\n"},
		{charmap.Macintosh, "macintosh", "1;Lefèvre Hélène\n2;Dupont Gérard\n3;Benoît François\n4;Garçon Zoé\n"},
		{charmap.CodePage852, "ibm852", "1;Wiśniewski Łukasz\n2;Dąbrowska Małgorzata\n3;Żółkiewski Józef\n"},
		{charmap.Windows1250, "windows-1250", "1;Wiśniewski Łukasz\n2;Dąbrowska Małgorzata\n3;Żółkiewski Józef\n"},
		{charmap.Windows1252, "windows-1252", "7;Niccolò Verdi;Roma\n8;Gallo Anna;Roma\n9;Nicolò Bo;Roma\n"},
		{japanese.ShiftJIS, "shift_jis", "ヤマダ タロウ\nサトウ ハナコ\nスズキ イチロウ\nタカハシ ケン\nタナカ ユウ\nイトウ マサオ\nワタナベ アキラ\n"},
	} {
		head, err := c.code.NewEncoder().String(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if got := charset.Detect([]byte(head), ""); got.Name != c.want {
			t.Errorf("%q: %v, want %s", c.text[:20], got, c.want)
		}
	}
}

// Apostrophes, quotation marks and dashes that Windows writes are letters in the codes of DOS and of old
// Macintoshes: a list of names with them is in neither.
func TestMarksOfWindowsAreNoLetters(t *testing.T) {
	for _, text := range []string{
		"1;O’Brien;Dublin\n2;D’Angelo;Roma\n3;L’Aquila;x\n", "1;D’ANGELO\n2;DELL’AQUILA\n3;L’ABBATE\n", "don’t\ncan’t\nwon’t\nit’s\n",
		"1;O’Brien;Lefèvre\n2;D’Angelo;Hélène\n3;D’Amico;Noël\n", "l’eau; d’Alembert; l’été\nqu’il; n’est\nj’ai d’où\n", "dell’università è già così\n",
		"’s-Gravenhage\n’t Hooft\n’s-Hertogenbosch\n", "Gli anni ’90\nl’estate ’82\n", "O’Brien – “x”\nD’Angelo – “y”\n", "Rossi – Roma\nVerdi – Milano\n", "29,90 €\n5,00 €\n",
	} {
		head, err := charmap.Windows1252.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{1, 20} {
			if got := charset.Detect([]byte(strings.Repeat(head, n)), ""); strings.HasPrefix(got.Name, "ibm") || got.Name == "macintosh" {
				t.Errorf("%q, %d times: %+v", text, n, got)
			}
		}
	}
}
