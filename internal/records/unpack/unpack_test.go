package unpack_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"comity/internal/comity"
	"comity/internal/records/record"
	"comity/internal/records/unpack"
)

// memory is an exhibit in memory.
type memory []byte

func (m memory) Size() int64 { return int64(len(m)) }

func (m memory) Segments() int64 {
	return (int64(len(m)) + unpack.SegmentSize - 1) / unpack.SegmentSize
}

func (m memory) ReadSegment(dst []byte, i int64) ([]byte, error) {
	return append(dst, m[i*unpack.SegmentSize:min(int64(len(m)), (i+1)*unpack.SegmentSize)]...), nil
}

// read is the stream that chain leads to, and why it ends early.
func read(t testing.TB, data []byte, chain string, cfg unpack.Config) (string, record.Reason) {
	t.Helper()
	x, err := unpack.Open(unpack.NewPlain(context.Background(), memory(data)), chain, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	b, err := io.ReadAll(x)
	return string(b), reason(t, err)
}

func reason(t testing.TB, err error) record.Reason {
	t.Helper()
	var torn *unpack.Damage
	if err != nil && !errors.As(err, &torn) {
		t.Fatalf("no damage: %v", err)
	}
	if torn == nil {
		return ""
	}
	return torn.Reason
}

func gzipped(t testing.TB, data string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	write(t, w, data)
	return b.String()
}

func zstded(t testing.TB, data string) string {
	t.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	write(t, w, data)
	return b.String()
}

func write(t testing.TB, w io.WriteCloser, data string) {
	t.Helper()
	if _, err := io.WriteString(w, data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// zipped holds names and contents in turn.
func zipped(t testing.TB, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err == nil {
			_, err = io.WriteString(f, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func tarred(t testing.TB, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		err := w.WriteHeader(&tar.Header{Name: files[i], Size: int64(len(files[i+1])), Mode: 0o644, Typeflag: tar.TypeReg})
		if err == nil {
			_, err = io.WriteString(w, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// wide is text in UTF-16, without a mark.
func wide(text string, big bool) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}

const text = "rose 198.18.0.1\nfärn 198.18.0.2\n🚂 198.18.0.3\n"

func TestChains(t *testing.T) {
	odd := "a b/50%!:\x01.log"
	tests := []struct{ name, data, chain string }{
		{"gzip", gzipped(t, text), "gzip"},
		{"gzip in two members", gzipped(t, text[:9]) + gzipped(t, text[9:]), "gzip"},
		{"zstd", zstded(t, text), "zstd"},
		{"zstd in two frames", zstded(t, text[:9]) + zstded(t, text[9:]), "zstd"},
		{"zip", zipped(t, "x", "y", "logs/a.log", text), "zip/logs/a.log"},
		{"zip with backslashes", zipped(t, `logs\a.log`, text), "zip/logs/a.log"},
		{"zip with an odd name", zipped(t, odd, text), unpack.Step{Packing: unpack.Zip, Member: odd}.String()},
		{"tar", tarred(t, "x", "y", "./logs/a.log", text), "tar/logs/a.log"},
		{"gzip in a zip", zipped(t, "a.gz", gzipped(t, text)), "zip/a.gz!gzip"},
		{"tar.gz", gzipped(t, tarred(t, "a", text)), "gzip!tar/a"},
		{"utf-16le", wide("\ufeff"+text, false), "utf-16le"},
		{"utf-16be", wide(text, true), "utf-16be"},
		{"four deep", gzipped(t, tarred(t, "a", zstded(t, wide(text, true)))), "gzip!tar/a!zstd!utf-16be"},
		{"long", gzipped(t, strings.Repeat(text, 100_000)), "gzip"},
		{"plain", text, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, why := read(t, []byte(tt.data), tt.chain, unpack.Config{})
			if why != "" || got != text && got != strings.Repeat(text, 100_000) {
				t.Errorf("%.80q, %q", got, why)
			}
		})
	}
}

// What comes before damage is read, and the reason is told.
func TestDamage(t *testing.T) {
	long := strings.Repeat(text, 20_000)
	half := func(s string) string { return s[:len(s)/2] }
	z := zipped(t, "a", long)
	flipped := z[:len(z)/3] + string(z[len(z)/3]^4) + z[len(z)/3+1:]
	tests := []struct {
		name, data, chain string
		why               record.Reason
		some              bool
	}{
		{"gzip cut off", half(gzipped(t, long)), "gzip", unpack.Torn, true},
		{"gzip and garbage", gzipped(t, long) + "garbage that is no header", "gzip", unpack.Torn, true},
		{"no gzip", "garbage", "gzip", unpack.Torn, false},
		{"empty gzip", "", "gzip", "", false},
		{"zstd cut off", half(zstded(t, long)), "zstd", unpack.Torn, true},
		{"no zstd", "garbage", "zstd", unpack.Torn, false},
		{"zip cut off", half(z), "zip/a", unpack.Torn, false},
		{"zip flipped", flipped, "zip/a", unpack.Torn, true},
		{"zip without the member", z, "zip/b", unpack.Gone, false},
		{"tar cut off", half(tarred(t, "a", long)), "tar/a", unpack.Torn, true},
		{"tar without the member", tarred(t, "a", long), "tar/b", unpack.Gone, false},
		{"half a unit", wide(long, false)[1:], "utf-16be", unpack.Split, true},
		{"inner damage", gzipped(t, half(gzipped(t, long))), "gzip!gzip", unpack.Torn, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, why := read(t, []byte(tt.data), tt.chain, unpack.Config{})
			if why != tt.why || (got != "") != tt.some {
				t.Errorf("%d bytes, %q", len(got), why)
			}
			if tt.some && tt.why == unpack.Torn && tt.name != "zip flipped" && !strings.HasPrefix(long, got) {
				t.Error("what came before the damage is not what was packed")
			}
		})
	}
}

// A surrogate alone keeps its own bytes; a pair becomes one character.
func TestLoneSurrogates(t *testing.T) {
	got, why := read(t, []byte("\x3d\xd8a\x00\x82\xde\x3d\xd8\x82\xde\x3d\xd8"), "utf-16le", unpack.Config{})
	if want := "\xed\xa0\xbda\xed\xba\x82\U0001f682\xed\xa0\xbd"; got != want || why != "" {
		t.Errorf("%q, %q", got, why)
	}
}

func TestBombsEndAtTheLimit(t *testing.T) {
	zeros := strings.Repeat("\x00", 40<<20)
	packed := gzipped(t, zeros)
	tests := []struct {
		name, data, chain string
		cfg               unpack.Config
		most              int
		why               record.Reason
	}{
		{"one layer within", packed, "gzip", unpack.Config{}, len(zeros), ""},
		{"one layer", packed, "gzip", unpack.Config{Ratio: 100}, 17 << 20, unpack.Bomb},
		{"zstd", zstded(t, zeros), "zstd", unpack.Config{}, 17 << 20, unpack.Bomb},
		{"zip", zipped(t, "a", zeros), "zip/a", unpack.Config{Ratio: 100}, 17 << 20, unpack.Bomb},
		{"nested", gzipped(t, packed), "gzip!gzip", unpack.Config{}, 17 << 20, unpack.Bomb},
		{"total", packed, "gzip", unpack.Config{Total: 1000}, 1000, unpack.Bomb},
		{"sparse", sparse(t), "tar/a", unpack.Config{}, 20 << 20, unpack.Bomb},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, why := read(t, []byte(tt.data), tt.chain, tt.cfg)
			if why != tt.why || len(got) > tt.most || len(got) == 0 {
				t.Errorf("%d bytes, %q", len(got), why)
			}
		})
	}
}

// Memory does not grow with what a packing expands to, nor with the window that a
// frame asks for.
func TestMemoryIsBounded(t *testing.T) {
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	for range 256 {
		if _, err := w.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, data, chain string
		size              int64
		why               record.Reason
	}{
		{"gzip", bomb.String(), "gzip", 256 << 20, ""},
		{"gzip in a tar", tarred(t, "a", bomb.String()), "tar/a!gzip", 256 << 20, ""},
		{"window of 1 GiB", "\x28\xb5\x2f\xfd\x00\xa0\x01\x00\x00", "zstd", 0, unpack.Torn},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		x, err := unpack.Open(unpack.NewPlain(context.Background(), memory(tt.data)), tt.chain, unpack.Config{})
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, x)
		x.Close()
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; n != tt.size || reason(t, err) != tt.why || used > 8<<20 {
			t.Errorf("%s: %d bytes, %v, %d KiB allocated", tt.name, n, err, used>>10)
		}
	}
}

// sparse is a tar of one member that is 1 TiB of nothing, in the form 1.0 of GNU.
func sparse(t *testing.T) string {
	t.Helper()
	m := "1\n1099511627776\n0\n"
	m += strings.Repeat("\x00", 512-len(m))
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	pax := "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n21 GNU.sparse.name=a\n35 GNU.sparse.realsize=" + "1099511627776"
	pax = strings.Replace(pax, "35 ", fmt.Sprint(len("35 GNU.sparse.realsize=1099511627776\n"))+" ", 1) + "\n"
	head := rawTar("x", 'x', len(pax)) + pax + strings.Repeat("\x00", (512-len(pax)%512)%512)
	if err := w.WriteHeader(&tar.Header{Name: "a", Size: int64(len(m)), Typeflag: tar.TypeReg}); err != nil {
		t.Fatal(err)
	}
	write(t, struct {
		io.Writer
		io.Closer
	}{w, w}, m)
	return head + b.String()
}

// rawTar is a header block, which the library would not write for us.
func rawTar(name string, kind byte, size int) string {
	b := make([]byte, 512)
	copy(b, name)
	copy(b[100:], "0000644\x000000000\x000000000\x00")
	copy(b[124:], fmt.Sprintf("%011o\x00%011o\x00", size, 0))
	copy(b[148:], "        ")
	b[156] = kind
	copy(b[257:], "ustar\x0000")
	sum := 0
	for _, c := range b {
		sum += int(c)
	}
	copy(b[148:], fmt.Sprintf("%06o\x00 ", sum))
	return string(b)
}

// A ZIP that states or holds more members than any listing may have is refused
// before memory is taken for them.
func TestListingIsBounded(t *testing.T) {
	z := []byte(zipped(t, "a", "b"))
	end := bytes.LastIndex(z, []byte("PK\x05\x06"))
	locator := append([]byte("PK\x06\x07\x00\x00\x00\x00"), make([]byte, 12)...)
	end64 := append([]byte("PK\x06\x06"), make([]byte, 52)...)
	end64[39] = 0x7f // of the total number of members, the highest byte
	locator[8] = byte(end)
	lying := append(append(append(z[:end:end], end64...), locator...), z[end:]...)
	_, err := unpack.Members(unpack.NewPlain(context.Background(), memory(lying)), "", unpack.Zip)
	if reason(t, err) != unpack.Bomb {
		t.Errorf("%v", err)
	}
	_, err = unpack.Members(unpack.NewPlain(context.Background(), memory(manyMembers(100_001))), "", unpack.Tar)
	if reason(t, err) != unpack.Bomb {
		t.Errorf("tar: %v", err)
	}
}

func manyMembers(n int) []byte {
	return bytes.Repeat([]byte(rawTar("a", '0', 0)), n)
}

func TestMembers(t *testing.T) {
	files := []string{"a.log", "1", "logs/b.log", "22"}
	want := []unpack.Member{{Name: "a.log", Size: 1}, {Name: "logs/b.log", Size: 2}}
	for chain, data := range map[string]string{"zip": zipped(t, files...), "tar": tarred(t, files...), "gzip!tar": gzipped(t, tarred(t, files...))} {
		outer, kind, nested := strings.Cut(chain, "!")
		if !nested {
			outer, kind = "", outer
		}
		got, err := unpack.Members(unpack.NewPlain(context.Background(), memory(data)), outer, kind)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", chain, err, diff)
		}
	}
}

// A source that fails is no damage: nothing may be said of the evidence then.
func TestSourceErrorsAreNoDamage(t *testing.T) {
	bad := errors.New("bad disk")
	for _, chain := range []string{"gzip", "zstd", "zip/a", "tar/a", "utf-16le"} {
		x, err := unpack.Open(unpack.NewPlain(context.Background(), broken{bad}), chain, unpack.Config{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = io.ReadAll(x); !errors.Is(err, bad) {
			t.Errorf("%s: %v", chain, err)
		}
		x.Close()
	}
}

type broken struct{ err error }

func (broken) Size() int64                                     { return 100 }
func (broken) Segments() int64                                 { return 1 }
func (b broken) ReadSegment(d []byte, _ int64) ([]byte, error) { return d, b.err }

func TestParseRefuses(t *testing.T) {
	for _, chain := range []string{
		"bzip2", "zip", "zip/", "tar/", "gzip/a", "gzip!zip/a", "zip/a:b", "zip/a%2fb", "zip/%61", "zip/a%", "!", "gzip!", "utf-16",
		"gzip!gzip!gzip!gzip!gzip",
	} {
		if _, err := unpack.Parse(chain); comity.KindOf(err) != comity.Input || comity.HintOf(err) == "" {
			t.Errorf("%q: %v", chain, err)
		}
	}
}

// A member of any name leads through a citation and back.
// TestMemberGivesNoCommands: the name of a member stands in citations, and those
// are printed; chains that earlier versions wrote are still read.
func TestMemberGivesNoCommands(t *testing.T) {
	s := unpack.Step{Packing: unpack.Zip, Member: "exe\u202egpj\u009b.csv"}
	if got := s.String(); got != "zip/exe%E2%80%AEgpj%C2%9B.csv" {
		t.Error(got)
	}
	for _, chain := range []string{s.String(), "zip/exe\u202egpj\u009b.csv"} {
		steps, err := unpack.Parse(chain)
		if diff := cmp.Diff([]unpack.Step{s}, steps); diff != "" || err != nil {
			t.Errorf("%q: %v %s", chain, err, diff)
		}
	}
}

func FuzzMemberInCitation(f *testing.F) {
	for _, s := range []string{"a", "logs/a b.log", "50%!:+1", "\xff\x00\n", "ünï", "%41", "a\u202e"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, member string) {
		if member == "" {
			return
		}
		chain := unpack.Join(unpack.Step{Packing: unpack.Zip, Member: member}.String(), unpack.Step{Packing: unpack.Gzip})
		c := comity.Citation{Exhibit: comity.DigestOf(nil), Inner: chain, Offset: 5, Length: 7}
		back, err := comity.ParseCitation(c.String())
		if err != nil || back != c {
			t.Fatalf("%q: %v", c, err)
		}
		steps, err := unpack.Parse(back.Inner)
		want := []unpack.Step{{Packing: unpack.Zip, Member: member}, {Packing: unpack.Gzip}}
		if diff := cmp.Diff(want, steps); diff != "" || err != nil {
			t.Fatalf("%v %s", err, diff)
		}
	})
}

// Whatever the bytes: no panic, nothing beyond the limit, and the same stream in
// small bites as in one.
func FuzzUnpack(f *testing.F) {
	for chain, data := range map[string]string{
		"gzip": gzipped(f, text), "zstd": zstded(f, text), "zip/a": zipped(f, "a", text), "tar/a": tarred(f, "a", text),
		"utf-16le": wide(text, false), "zip/a!gzip": zipped(f, "a", gzipped(f, text)), "gzip!tar/a": gzipped(f, tarred(f, "a", text)),
	} {
		f.Add([]byte(data), chain)
		f.Add([]byte(data)[:len(data)/2], chain)
	}
	for chain, data := range map[string]string{
		"utf-16be": "\xfe\xff" + wide(text, true), "utf-16le": "\xff\xfea\x00\x00\xd8b\x00\x00\xd8\x00\xdcc", "gzip": "", "zip/b": zipped(f, "a", text), "tar/b": tarred(f, "a", text), "zip/%61": zipped(f, "a", text),
		"zip/": "", "gzip!gzip!gzip!gzip!gzip": "", "zip/%6": "", "zip/%zz": "", "gzip!utf-16le": gzipped(f, wide(text, false)), "zip/a": strings.Repeat("x", 40) + zipped(f, "a", text),
	} {
		f.Add([]byte(data), chain)
	}
	f.Fuzz(func(t *testing.T, data []byte, chain string) {
		unpack.Sniff(data)
		if _, err := unpack.Parse(chain); err != nil {
			return
		}
		cfg := unpack.Config{Total: 1 << 20}
		got, why := read(t, data, chain, cfg)
		if chain != "" && len(got) > 1<<20 {
			t.Fatalf("%d bytes", len(got))
		}
		x, err := unpack.Open(unpack.NewPlain(context.Background(), memory(data)), chain, cfg)
		if err != nil {
			t.Fatal(err)
		}
		defer x.Close()
		again, err := io.ReadAll(iotest.HalfReader(x))
		if string(again) != got || reason(t, err) != why {
			t.Fatalf("%q %q in bites, %q %q in one", again, reason(t, err), got, why)
		}
		for _, kind := range []string{unpack.Zip, unpack.Tar} {
			if _, err := unpack.Members(unpack.NewPlain(context.Background(), memory(data)), "", kind); err != nil {
				reason(t, err)
			}
		}
	})
}

// How fast does a packed log become lines' bytes?
func BenchmarkHowFastToUnpack(b *testing.B) {
	line := "198.18.0.1 - rose [01/Jan/2004:10:00:00 +0000] \"GET /garden/roses?p=%d HTTP/1.0\" 200 %d\n"
	var s strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&s, line, i*7919%1000, i)
	}
	for _, c := range []struct{ chain, data string }{
		{"gzip", gzipped(b, s.String())}, {"zstd", zstded(b, s.String())}, {"zip/a", zipped(b, "a", s.String())},
		{"tar/a", tarred(b, "a", s.String())}, {"utf-16le", wide(s.String(), false)},
	} {
		b.Run(c.chain, func(b *testing.B) {
			b.SetBytes(int64(s.Len()))
			for b.Loop() {
				x, err := unpack.Open(unpack.NewPlain(context.Background(), memory(c.data)), c.chain, unpack.Config{})
				if err == nil {
					_, err = io.Copy(io.Discard, x)
				}
				if err != nil {
					b.Fatal(err)
				}
				x.Close()
			}
		})
	}
}
