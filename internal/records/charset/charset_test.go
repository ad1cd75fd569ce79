package charset_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"comity/internal/comity"
	"comity/internal/records/charset"
)

// samples are rows about gardens and trains in the encodings that exports have.
var samples = []struct {
	name string
	code encoding.Encoding
	rows string
}{
	{"windows-1252", charmap.Windows1252, "Jürgen Müller;Gartenstraße 5;Köln\nRenée Lefèvre;12 allée des Chênes;Orléans\nIñigo Núñez;Calle del Jardín;Cádiz\nFrançois Bélanger;Rue de l'Été;Besançon\n"},
	{"windows-1250", charmap.Windows1250, "Łukasz Wiśniewski;ulica Różana 5;Łódź\nKrzysztof Wójcik;ulica Źródlana;Gdańsk\nPociąg odjeżdża z toru przy ogrodzie różanym;stacja;Poznań\nMałgorzata Zielińska;plac Świętego Jana;Częstochowa\n"},
	{"windows-1250", charmap.Windows1250, "Szabó Gergő;Fő utca 5;Győr\nKőszegi Zsófia;Szőlő köz;Kecskemét\nFűri Tünde;Mező út 12;Fertőd\n"},
	{"windows-1250", charmap.Windows1250, "Jiří Dvořák;Zahradní 5;Příbram\nRůžena Němcová;U nádraží 12;Plzeň\nŠtěpán Černý;Lípová;Třebíč\n"},
	{"windows-1250", charmap.Windows1250, "Ľubomír Šťastný;Záhradná 5;Žilina\nZdenka Kováčová;Staničná;Košice\nJán Hruška;Ružová;Trenčín\n"},
	{"windows-1250", charmap.Windows1250, "Matjaž Žagar;Vrtna ulica;Škofja Loka\nUrška Černe;Pod gozdom;Črnomelj\nAleš Kovač;Cesta na postajo;Ptuj\n"},
	{"iso-8859-2", charmap.ISO8859_2, "Jiří Dvořák;Zahradní 5;Příbram\nRůžena Němcová;U nádraží 12;Plzeň\nŠtěpán Černý;Lípová;Třebíč\n"},
	{"windows-1252", charmap.Windows1252, "Søren Kjær;Åvej 5;Ærøskøbing\nBjørn Østergård;Ved Søen;Nykøbing\nJørgen Nygård;Banegården;Århus\n"},
	{"windows-1252", charmap.Windows1252, "João Conceição;Rua das Flores;São Brás\nInês Magalhães;Estação;Évora\nAntónio Simões;Praça;Guimarães\n"},
	{"windows-1252", charmap.Windows1252, "Björn Åkesson;Stationsvägen;Malmö\nHélène Crépin;Allée des Chênes;Angoulême\nJosé Ibáñez;Calle Añil;León\nNiccolò Calò;Via Libertà;Forlì\nJürgen Weiß;Gärtnerstraße;Köln\nAna Gusmão;Estação;Lisboa\n"},
	{"windows-1251", charmap.Windows1251, "Иван Петров;улица Садовая 5;Москва\nОльга Смирнова;Вокзальная площадь;Казань\nПоезд отправляется от первого пути;станция;Тверь\n"},
	{"koi8-r", charmap.KOI8R, "Иван Петров;улица Садовая 5;Москва\nОльга Смирнова;Вокзальная площадь;Казань\nПоезд отправляется от первого пути;станция;Тверь\n"},
	{"windows-1255", charmap.Windows1255, "דוד כהן;רחוב הגן 5;חיפה\nשרה לוי;כיכר הרכבת;תל אביב\nהרכבת יוצאת מרציף שלוש ליד הגן;תחנה;באר שבע\n"},
	{"shift_jis", japanese.ShiftJIS, "山田太郎;庭園通り五番地;東京\n鈴木花子;駅前広場の花屋さん;大阪\n電車は三番線から出発します;駅;京都\n"},
	{"gb18030", simplifiedchinese.GB18030, "王小明;花园路五号;北京\n李小红;火车站广场;上海\n火车从第一站台出发,我们的花园很大;站;广州\n"},
	{"big5", traditionalchinese.Big5, "王小明;花園路五號;臺北\n李小紅;火車站廣場;高雄\n火車從第一月臺出發我們的花園很大;站;臺中\n"},
	{"euc-kr", korean.EUCKR, "김철수;정원로 오번지;서울\n이영희;기차역 광장의 꽃집;부산\n기차는 삼번 승강장에서 출발합니다;역;대구\n"},
}

