package proof_test

import (
	"encoding/base64"
	"strings"
	"testing"

	cosignature "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"

	"comity/internal/comity"
	"comity/internal/evidence/log/proof"
)

const pseudonym = "000102030405060708090a0b0c0d0e0f"

func key(t *testing.T, name string) string {
	t.Helper()
	_, v, err := note.GenerateKey(nil, name)
	if err != nil {
		t.Fatal(err)
	}
	if v, err = cosignature.VKeyToCosignatureV1(v); err != nil {
		t.Fatal(err)
	}
	return v
}

// renamed is the same key under another name.
func renamed(t *testing.T, vkey, name string) string {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(strings.SplitN(vkey, "+", 3)[2])
	if err != nil {
		t.Fatal(err)
	}
	v, err := note.NewEd25519VerifierKey(name, raw[1:])
	if err != nil {
		t.Fatal(err)
	}
	if v, err = cosignature.VKeyToCosignatureV1(v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestPoliciesThatMeanLessThanTheySeem(t *testing.T) {
	fr, de := key(t, "fr.example"), key(t, "de.example")
	for name, tt := range map[string]struct {
		country string
		quorum  int
		list    []proof.Witness
		ok      bool
	}{
		"two of two":         {"IT", 2, []proof.Witness{{"fr", "FR", fr}, {"de", "DE", de}}, true},
		"one country":        {"IT", 2, []proof.Witness{{"fr", "FR", fr}, {"fr2", "FR", de}}, false},
		"our own":            {"FR", 2, []proof.Witness{{"fr", "FR", fr}, {"de", "DE", de}}, false},
		"one key twice":      {"IT", 2, []proof.Witness{{"fr", "FR", fr}, {"de", "DE", fr}}, false},
		"one key, two names": {"IT", 2, []proof.Witness{{"fr", "FR", fr}, {"de", "DE", renamed(t, fr, "de.example")}}, false},
		"one name twice":     {"IT", 2, []proof.Witness{{"fr", "FR", fr}, {"fr", "DE", de}}, false},
		"no quorum":          {"IT", 0, []proof.Witness{{"fr", "FR", fr}}, false},
		"no country":         {"", 1, []proof.Witness{{"fr", "FR", fr}}, false},
		"no key":             {"IT", 1, []proof.Witness{{"fr", "FR", "fr.example+00000000+AQ=="}}, false},
		"odd name":           {"IT", 1, []proof.Witness{{"f r", "FR", fr}}, false},
	} {
		err := proof.Policy{Country: tt.country, Quorum: tt.quorum, Witnesses: tt.list}.Check()
		if (err == nil) != tt.ok || err != nil && comity.KindOf(err) != comity.Input {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestForks(t *testing.T) {
	d := func(s string) comity.Digest { return comity.DigestOf([]byte(s)) }
	first := proof.Found{Index: 0, Entry: proof.Entry{Case: pseudonym, Seq: 1, Head: d("a")}}
	next := func(index uint64, seq int64, head, prev string) proof.Found {
		return proof.Found{Index: index, Entry: proof.Entry{Case: pseudonym, Seq: seq, Head: d(head), Prev: d(prev)}}
	}
	for name, tt := range map[string]struct {
		list  []proof.Found
		forks int
	}{
		"one line":         {[]proof.Found{first, next(1, 2, "b", "a"), next(2, 3, "c", "b")}, 0},
		"added twice":      {[]proof.Found{first, next(1, 2, "b", "a"), next(2, 2, "b", "a")}, 0},
		"one predecessor":  {[]proof.Found{first, next(1, 2, "b", "a"), next(2, 5, "c", "a")}, 1},
		"one number":       {[]proof.Found{first, next(1, 2, "b", "a"), next(2, 3, "c", "b"), next(3, 3, "x", "y")}, 1},
		"of old, a number": {[]proof.Found{first, {Index: 1, Entry: proof.Entry{Case: pseudonym, Seq: 1, Head: d("z")}}}, 1},
	} {
		if got := proof.Forks(tt.list); len(got) != tt.forks {
			t.Errorf("%s: %v", name, got)
		}
	}
	b, err := next(1, 2, "b", "a").Entry.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if e, err := proof.ParseEntry(b); err != nil || e != next(1, 2, "b", "a").Entry {
		t.Error(e, err)
	}
}
