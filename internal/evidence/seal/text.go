package seal

import (
	"bytes"
	"encoding/base64"
	"strings"

	"github.com/transparency-dev/formats/log"
	tlog "github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/note"

	"comity/internal/comity"
)

// Origin is the first line of a tree's checkpoint: it names the exhibit, and the
// stream inside it as citations do.
func Origin(exhibit comity.Digest, inner string) string {
	name := "comity.nl/exhibit/" + exhibit.String()
	if inner != "" {
		name += "!" + inner
	}
	return name
}

// Checkpoint signs size and root of a tree (C2SP tlog-checkpoint) under its origin.
func (t *Tree) Checkpoint(origin string, by note.Signer) ([]byte, error) {
	text := log.Checkpoint{Origin: origin, Size: uint64(t.Leaves), Hash: t.Root[:]}.Marshal()
	signed, err := note.Sign(&note.Note{Text: string(text)}, by)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "sign the checkpoint of a row tree: %w", err)
	}
	return signed, nil
}

// Text is p as a C2SP tlog-proof (https://c2sp.org/tlog-proof) under a signed
// checkpoint. Its extra data is salt and bytes of the leaf, whose RFC 6962 leaf
// hash is the leaf's.
func (p *Proof) Text(checkpoint []byte) []byte {
	out := tlog.TLogProof{Index: uint64(p.Leaf.Index), Checkpoint: checkpoint, ExtraData: append(p.Leaf.Salt[:], p.Leaf.Bytes...)}
	for _, h := range p.Path {
		out.Hashes = append(out.Hashes, h)
	}
	return out.Marshal()
}

// ReadProof reads what Text writes and verifies it: the signature by vkey, a
// note verifier key, the checkpoint's origin, and the leaf under its root. The
// leaf's offset is unknown. Anything that does not hold is a Negative error.
func ReadProof(text []byte, origin, vkey string) (Proof, error) {
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return Proof{}, comity.Errorf(comity.Input, "verifier key %.120q: %w", vkey, err)
	}
	p, checkpoint, err := parseProof(text)
	if err != nil {
		return Proof{}, err
	}
	cp, _, _, err := log.ParseCheckpoint(checkpoint, origin, v)
	if err != nil {
		return Proof{}, comity.Errorf(comity.Negative, "proof: %w", err)
	}
	if len(cp.Hash) != len(comity.Digest{}) || cp.Size > 1<<maxLevel {
		return Proof{}, comity.Errorf(comity.Negative, "proof: its checkpoint is none of a row tree")
	}
	p.Leaves = int64(cp.Size)
	return p, p.Verify(comity.Digest(cp.Hash))
}

// parseProof takes the text apart. It reads lines of any length, as leaves have them.
func parseProof(text []byte) (p Proof, checkpoint []byte, err error) {
	head, checkpoint, ok := bytes.Cut(text, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !ok || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return p, nil, comity.Errorf(comity.Negative, "proof: it is not of the form of a tlog-proof with the leaf in it")
	}
	strict := base64.StdEncoding.Strict()
	extra, isExtra := strings.CutPrefix(lines[1], "extra ")
	record, err := strict.DecodeString(extra)
	if err != nil || !isExtra || len(record) <= SaltSize || len(record) > SaltSize+MaxLeaf {
		return p, nil, comity.Errorf(comity.Negative, "proof: line 2 is no leaf with its salt")
	}
	index, isIndex := strings.CutPrefix(lines[2], "index ")
	n, ok := number([]byte(index))
	if !isIndex || !ok {
		return p, nil, comity.Errorf(comity.Negative, "proof: line 3 is no index")
	}
	p.Leaf = Leaf{Index: n, Salt: [SaltSize]byte(record), Bytes: record[SaltSize:]}
	for i, line := range lines[3:] {
		h, err := strict.DecodeString(line)
		if err != nil || len(h) != len(comity.Digest{}) || i > 64 {
			return p, nil, comity.Errorf(comity.Negative, "proof: line %d is no hash", i+4)
		}
		p.Path = append(p.Path, comity.Digest(h))
	}
	return p, checkpoint, nil
}
