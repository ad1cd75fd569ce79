package pack_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/hex"
	"html"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"filippo.io/age"
)

// seeker looks for words in bytes, and in all that the bytes are a coding of.
type seeker struct {
	words [][]byte // in small letters
	keys  []age.Identity
}

// maxDepth is how many codings may lie in one another.
const maxDepth = 6

var (
	base64Run = regexp.MustCompile(`[A-Za-z0-9+/_-]{12,}`)
	hexRun    = regexp.MustCompile(`[0-9A-Fa-f]{12,}`)
	escaped   = regexp.MustCompile(`\\u[0-9A-Fa-f]{4}|\\["\\/]`)
)

// find is the first word that is in b in any coding; "": none.
func (s *seeker) find(b []byte, depth int) string {
	low := bytes.ToLower(b)
	for _, w := range s.words {
		if bytes.Contains(low, w) {
			return string(w)
		}
	}
	if depth == maxDepth || len(b) == 0 {
		return ""
	}
	for _, view := range s.views(b) {
		if w := s.find(view, depth+1); w != "" {
			return w
		}
	}
	return ""
}

// views are what b, or a part of it, may be a coding of.
func (s *seeker) views(b []byte) (out [][]byte) {
	out = append(out, packed(b)...)
	if bytes.HasPrefix(b, []byte("age-encryption.org/")) {
		if r, err := age.Decrypt(bytes.NewReader(b), s.keys...); err == nil {
			out = append(out, read(r))
		}
	}
	for _, run := range base64Run.FindAll(b, -1) {
		out = append(out, unbase64(run)...)
	}
	for _, run := range hexRun.FindAll(b, -1) {
		for from := range 2 {
			if d, err := hex.DecodeString(string(run[from : from+(len(run)-from)/2*2])); err == nil {
				out = append(out, d)
			}
		}
	}
	if bytes.IndexByte(b, 0) >= 0 { // UTF-16 of what ASCII can say
		out = append(out, bytes.ReplaceAll(b, []byte{0}, nil))
	}
	if escaped.Match(b) {
		out = append(out, escaped.ReplaceAllFunc(b, unescape))
	}
	if bytes.IndexByte(b, '&') >= 0 {
		if plain := html.UnescapeString(string(b)); plain != string(b) {
			out = append(out, []byte(plain))
		}
	}
	return out
}

// packed are the streams of gzip, zlib and ZIP that begin anywhere in b, whole or cut.
func packed(b []byte) (out [][]byte) {
	each := func(magic string, open func([]byte) (io.Reader, error)) {
		for at := 0; ; at++ {
			i := bytes.Index(b[at:], []byte(magic))
			if i < 0 {
				return
			}
			at += i
			if r, err := open(b[at:]); err == nil {
				out = append(out, read(r))
			}
		}
	}
	each("\x1f\x8b\x08", func(b []byte) (io.Reader, error) { return gzip.NewReader(bytes.NewReader(b)) })
	for _, level := range []string{"\x78\x01", "\x78\x9c", "\x78\xda"} {
		each(level, func(b []byte) (io.Reader, error) { return zlib.NewReader(bytes.NewReader(b)) })
	}
	each("PK\x03\x04", func(b []byte) (io.Reader, error) {
		if len(b) < 30 {
			return nil, io.ErrUnexpectedEOF
		}
		from := 30 + int(b[26]) + int(b[27])<<8 + int(b[28]) + int(b[29])<<8
		return flate.NewReader(bytes.NewReader(b[min(from, len(b)):])), nil
	})
	return out
}

// read is what can be read of r.
func read(r io.Reader) []byte {
	b, _ := io.ReadAll(io.LimitReader(r, 64<<20)) // as far as it goes: the rest is cut
	return b
}

// unbase64 decodes a run of letters in both alphabets, wherever in it a group begins.
func unbase64(run []byte) (out [][]byte) {
	std := strings.NewReplacer("-", "+", "_", "/").Replace(string(run))
	for from := range 4 {
		part := std[from:]
		if len(part)%4 == 1 {
			part = part[:len(part)-1]
		}
		if d, err := base64.RawStdEncoding.DecodeString(part); err == nil {
			out = append(out, d)
		}
	}
	return out
}

func unescape(e []byte) []byte {
	if e[1] != 'u' {
		return e[1:]
	}
	n, _ := strconv.ParseUint(string(e[2:]), 16, 16) // the expression lets nothing else through
	return []byte(string(rune(n)))
}

// in names the files below folders that hold a word in any coding, each with the word.
func (s *seeker) in(t *testing.T, folders ...string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, root := range folders {
		err := filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() {
				return err
			}
			b, err := os.ReadFile(p)
			if w := s.find(b, 0); w != "" {
				out[p] = w
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// A search that finds nothing says something only where it would have found it.
func TestSeekerKnowsTheCodings(t *testing.T) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	const word = "hyacinth77"
	s := &seeker{words: [][]byte{[]byte(word)}, keys: []age.Identity{id}}
	text := []byte("t6,2004-02-03,garden.example," + word + ",24.90\n")
	through := func(open func(io.Writer) (io.WriteCloser, error)) func([]byte) []byte {
		return func(b []byte) []byte {
			var out bytes.Buffer
			w, err := open(&out)
			if err == nil {
				_, err = w.Write(b)
			}
			if err == nil {
				err = w.Close()
			}
			if err != nil {
				t.Fatal(err)
			}
			return out.Bytes()
		}
	}
	gz := through(func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil })
	b64 := func(e *base64.Encoding) func([]byte) []byte {
		return func(b []byte) []byte { return []byte(`{"payload":"` + e.EncodeToString(b) + `"}`) }
	}
	encrypted := through(func(w io.Writer) (io.WriteCloser, error) { return age.Encrypt(w, id.Recipient()) })
	wide := func(order func(uint16) []byte) func([]byte) []byte {
		return func(b []byte) (out []byte) {
			for _, u := range utf16.Encode([]rune(string(b))) {
				out = append(out, order(u)...)
			}
			return out
		}
	}
	zipped := func(b []byte) []byte {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		w, err := z.Create("rows.txt")
		if err == nil {
			_, err = w.Write(b)
		}
		if err == nil {
			err = z.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		return out.Bytes()[:out.Len()-40] // cut, as a killed command leaves it
	}
	for name, code := range map[string]func([]byte) []byte{
		"plain": bytes.Clone, "capitals": bytes.ToUpper, "gzip": gz, "zlib": through(func(w io.Writer) (io.WriteCloser, error) { return zlib.NewWriter(w), nil }),
		"base64": b64(base64.StdEncoding), "base64 of URLs": b64(base64.RawURLEncoding),
		"hex":    func(b []byte) []byte { return []byte(hex.EncodeToString(b)) },
		"UTF-16": wide(func(u uint16) []byte { return []byte{byte(u), byte(u >> 8)} }), "UTF-16, big end first": wide(func(u uint16) []byte { return []byte{byte(u >> 8), byte(u)} }),
		"JSON": func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("c"), []byte(`\u0063`)) },
		"HTML": func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("c"), []byte("&#99;")) },
		"ZIP":  zipped, "age": encrypted,
		"rows in ZIP in age": func(b []byte) []byte { return encrypted(zipped(b64(base64.StdEncoding)(b))) },
	} {
		if s.find(append([]byte("x\n"), code(text)...), 0) == "" && s.find(code(text), 0) == "" {
			t.Errorf("%s: not found", name)
		}
		if w := s.find(code([]byte("t6,2004-02-03,garden.example,rose,24.90\n")), 0); w != "" {
			t.Errorf("%s: %q is found where it is not", name, w)
		}
	}
}
