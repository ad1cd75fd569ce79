package court

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"sync"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/log"
	"comity/internal/evidence/log/cosign"
	"comity/internal/evidence/log/proof"
	"comity/internal/evidence/log/witness"
	"comity/internal/evidence/sign"
)

// callers is how many cases of a node act at once: what they say is put into the log, and co-signed, together.
const callers = 1024

// acts measures how many acts a second a witness's cosignature covers, and is kept.
func (b *bench) acts(ctx context.Context, out *Report) error {
	n, err := b.node()
	if err != nil {
		return err
	}
	defer n.witness.Close()
	l, err := log.Open(log.Config{Path: n.log, Signer: n.keys.LogSigner, Timeout: time.Minute})
	if err != nil {
		return err
	}
	var heads, whole []float64
	for r := range b.cfg.Rounds {
		h, err := b.round(ctx, n, l, n.head)
		if err == nil {
			var w float64
			w, err = b.round(ctx, n, l, n.act)
			heads, whole = append(heads, h), append(whole, w)
		}
		if err != nil {
			return errors.Join(err, l.Close(ctx))
		}
		b.say("round %d: %.0f heads of acts a second, %.0f acts", r+1, heads[r], whole[r])
	}
	out.Heads, out.Acts = median(heads), median(whole)
	return l.Close(ctx)
}

// node is one with a log, and a witness of another country that is asked over HTTP.
type node struct {
	dir, log string
	keys     *sign.Keys
	book     *cosign.Book
	witness  *httptest.Server
}

func (b *bench) node() (*node, error) {
	n := &node{dir: filepath.Join(b.dir, "node")}
	n.log = filepath.Join(n.dir, log.Dir)
	var err error
	if n.keys, err = b.keys("node", "it.example"); err != nil {
		return nil, err
	}
	public, err := n.keys.Log()
	if err != nil {
		return nil, err
	}
	w, at, err := b.witness(public.String())
	if err != nil {
		return nil, err
	}
	n.witness = httptest.NewServer(at)
	address, err := url.Parse(n.witness.URL)
	if err != nil {
		return nil, err
	}
	n.book, err = cosign.Open(cosign.Config{FS: disk.OS(n.dir), Log: n.log, LogKey: public.String(), Country: "IT", Quorum: 1, Now: time.Now,
		Timeout: time.Minute, Partners: []cosign.Partner{{Witness: w, URL: address}}})
	return n, err
}

func (b *bench) keys(dir, name string) (*sign.Keys, error) {
	fsys := disk.OS(b.dir)
	if err := disk.MkdirAll(fsys, dir, 0o700); err != nil {
		return nil, err
	}
	return sign.Open(sign.Config{FS: disk.OS(filepath.Join(b.dir, dir)), Name: name})
}

func (b *bench) witness(logKey string) (proof.Witness, http.Handler, error) {
	keys, err := b.keys("witness", "fr.example")
	if err != nil {
		return proof.Witness{}, nil, err
	}
	cosigner, err := keys.Witness()
	if err != nil {
		return proof.Witness{}, nil, err
	}
	w, err := witness.Open(witness.Config{FS: disk.OS(filepath.Join(b.dir, "witness")), Dir: "witness", Logs: []string{logKey},
		Cosign: func(text []byte) ([]byte, error) { return cosigner.Cosign(text, time.Now()) }})
	if err != nil {
		return proof.Witness{}, nil, err
	}
	failed := func(err error) { b.say("witness: %v", err) }
	return proof.Witness{Name: "fr", Country: "FR", Key: cosigner.Key()}, w.Handler(failed), nil
}

// round lets each caller act again and again; every act counts that a kept cosignature covers.
func (b *bench) round(ctx context.Context, n *node, l *log.Log, next func(ctx context.Context, c *caller) (proof.Entry, error)) (float64, error) {
	each := max(1, b.cfg.Acts/callers)
	many := min(callers, b.cfg.Acts)
	errs := make([]error, many)
	var group sync.WaitGroup
	begun := time.Now()
	for i := range many {
		group.Go(func() {
			c := &caller{id: fmt.Sprintf("%032x", i)}
			for range each {
				if errs[i] = n.record(ctx, l, c, next); errs[i] != nil {
					return
				}
			}
		})
	}
	group.Wait()
	return float64(many*each) / time.Since(begun).Seconds(), errors.Join(errs...)
}

// caller is a case that acts.
type caller struct {
	id    string
	seq   int64
	chain *act.Chain
}

// record puts what next gives into the log and waits until a partner co-signed it.
func (n *node) record(ctx context.Context, l *log.Log, c *caller, next func(context.Context, *caller) (proof.Entry, error)) error {
	e, err := next(ctx, c)
	if err != nil {
		return err
	}
	r, err := l.Add(ctx, e)
	if err != nil {
		return err
	}
	rep, err := n.book.Cover(ctx, r.Index+1)
	if err == nil && !rep.Standing.Met {
		err = fmt.Errorf("entry %d is not co-signed: %v", r.Index, rep.Failed)
	}
	return err
}

// head is one of acts that were written before.
func (n *node) head(_ context.Context, c *caller) (proof.Entry, error) {
	c.seq++
	return proof.Entry{Case: c.id, Seq: c.seq, Head: comity.DigestOf([]byte(c.id))}, nil
}

// act signs an act and writes it, durably.
func (n *node) act(ctx context.Context, c *caller) (proof.Entry, error) {
	if c.chain == nil {
		var err error
		c.chain, err = act.Open(act.Config{FS: disk.OS(n.dir), Dir: "acts/" + c.id, Case: c.id, Signer: n.keys, Now: time.Now})
		if err != nil {
			return proof.Entry{}, err
		}
	}
	a, err := c.chain.Append(ctx, act.Draft{Actor: "A. Rossi", Purpose: "bench", Kind: "note", Body: map[string]string{"text": "tulips are planted"}})
	return proof.Entry{Case: c.id, Seq: a.Seq, Head: a.Digest}, err
}
