package sign_test

import (
	"bytes"
	"crypto/x509"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/disk/disktest"
	"comity/internal/evidence/sign"
)

var change = sign.Change{Actor: "R. Verdi", Reason: "yearly"}

func rotateAct(t testing.TB, k *sign.Keys) sign.PublicKey {
	t.Helper()
	p, err := k.RotateAct(t.Context(), change)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func readRing(t testing.TB, fsys disk.Reader) sign.Ring {
	t.Helper()
	r, err := sign.ReadRing(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func texts(keys []sign.PublicKey) (out []string) {
	for _, k := range keys {
		out = append(out, k.String())
	}
	return out
}

// TestRotateAct: each new key is vouched for by the one before, whose secret is gone.
func TestRotateAct(t *testing.T) {
	dir := t.TempDir()
	fsys := disk.OS(dir)
	k := certifying(t, fsys, made)
	a := public(t, k)
	before, err := k.Sign(payloadType, []byte("rose"))
	if err != nil {
		t.Fatal(err)
	}
	secret, err := os.ReadFile(filepath.Join(dir, sign.Dir, "act.key"))
	if err != nil {
		t.Fatal(err)
	}
	b := rotateAct(t, k)
	if _, err := k.Sign(payloadType, nil); comity.KindOf(err) != comity.Refused {
		t.Errorf("keys opened before the rotation sign: %v", err)
	}
	c := rotateAct(t, certifying(t, fsys, made))
	if a.Name != c.Name || a.String() == b.String() || b.String() == c.String() {
		t.Errorf("%s, %s, %s", a, b, c)
	}
	ring := readRing(t, fsys)
	if d := cmp.Diff(texts([]sign.PublicKey{c, b, a}), texts(ring.ActKeys())); d != "" {
		t.Error(d)
	}
	if by, err := sign.Verify(before, payloadType, ring.ActKeys()...); err != nil || by.String() != a.String() {
		t.Error(by, err)
	}
	for from, want := range map[string]int{a.String(): 2, b.String(): 1, c.String(): 0} {
		key, err := sign.ParsePublicKey(from)
		if err != nil {
			t.Fatal(err)
		}
		steps := ring.After(key, nil)
		to, said, err := sign.Follow(key, steps)
		if err != nil || len(steps) != want || len(said) != want || to.String() != c.String() {
			t.Errorf("from %s: %d steps to %s, %v", from, len(steps), to, err)
		}
	}
	files, err := os.ReadDir(filepath.Join(dir, sign.Dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.IsDir() {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, sign.Dir, f.Name()))
		if err != nil || bytes.Contains(text, bytes.TrimSpace(secret)) {
			t.Errorf("%s holds the old key: %v", f.Name(), err)
		}
	}
	if _, err := certifying(t, fsys, made).RotateAct(t.Context(), sign.Change{Actor: "R. Verdi"}); comity.KindOf(err) != comity.Usage {
		t.Errorf("without a reason: %v", err)
	}
}

// TestFollowRefuses: a key passes on by its own signature and the next one's, in order.
func TestFollowRefuses(t *testing.T) {
	fsys := disk.OS(t.TempDir())
	a := public(t, certifying(t, fsys, made))
	b := rotateAct(t, certifying(t, fsys, made))
	rotateAct(t, certifying(t, fsys, made))
	ring := readRing(t, fsys)
	two, one := ring.Envelopes[1], ring.Envelopes[0]
	alone := func(e sign.Envelope, i int) sign.Envelope {
		e.Signatures = e.Signatures[i : i+1]
		return e
	}
	altered := one
	altered.Payload = bytes.Replace(one.Payload, []byte("yearly"), []byte("monthl"), 1)
	other := one
	other.PayloadType = "text/plain"
	for what, c := range map[string]struct {
		from sign.PublicKey
		es   []sign.Envelope
	}{
		"another's key": {public(t, openKeys(t, t.TempDir())), []sign.Envelope{one}},
		"out of order":  {a, []sign.Envelope{two, one}}, "a step missing": {a, []sign.Envelope{two}},
		"twice": {a, []sign.Envelope{one, one}}, "backwards": {b, []sign.Envelope{one}},
		"only the old key signed": {a, []sign.Envelope{alone(one, 0)}}, "only the new key signed": {a, []sign.Envelope{alone(one, 1)}},
		"altered": {a, []sign.Envelope{altered}}, "another type": {a, []sign.Envelope{other}},
	} {
		if _, _, err := sign.Follow(c.from, c.es); comity.KindOf(err) != comity.Negative || err == nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestRevoke(t *testing.T) {
	fsys := disk.OS(t.TempDir())
	k := certifying(t, fsys, made)
	a := public(t, k)
	since := comity.InstantOf(made.Add(-time.Hour))
	revoke := func(old string, since comity.Instant) error {
		return certifying(t, fsys, made).Revoke(t.Context(), sign.ActKey, old, since, change)
	}
	if err := revoke(a.String(), since); comity.KindOf(err) != comity.Usage {
		t.Errorf("the key that signs: %v", err)
	}
	b := rotateAct(t, k)
	if err := revoke(a.String(), comity.InstantOf(made.Add(time.Hour))); comity.KindOf(err) != comity.Usage {
		t.Errorf("from a time to come: %v", err)
	}
	if err := revoke(a.String(), since); err != nil {
		t.Fatal(err)
	}
	if err := revoke(a.String(), since); comity.KindOf(err) != comity.Usage {
		t.Errorf("twice: %v", err)
	}
	ring := readRing(t, fsys)
	to, said, err := sign.Follow(a, ring.After(a, nil))
	if err != nil || to.String() != b.String() || len(said) != 2 || said[1].Kind != sign.Revoke || said[1].Since != since || said[1].Old != a.String() {
		t.Errorf("%v, %v, %v", to, said, err)
	}
	if rest := ring.After(b, said); len(rest) != 0 {
		t.Errorf("%d statements are told twice", len(rest))
	}
}

// TestRotateCMS: the new certificate is under the old root; the old one is kept.
func TestRotateCMS(t *testing.T) {
	dir := t.TempDir()
	fsys := disk.OS(dir)
	old := certified(t, certifying(t, fsys, made))
	fresh, err := certifying(t, fsys, made.AddDate(3, 1, 0)).RotateCMS(t.Context(), change) // after it ran out
	if err != nil {
		t.Fatal(err)
	}
	now := certified(t, certifying(t, fsys, made.AddDate(3, 1, 0)))
	if !now.Chain[0].Equal(fresh) || now.Chain[0].Equal(old.Chain[0]) || !now.Chain[1].Equal(old.Chain[1]) {
		t.Error("not a new certificate under the old root")
	}
	pool := x509.NewCertPool()
	pool.AddCert(now.Chain[1])
	if _, err := fresh.Verify(x509.VerifyOptions{Roots: pool, CurrentTime: made.AddDate(3, 1, 0), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}); err != nil {
		t.Error(err)
	}
	name := comity.DigestOf(old.Chain[0].Raw).String() + ".pem"
	text, err := os.ReadFile(filepath.Join(dir, sign.Dir, "former", name))
	if err != nil {
		t.Fatal(err)
	}
	if c, err := sign.ParseCertificate(text); err != nil || !c.Equal(old.Chain[0]) {
		t.Error(err)
	}
	if s := readRing(t, fsys).Statements; len(s) != 1 || s[0].Key != sign.CMSKey || s[0].New != comity.DigestOf(fresh.Raw).String() {
		t.Errorf("%v", s)
	}
}

// TestRotationsSurvivePowerCuts: cut at any moment the keys open, sign, and are
// the old ones or the new.
func TestRotationsSurvivePowerCuts(t *testing.T) {
	rec := disktest.New(disk.OS(t.TempDir()))
	k := certifying(t, rec, made)
	first, old := public(t, k), certified(t, k).Chain[0]
	begun := rec.Len()
	next := rotateAct(t, k)
	fresh, err := certifying(t, rec, made).RotateCMS(t.Context(), change)
	if err != nil {
		t.Fatal(err)
	}
	for img := range rec.Images() {
		if img.Op < begun {
			continue
		}
		dir := t.TempDir()
		if err := img.Write(dir); err != nil {
			t.Fatal(err)
		}
		after := certifying(t, disk.OS(dir), made)
		e, err := after.Sign(payloadType, []byte("rose"))
		if err != nil {
			t.Errorf("%v: %v", img, err)
			continue
		}
		ring := readRing(t, disk.OS(dir))
		if by, err := sign.Verify(e, payloadType, ring.Current); err != nil || by.String() != first.String() && by.String() != next.String() {
			t.Errorf("%v: signed by %s, %v", img, by, err)
		}
		if c := certified(t, after).Chain[0]; !c.Equal(old) && !c.Equal(fresh) || img.Op == rec.Len() && !c.Equal(fresh) {
			t.Errorf("%v: another certificate", img)
		}
	}
}

// TestOpenSSLVerifiesRotated: what the old key signed, and what the new one does.
func TestOpenSSLVerifiesRotated(t *testing.T) {
	openssl := needOpenSSL(t)
	dir := t.TempDir()
	old := certified(t, certifying(t, disk.OS(dir), time.Now())).Chain[0]
	if _, err := certifying(t, disk.OS(dir), time.Now()).RotateCMS(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"cms.pem", "former/" + comity.DigestOf(old.Raw).String() + ".pem"} {
		cmd := exec.Command(openssl, "verify", "-x509_strict", "-CAfile", "root.pem", file)
		cmd.Dir = filepath.Join(dir, sign.Dir)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", file, err, out)
		}
	}
}
