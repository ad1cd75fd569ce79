package stamp_test

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/cms/cmstest"
	"comity/internal/evidence/stamp"
)

var imprint = comity.Digest(sha256.Sum256([]byte("signature")))

func noon() time.Time { return cmstest.Noon }

// ask asks the authority that answers with handler.
func ask(t *testing.T, handler http.Handler, roots *x509.CertPool, policy asn1.ObjectIdentifier) ([]byte, error) {
	t.Helper()
	srv := httptest.NewServer(handler)
	defer srv.Close()
	c, err := stamp.New(stamp.Config{URL: srv.URL, Roots: roots, Policy: policy, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	return c.Stamp(t.Context(), imprint)
}

func TestStamp(t *testing.T) {
	root := cmstest.NewRoot(t, "Time root")
	token, err := ask(t, stamp.Authority{Signer: root.Authority(t, "Time", nil), Now: noon}, root.Pool(), stamp.DefaultPolicy)
	if err != nil {
		t.Fatal(err)
	}
	s, err := cms.VerifyToken(token, imprint, root.Pool())
	if err != nil || !s.Time.Equal(cmstest.Noon) || s.Accuracy.Duration() != time.Second || s.Certificate.Subject.CommonName != "Time" {
		t.Errorf("%+v, %v", s, err)
	}
}

// What a server says beside the media type is of no account; another type is.
func TestMediaType(t *testing.T) {
	root := cmstest.NewRoot(t, "Time root")
	a := stamp.Authority{Signer: root.Authority(t, "Time", nil), Now: noon}
	for kind, want := range map[string]bool{
		"application/timestamp-reply; charset=binary": true, "Application/Timestamp-Reply": true,
		"application/timestamp-replying": false, "text/html; x=application/timestamp-reply": false, "": false,
	} {
		by := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Header.Set("Content-Type", "application/timestamp-query; charset=binary")
			rec := httptest.NewRecorder()
			a.ServeHTTP(rec, r)
			w.Header().Set("Content-Type", kind)
			_, _ = w.Write(rec.Body.Bytes())
		})
		if _, err := ask(t, by, root.Pool(), nil); (err == nil) != want {
			t.Errorf("%q: %v", kind, err)
		}
	}
}

// tampered asks a right authority something else than the client asked, and passes its answer on.
func tampered(a stamp.Authority, turn func(*stamp.Request)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var ask stamp.Request
		query, _ := io.ReadAll(r.Body)
		_, err := asn1.Unmarshal(query, &ask)
		turn(&ask)
		der, err2 := asn1.Marshal(ask)
		answer, err3 := a.Answer(der)
		if errors.Join(err, err2, err3) != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/timestamp-reply")
		_, _ = w.Write(answer)
	})
}

// Each row is an answer that must not be taken.
func TestStampRefuses(t *testing.T) {
	root, other := cmstest.NewRoot(t, "Time root"), cmstest.NewRoot(t, "Other root")
	right := stamp.Authority{Signer: root.Authority(t, "Time", nil), Now: noon}
	with := func(s cms.Signer) stamp.Authority { return stamp.Authority{Signer: s, Now: noon} }
	for name, c := range map[string]struct {
		by     http.Handler
		policy asn1.ObjectIdentifier
		kind   comity.Kind
		want   string
	}{
		"wrong nonce":        {by: tampered(right, func(r *stamp.Request) { r.Nonce = big.NewInt(5) }), kind: comity.Negative, want: "nonce"},
		"no nonce":           {by: tampered(right, func(r *stamp.Request) { r.Nonce = nil }), kind: comity.Negative, want: "nonce"},
		"wrong imprint":      {by: tampered(right, func(r *stamp.Request) { r.Imprint.Hash[0] ^= 1 }), kind: comity.Negative, want: "imprints differ"},
		"no certificates":    {by: tampered(right, func(r *stamp.Request) { r.Certificates = false }), kind: comity.Negative, want: "certificate"},
		"wrong authority":    {by: with(other.Authority(t, "Time", nil)), kind: comity.Negative, want: "trusted root"},
		"a signer's key":     {by: with(root.Signer(t, "Signer", nil)), kind: comity.Negative, want: "not a timestamp authority's"},
		"expired":            {by: with(root.Authority(t, "Time", func(c *x509.Certificate) { c.NotAfter = cmstest.Noon.Add(-time.Hour) })), kind: comity.Negative, want: "not valid"},
		"another policy":     {by: tampered(right, func(r *stamp.Request) { r.Policy = nil }), policy: asn1.ObjectIdentifier{2, 999, 4}, kind: comity.Negative, want: "policy"},
		"refused the policy": {by: right, policy: asn1.ObjectIdentifier{2, 999, 4}, kind: comity.Fault, want: "does not stamp under the policy"},
		"its clock is wrong": {by: stamp.Authority{Signer: right.Signer, Now: func() time.Time { return cmstest.Noon.Add(time.Hour) }}, kind: comity.Negative, want: "away from this computer's"},
		"not an authority":   {by: http.NotFoundHandler(), kind: comity.Fault, want: "status 404"},
		"nonsense": {by: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/timestamp-reply")
			_, _ = io.WriteString(w, "nonsense")
		}), kind: comity.Negative, want: "form"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ask(t, c.by, root.Pool(), c.policy)
			if err == nil || comity.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Stamp = %v (kind %d); want %q", err, comity.KindOf(err), c.want)
			}
		})
	}
}