func TestDetect(t *testing.T) {
	for _, s := range samples {
		head, err := s.code.NewEncoder().String("name;street;town\n" + strings.Repeat(s.rows, 3))
		if err != nil {
			t.Fatal(err)
		}
		got := charset.Detect([]byte(head), "")
		if got.Name != s.name || got.Basis != charset.Guess || got.Score < 10 {
			t.Errorf("%s: %s", s.name, got)
		}
		if !charset.Foreign([]byte(head), true) {
			t.Errorf("%s: taken for UTF-8", s.name)
		}
		d, err := charset.NewDecoder(s.name)
		if err != nil || d.String(head) != "name;street;town\n"+strings.Repeat(s.rows, 3) {
			t.Errorf("%s: decoded otherwise, %v", s.name, err)
		}
		if got := charset.Detect([]byte(head), "LATIN1"); got != (charset.Choice{Name: "iso-8859-1", Basis: charset.Declared, Score: 100}) {
			t.Error(got)
		}
	}
	for head, want := range map[string]string{
		"\xef\xbb\xbfa": "utf-8 (bom)", "\xff\xfea\x00": "utf-16le (bom)", "\xfe\xff\x00a": "utf-16be (bom)",
		"": "utf-8 (valid utf-8)", "rosé": "utf-8 (valid utf-8)", "ros\xc3": "utf-8 (valid utf-8)",
		"ros\xe9\n":               "windows-1252 (the best guess, score ",
		shop(charmap.Windows1251): "windows-1251 (the best guess, score ",
		shop(charmap.KOI8R):       "koi8-r (the best guess, score ",
		shop(charmap.CodePage866): "ibm866 (the best guess, score ",
		named(charmap.ISO8859_7, "ΠΑΠΑΔΟΠΟΥΛΟΣ ΝΙΚΟΣ", "ΓΕΩΡΓΙΟΥ ΜΑΡΙΑ", "ΔΗΜΗΤΡΙΟΥ ΕΛΕΝΗ", "ΚΑΡΑΓΙΑΝΝΗΣ ΑΝΤΩΝΗΣ", "ΒΑΣΙΛΕΙΟΥ ΣΟΦΙΑ"): "iso-8859-7 (the best guess, score ", // small letters in KOI8-R
		named(charmap.KOI8R, "ПЕТРОВ ИВАН", "СМИРНОВА ОЛЬГА"):                                           "koi8-r (the best guess, score ",
		strings.Repeat("\"04 Jan 2026\",\"DD\",\"TIMES\",\"\xa31,234.50\",\"\",\"\xa34,025.07\"\n", 30): "windows-1252 (the best guess, score ",
		strings.Repeat("\xa3ukasz;Dom\xb9browski;\xa3\xf3d\x9f;5\n", 30):                                "windows-1250 (the best guess, score ",
	} {
		if got := charset.Detect([]byte(head), "").String(); !strings.HasPrefix(got, want) {
			t.Errorf("%q: %s", head, got)
		}
	}
}

func TestForeign(t *testing.T) {
	tests := []struct {
		name, head string
		want       bool
	}{
		{"ascii", "a,b\nx,y\n", false},
		{"utf-8", "a,b\nfärn,y\nrosé,z\n", false},
		{"one line", "a,b\nf\xe4rn,y\nrose,z\n", false},
		{"the same line twice", "a,b\nf\xe4rn,y\nf\xe4rn,y\n", false},
		{"two lines", "a,b\nf\xe4rn,y\nros\xe9,z\n", true},
		{"two lines, the second cut", "a,b\nf\xe4rn,y\nros\xe9", false},
		{"mostly utf-8", "a,b\nf\xe4rn,y\nros\xe9,z\nfärn,1\nrosé,2\n", false},
		{"stray bytes alone", "a,b\nx,\xff\n\xff,y\n1\xff2,3\n", false},
		{"garbage with controls", "a,b\n\x01\xe4rn,y\n\x00ros\xe9,z\n", false},
		{"garbage without a delimiter", "a,b\n\x81k\xe4\xffpq\xff\n\x99\x98zz\xff\n", false},
		{"one column", "a\nf\xe4rn\nros\xe9\n", true},
		{"header alone", "stra\xdfe,gr\xf6\xdfe\nx,y\n", false},
	}
	for _, tt := range tests {
		if got := charset.Foreign([]byte(tt.head), false); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
	if !charset.Foreign([]byte("a,b\nf\xe4rn,y\nros\xe9,z"), true) {
		t.Error("the last line of a whole table is not looked at")
	}
}

func TestDecode(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"windows-1252", "M\xfcller \x80", "Müller €"},
		{"CP1252", "M\xfcller", "Müller"},
		{"iso-8859-15", "\xa4", "€"},
		{"iso-8859-7", "\xe1\xff", "α\ufffd"},
		{"shift_jis", "\x89w\x81", "駅\ufffd"},
		{"gb18030", "\xff", "\ufffd"},
		{"utf-8", "\xff", "\xff"},
		{"", "\xff", "\xff"},
		{"utf-16le", "\xff", "\xff"},
	}
	for _, tt := range tests {
		d, err := charset.NewDecoder(tt.name)
		if got := d.String(tt.in); got != tt.want || err != nil {
			t.Errorf("%s: %q, %v", tt.name, got, err)
		}
	}
	if _, err := charset.NewDecoder("ebcdic"); comity.KindOf(err) != comity.Input || !strings.Contains(comity.HintOf(err), "koi8-r") {
		t.Errorf("%v", err)
	}
}

