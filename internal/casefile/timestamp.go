package casefile

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/stamp"
)

// stampPatience is how long a timestamp authority is waited for.
const stampPatience = 10 * time.Second

// timestamping is the table [timestamp] of node.toml: who vouches for the time of packs.
type timestamping struct {
	URL    string `toml:"url"`              // http or https
	Roots  string `toml:"roots"`            // PEM file of the authority's roots, beside node.toml
	Policy string `toml:"policy,omitempty"` // asked for and then required: numbers with dots between
}

// Stamper asks the timestamp authority that node.toml names, and says who that is; nil where it names none.
func (h *Handover) Stamper() (*stamp.Client, string, error) { return h.c.node.Stamper() }

// Stamper asks the timestamp authority that node.toml names, and says who that is; nil where it names none.
func (n *Node) Stamper() (*stamp.Client, string, error) {
	set := n.timestamp
	if set == nil {
		return nil, "", nil
	}
	if u, err := url.Parse(set.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return nil, "", badStamp("url is none of http or https")
	}
	policy, err := objectID(set.Policy)
	if err != nil {
		return nil, "", err
	}
	roots, name, err := n.stampRoots(set.Roots)
	if err != nil {
		return nil, "", err
	}
	c, err := stamp.New(stamp.Config{URL: set.URL, Roots: roots, Policy: policy, HTTP: &http.Client{Timeout: stampPatience}, Now: n.cfg.Now, Rand: n.cfg.Rand})
	return c, fmt.Sprintf("%s, %s", name, set.URL), err
}

// Authorities are the roots of timestamp authorities that this node believes: those of node.toml alone, since a partner's root vouches for its
// signatures and for no time. nil: none.
func (n *Node) Authorities() (*x509.CertPool, error) {
	if n.timestamp == nil {
		return nil, nil
	}
	pool, _, err := n.stampRoots(n.timestamp.Roots)
	return pool, err
}

// stampRoots reads the pinned roots, and the name of the first.
func (n *Node) stampRoots(name string) (*x509.CertPool, string, error) {
	if name == "" || !filepath.IsLocal(name) {
		return nil, "", badStamp("roots names no file beside node.toml")
	}
	rest, err := disk.ReadFile(n.fsys, filepath.ToSlash(name))
	if err != nil {
		return nil, "", comity.Errorf(comity.Input, "%s: [timestamp]: roots: %w", nodeFile, err).WithHint("roots is a PEM file in the folder of node.toml")
	}
	pool, who := x509.NewCertPool(), ""
	for block, rest := pem.Decode(rest); block != nil; block, rest = pem.Decode(rest) {
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil || block.Type != "CERTIFICATE" {
			return nil, "", badStamp("roots holds what is no certificate")
		}
		pool.AddCert(cert)
		who = first(who, cert.Subject.CommonName, cert.Subject.String())
	}
	if who == "" {
		return nil, "", badStamp("roots holds no certificate")
	}
	return pool, who, nil
}

// objectID reads numbers with dots between; "" is none.
func objectID(s string) (asn1.ObjectIdentifier, error) {
	if s == "" {
		return nil, nil
	}
	var out asn1.ObjectIdentifier
	for part := range strings.SplitSeq(s, ".") {
		n, err := strconv.ParseUint(part, 10, 31)
		if err != nil {
			return nil, badStamp("policy is no object identifier")
		}
		out = append(out, int(n))
	}
	if len(out) < 2 {
		return nil, badStamp("policy is no object identifier")
	}
	return out, nil
}

func badStamp(why string) error {
	return comity.Errorf(comity.Input, "%s: [timestamp]: %s", nodeFile, why).
		WithHint("url is the authority's address, roots a PEM file beside node.toml, policy (optional) such as 1.3.6.1.4.1.99999.1; --no-timestamp makes the pack without (B-B)")
}
