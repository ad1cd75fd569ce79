package mbox_test

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"math/rand/v2"
	"mime"
	"net/mail"
	"strings"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"comity/internal/records/format/mbox"
)

// asNetMail wants a mailbox that is read here to be what package net/mail makes of it.
func asNetMail(t *testing.T, s string) (read bool) {
	t.Helper()
	name, email, ok := mbox.Mailbox(s)
	if !ok {
		return false
	}
	a, err := (&mail.AddressParser{WordDecoder: &mime.WordDecoder{}}).Parse(s)
	if err != nil || a.Name != name || a.Address != email {
		t.Fatalf("%q: %q, %q; net/mail: %v, %v", s, name, email, a, err)
	}
	return true
}

// Mailboxes are read as package net/mail reads them, however odd.
func TestMailboxes(t *testing.T) {
	for s, want := range map[string]bool{
		"moss@mail.example": true, " moss@mail.example\t": true, "moss@mail.example (Moss  Green)": true, "Moss Green <moss@mail.example>": true, `"Green, Moss" <moss@mail.example> `: true,
		"<moss@mail.example>": true, "M. Green <m.g@mail.example>": true, "moss@mail.example ()": true,
		"": false, "Moss": false, "moss at mail.example": false, "=?utf-8?q?Moss?= <moss@mail.example>": false, "moss@mail.example (=?utf-8?q?Moss?=)": false, "Möss <moss@mail.example>": false,
		"moss@[198.18.0.1]": false, `"mo\"ss" <moss@mail.example>`: false, "moss@mail.example, oak@mail.example": false, "roses: moss@mail.example;": false, "Moss (x) <moss@mail.example>": false,
	} {
		if asNetMail(t, s) != want {
			t.Errorf("%q: not %v", s, want)
		}
	}
	tokens := []string{"moss", "M.", "@", "mail.example", "moss@mail.example", "<", ">", "<moss@mail.example>", "(", ")", "(Moss)", `"`, `"Moss, Green"`, `\`, ".", "..", ",", ":", ";", "[", "]", "=?", "?=", "=?utf-8?q?M?=", " ", "\t", "\n", "ö", "\xff", "'", "\x7f", "\u00a0"}
	r := rand.New(rand.NewPCG(17, 3))
	for range 100_000 {
		var s strings.Builder
		for range r.IntN(8) {
			s.WriteString(tokens[r.IntN(len(tokens))])
			if r.IntN(3) == 0 {
				s.WriteByte(' ')
			}
		}
		asNetMail(t, s.String())
	}
}

func FuzzMailboxes(f *testing.F) {
	for _, s := range []string{"moss@mail.example (Moss)", `"Green, Moss" M. <moss@mail.example>`, "a.b@c", "<a@b>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { asNetMail(t, s) })
}

// Media types are those of package mime, the first time and later.
func TestMediaTypes(t *testing.T) {
	parse := mbox.MediaTypes()
	for range 3 {
		for _, s := range []string{"", "text/plain", `Text/HTML; Charset="koi8-r"`, "text/plain; charset=a; charset=b", "multipart/mixed; boundary=b", "text/plain; format=flowed; delsp=yes", "garden", ";", "text/plain; =", "a/b; c*=utf-8''d"} {
			kind, params, _ := mime.ParseMediaType(s)
			got, gotParams := parse(s)
			if want := cmp.Or(kind, "text/plain"); got != want {
				t.Errorf("%q: %q, not %q", s, got, want)
			}
			for name, v := range params {
				if gotParams[name] != v {
					t.Errorf("%q: %s is %q, not %q", s, name, gotParams[name], v)
				}
			}
		}
	}
}

// What is no base64 ends a part where it always did, characters of other alphabets and broken ones among it.
func TestBase64(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 4))
	tokens := []string{"QUJD", "QQ", "=", "==", "A", "AB", "\n", " ", "\t", "\xff", "ö", "\u3000", "\xc3", "-", "\x00", "\x7f"}
	for range 20_000 {
		var body []byte
		for range r.IntN(12) {
			body = append(body, tokens[r.IntN(len(tokens))]...)
		}
		clean := bytes.TrimRight(bytes.Map(func(r rune) rune {
			if r <= ' ' {
				return -1
			}
			return r
		}, body), "=")
		if len(clean)%4 == 1 {
			clean = clean[:len(clean)-1]
		}
		want := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
		n, _ := base64.RawStdEncoding.Decode(want, clean)
		if d := diff.Diff(string(want[:n]), string(mbox.Unpack("base64", body))); d != "" {
			t.Fatalf("%q: %s", body, d)
		}
	}
}
