package casefile

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"

	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/disk"
)

// HandedItem is an item of the nexus that a pack tells of. In the case's own list it
// stands under a tag, unless it is a subject, whose id says nothing: an account or an
// address must not outlive the exhibit that it was read in.
type HandedItem struct {
	Kind string `json:"kind"`
	Item string `json:"item"`
}

// handed is packs/<digest>.json: what an act handed over.
type handed struct {
	Items    []HandedItem    `json:"items"`
	Exhibits []comity.Digest `json:"exhibits,omitempty"` // of which it shows rows; left out by an older version: any may be
}

func (h *handed) text() ([]byte, error) {
	if h.Items == nil {
		h.Items = []HandedItem{}
	}
	b, err := json.MarshalIndent(h, "", " ")
	return append(comity.QuietJSON(b), '\n'), err
}

// holds reports whether it shows rows of an exhibit, or may.
func (h *handed) holds(exhibit comity.Digest) bool {
	return len(h.Exhibits) == 0 || slices.Contains(h.Exhibits, exhibit)
}

// tagger names items by tags that are the same in one case and tell nobody else anything.
type tagger struct{ key [32]byte }

// tagger uses the key of the case's card tokens, in a domain of its own.
func (c *Case) tagger() (tagger, error) {
	key, err := c.keys.Get(tokenKeyID())
	if err != nil {
		return tagger{}, comity.Wrapf("the case's card-token key: %w", err)
	}
	return tagger{key}, nil
}

// tag is # and 32 letters from a to p, four bits each: half of HMAC-SHA-256 over "comity handed
// item v1", the kind and the item, parted by zero bytes. Digits would at times look like a card's.
func (t tagger) tag(kind, item string) string {
	m := hmac.New(sha256.New, t.key[:])
	m.Write([]byte("comity handed item v1\x00" + kind + "\x00" + item))
	out := []byte("#")
	for _, b := range m.Sum(nil)[:16] {
		out = append(out, 'a'+b>>4, 'a'+b&15)
	}
	return string(out)
}

// tagged are items as the case lists them.
func (t tagger) tagged(items []HandedItem) []HandedItem {
	out := make([]HandedItem, len(items))
	for i, it := range items {
		out[i] = it
		if it.Kind != kindSubject {
			out[i].Item = t.tag(it.Kind, it.Item)
		}
	}
	return out
}

// handed is what an act handed over.
func (c *Case) handed(b *handoverBody) (*handed, error) {
	text, err := disk.ReadFile(c.fsys, itemsName(b.Items))
	if err != nil && disk.Loss(err) == comity.Fault {
		return nil, comity.Errorf(comity.Fault, "read what was handed over, %s: %w", itemsName(b.Items), err)
	}
	if err != nil || comity.DigestOf(text) != b.Items {
		return nil, comity.Errorf(comity.Negative, "the list of what was handed over, %s, is gone or altered", itemsName(b.Items)).WithHint("%s", verifyHint)
	}
	h := &handed{}
	if err := json.Unmarshal(text, h); err != nil || len(h.Items) != b.Count {
		return nil, comity.Errorf(comity.Negative, "%s cannot be read", itemsName(b.Items))
	}
	return h, nil
}

// handedOn are the rows of a pack, or of a disclosure, that rests on what was left out:
// one of the pack itself, and one of each subject in it that rested on it.
func (c *Case) handedOn(a act.Act, x *asideBody, rests func(item string) (bool, error)) ([]SaidRow, error) {
	var b handoverBody
	if err := a.Decode(&b); err != nil {
		return nil, err
	}
	h, err := c.handed(&b)
	if err != nil || !h.holds(x.Exhibit) {
		return nil, err
	}
	row := SaidRow{Act: a.Seq, Time: a.Time.Time(), Kind: a.Kind, State: b.To, Item: fmt.Sprintf("%s %06d", a.Kind, a.Seq), File: b.File}
	out := []SaidRow{row}
	for _, it := range h.Items {
		if it.Kind != kindSubject {
			continue
		}
		on, err := rests(it.Item)
		if err != nil {
			return nil, err
		}
		if on {
			row.Item, row.File = it.Item, comity.Digest{}
			out = append(out, row)
		}
	}
	return out, nil
}

// handsOver reports whether acts of a kind hand something over.
func handsOver(kind string) bool { return kind == actPack || kind == actDisclose || kind == actProfile }

// restOn tells of items that act seq spoke of whether they rested on what was left out.
func (c *Case) restOn(ctx context.Context, seq int64, x *asideBody, named map[string]bool, runs map[comity.Digest]*traced) func(string) (bool, error) {
	return func(item string) (bool, error) {
		if named[item] {
			return true, nil
		}
		return c.restedThen(ctx, seq, item, x, runs)
	}
}