func TestAuthorityRefuses(t *testing.T) {
	root := cmstest.NewRoot(t, "Time root")
	a := stamp.Authority{Signer: root.Authority(t, "Time", nil), Now: noon}
	sha1 := stamp.Request{Version: 1, Imprint: cms.NewImprint(imprint)}
	sha1.Imprint.Algorithm.Algorithm, sha1.Imprint.Hash = asn1.ObjectIdentifier{1, 3, 14, 3, 2, 26}, make([]byte, 20)
	der, err := asn1.Marshal(sha1)
	if err != nil {
		t.Fatal(err)
	}
	for _, query := range [][]byte{nil, []byte("x"), der, append(der, 0)} {
		answer, err := a.Answer(query)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := stamp.Check(answer, stamp.Request{Imprint: cms.NewImprint(imprint)}, root.Pool(), cmstest.Noon); comity.KindOf(err) != comity.Fault {
			t.Errorf("%x: %v", query, err)
		}
	}
	w := httptest.NewRecorder()
	a.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusUnsupportedMediaType {
		t.Errorf("GET: status %d", w.Code)
	}
}

// openssl reads our answers, and we read its: the second authority.
func TestOpenSSLTimestamps(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	root := cmstest.NewRoot(t, "Time root")
	signer := root.Authority(t, "Time", nil)
	dir := t.TempDir()
	write := func(name, kind string, der []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	key, err := x509.MarshalPKCS8PrivateKey(signer.Signer)
	if err != nil {
		t.Fatal(err)
	}
	write("tsa.key", "PRIVATE KEY", key)
	write("tsa.pem", "CERTIFICATE", signer.Chain[0].Raw)
	write("root.pem", "CERTIFICATE", root.Cert.Raw)
	conf := "[tsa]\nserial=serial\nsigner_cert=tsa.pem\nsigner_key=tsa.key\nsigner_digest=sha256\ndefault_policy=2.999.7\ndigests=sha256\naccuracy=secs:1\ness_cert_id_alg=sha256\n"
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "tsa.conf"), []byte(conf), 0o600), os.WriteFile(filepath.Join(dir, "serial"), []byte("01\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	run := func(ctx context.Context, args ...string) error {
		cmd := exec.CommandContext(ctx, openssl, args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Logf("openssl %v: %s", args, out)
		}
		return err
	}
	theirs := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query, err := io.ReadAll(r.Body)
		err = errors.Join(err, os.WriteFile(filepath.Join(dir, "q.tsq"), query, 0o600),
			run(r.Context(), "ts", "-reply", "-config", "tsa.conf", "-section", "tsa", "-queryfile", "q.tsq", "-out", "r.tsr"))
		answer, readErr := os.ReadFile(filepath.Join(dir, "r.tsr"))
		if errors.Join(err, readErr) != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/timestamp-reply")
		_, _ = w.Write(answer)
	})
	srv := httptest.NewServer(theirs)
	defer srv.Close()
	c, err := stamp.New(stamp.Config{URL: srv.URL, Roots: root.Pool(), Now: time.Now}) // openssl has its own clock
	if err != nil {
		t.Fatal(err)
	}
	if time.Now().After(cmstest.From) && time.Now().Before(cmstest.To) {
		if _, err := c.Stamp(t.Context(), imprint); err != nil {
			t.Errorf("a token of openssl's: %v", err)
		}
	}
	token, err := ask(t, stamp.Authority{Signer: signer, Now: noon}, root.Pool(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "t.tst"), token, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), "ts", "-verify", "-digest", imprint.String(), "-token_in", "-in", "t.tst", "-CAfile", "root.pem"); err != nil {
		t.Errorf("our token: %v", err)
	}
}

func FuzzCheck(f *testing.F) {
	root := cmstest.NewRoot(f, "Time root")
	a := stamp.Authority{Signer: root.Authority(f, "Time", nil), Now: noon}
	q := stamp.Request{Version: 1, Imprint: cms.NewImprint(imprint), Certificates: true}
	query, err := asn1.Marshal(q)
	if err != nil {
		f.Fatal(err)
	}
	answer, err := a.Answer(query)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(answer)
	f.Fuzz(func(t *testing.T, b []byte) {
		token, err := stamp.Check(b, q, root.Pool(), cmstest.Noon)
		if err != nil {
			return
		}
		if s, err := cms.VerifyToken(token, imprint, root.Pool()); err != nil || !s.Time.Equal(cmstest.Noon) {
			t.Errorf("an answer was taken whose token is not: %v", err)
		}
	})
}