func TestASCIIIsNotCopied(t *testing.T) {
	for _, name := range []string{"windows-1252", "shift_jis"} {
		d, err := charset.NewDecoder(name)
		if err != nil {
			t.Fatal(err)
		}
		cell := []byte("rose")
		got, buf := d.Decode(cell, nil)
		if &got[0] != &cell[0] || buf != nil {
			t.Errorf("%s: copied", name)
		}
		buf = make([]byte, 0, 1024)
		other := []byte("ros\xe9 ")
		if n := testing.AllocsPerRun(100, func() { _, _ = d.Decode(other, buf) }); n > 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func TestNamesAreCanonical(t *testing.T) {
	for _, name := range charset.Known() {
		if got, ok := charset.Canonical(strings.ToUpper(name)); !ok || got != name {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// Whatever the bytes: no panic, UTF-8 comes out, ASCII stays as it is, earlier
// cells in the buffer too, and a guess is the same each time.
func FuzzCharset(f *testing.F) {
	for i, s := range samples {
		head, err := s.code.NewEncoder().String(s.rows)
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(head), uint8(i))
	}
	for i, s := range []string{
		"\xef\xbb\xbfid,name\n", "\xff\xfei\x00", "\xfe\xff\x00i", "id,name\n1,caf\xc3", "id,name\n1,caf\xe9\n2,na\xefve\n3,caf\xc3\xa9\n", "id,name\n1,caf\xe9\n1,caf\xe9\n",
		"id,name\n\xe9\x01\n2;\xe9t\xe9\n3,\xe9 x\n4,x \xe9 x\n", "\x81\x30\x81", "\x8e", "name\n\xd0\xcf\n\xcf\xd0\n", "id,name\r\n1,stra\xdfe\r\n2,m\xfcller\r\n",
	} {
		f.Add([]byte(s), uint8(i*3))
	}
	f.Fuzz(func(t *testing.T, data []byte, n uint8) {
		names := charset.Known()[3:]
		d, err := charset.NewDecoder(names[int(n)%len(names)])
		if err != nil {
			t.Fatal(err)
		}
		first, buf := d.Decode([]byte("\xe9"), nil)
		was := string(first)
		got, _ := d.Decode(data, buf)
		if !utf8.Valid(got) || string(first) != was {
			t.Fatalf("%q, %q", got, first)
		}
		if len(got) > 3*len(data)+3 {
			t.Fatalf("%d bytes of %d", len(got), len(data))
		}
		if bytes.IndexFunc(data, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 && !bytes.Equal(got, data) {
			t.Fatal("ASCII changed")
		}
		if a, b := charset.Detect(data, ""), charset.Detect(data, ""); a != b || a.Name == "" {
			t.Fatal(a, b)
		}
		_ = charset.Detect(data, names[int(n)%len(names)]).String()
		charset.Foreign(data, n%2 == 0)
		if again, _ := d.Clone().Decode(data, nil); !bytes.Equal(again, got) {
			t.Fatalf("a clone says %q, not %q", again, got)
		}
	})
}

// How fast are cells decoded, where every one needs it?
func BenchmarkHowFastToDecode(b *testing.B) {
	for _, name := range []string{"windows-1252", "shift_jis"} {
		b.Run(name, func(b *testing.B) {
			d, err := charset.NewDecoder(name)
			if err != nil {
				b.Fatal(err)
			}
			cell, buf := []byte("Gartenstr\x83e 5, Hinterhaus"), make([]byte, 0, 256)
			b.SetBytes(int64(len(cell)))
			for b.Loop() {
				_, _ = d.Decode(cell, buf)
			}
		})
	}
}

// shop is a table of a shop, of numbers and a few words of Russian, in a code.
// named is a list of leases, with names.
func named(code *charmap.Charmap, names ...string) string {
	s, err := code.NewEncoder().String("ip;start;end;name\n" + strings.Repeat("198.18.0.7;2004-03-05 10:00:00;2004-03-05 11:00:00;"+strings.Join(names, "\n198.18.0.8;2004-03-06 10:00:00;2004-03-06 11:00:00;")+"\n", 20))
	if err != nil {
		panic(err)
	}
	return s
}

func shop(code *charmap.Charmap) string {
	s, err := code.NewEncoder().String("Дата;Номер заказа;Сумма;Эл. почта;IP;Статус\n" + strings.Repeat("05.03.2004;З-10001;1 299,00;rose@mail.example;198.18.0.7;Оплачен\n06.03.2004;З-10002;299,00;moss@mail.example;198.18.0.8;Отменён\n", 20))
	if err != nil {
		panic(err)
	}
	return s
}
