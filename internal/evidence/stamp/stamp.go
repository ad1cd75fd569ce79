// Package stamp asks RFC 3161 timestamp authorities, and is a small one itself for tests and isolated networks.
//
// A token is taken only after every check that such an answer needs: that it is over the digest sent, with the nonce
// sent, under the policy asked for, with its certificates, from an authority under a pinned root, at about this time.
package stamp

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"io"
	"math/big"
	"mime"
	"net/http"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/cms"
)

// The media types of RFC 3161, 3.4.
const (
	queryType = "application/timestamp-query"
	replyType = "application/timestamp-reply"
)

// Stamper obtains tokens: what cms.Sign asks.
type Stamper = cms.Stamper

// Config says whom to ask, and whom to believe.
type Config struct {
	URL    string                // http or https; plain HTTP is usual, since a token proves itself
	Roots  *x509.CertPool        // pinned roots of the authority
	Policy asn1.ObjectIdentifier // asked for, and then required; nil takes any
	HTTP   *http.Client          // nil: one that gives up after 30 seconds
	Now    func() time.Time      // nil: time.Now
	Rand   io.Reader             // nil: crypto/rand
}

// Client asks one authority. It is safe for parallel use.
type Client struct{ cfg Config }

// New returns a client. A missing address or root is a Usage error.
func New(cfg Config) (*Client, error) {
	if cfg.URL == "" || cfg.Roots == nil {
		return nil, comity.Errorf(comity.Usage, "timestamps: the authority's address and its root are both needed")
	}
	if cfg.HTTP == nil {
		cfg.HTTP = &http.Client{Timeout: 30 * time.Second}
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Rand == nil {
		cfg.Rand = rand.Reader
	}
	return &Client{cfg}, nil
}

// Stamp returns a token over imprint. An authority that can't be reached or refuses is a Fault; an answer that does not
// stand the checks is Negative.
func (c *Client) Stamp(ctx context.Context, imprint comity.Digest) ([]byte, error) {
	nonce, err := c.nonce()
	if err != nil {
		return nil, err
	}
	ask := Request{Version: 1, Imprint: cms.NewImprint(imprint), Policy: c.cfg.Policy, Nonce: nonce, Certificates: true}
	der, err := asn1.Marshal(ask)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "write timestamp query: %w", err)
	}
	reply, err := c.post(ctx, der)
	if err != nil {
		return nil, err
	}
	return Check(reply, ask, c.cfg.Roots, c.cfg.Now())
}

// nonce is 64 random bits, the first one set so that the number always has one length.
func (c *Client) nonce() (*big.Int, error) {
	var b [8]byte
	if _, err := io.ReadFull(c.cfg.Rand, b[:]); err != nil {
		return nil, comity.Errorf(comity.Fault, "timestamps: no randomness: %w", err)
	}
	b[0] |= 0x40
	return new(big.Int).SetBytes(b[:]), nil
}

// is reports whether a message is of a media type, whatever parameters and capitals it is named with.
func is(h http.Header, want string) bool {
	got, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	return err == nil && got == want
}

func (c *Client) post(ctx context.Context, query []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.cfg.URL, bytes.NewReader(query))
	if err != nil {
		return nil, comity.Errorf(comity.Usage, "timestamp authority's address: %w", err)
	}
	req.Header.Set("Content-Type", queryType)
	resp, err := c.cfg.HTTP.Do(req)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "ask the timestamp authority: %w", err).
			WithHint("packs can be signed without (level B-B), and say so")
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, cms.MaxSize+1))
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return nil, comity.Errorf(comity.Fault, "read the timestamp authority's answer: %w", err)
	}
	if resp.StatusCode != http.StatusOK || !is(resp.Header, replyType) {
		return nil, comity.Errorf(comity.Fault, "the timestamp authority answers with status %d and no timestamp", resp.StatusCode)
	}
	return body, nil
}
