package witness

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"comity/internal/comity"
)

// MaxRequest bounds a request, in bytes; and maxProof the lines of its proof: a
// tree has no more levels.
const (
	MaxRequest = 16 << 10
	maxProof   = 63
)

// Request asks a witness to co-sign a checkpoint: what a log posts, or sends as a file.
type Request struct {
	Old        uint64          // size of the checkpoint that the witness co-signed last, 0 for none
	Proof      []comity.Digest // that the tree of that size is the beginning of the new one; RFC 6962, section 2.1.2
	Checkpoint []byte          // signed note
}

// Marshal writes r as the body of add-checkpoint in C2SP tlog-witness.
func (r Request) Marshal() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "old %d\n", r.Old)
	for _, h := range r.Proof {
		fmt.Fprintln(&b, base64.StdEncoding.EncodeToString(h[:]))
	}
	b.WriteByte('\n')
	b.Write(r.Checkpoint)
	return b.Bytes()
}

// ParseRequest reads what Marshal writes; anything else is an Input error.
func ParseRequest(b []byte) (Request, error) {
	if len(b) > MaxRequest {
		return Request{}, comity.Errorf(comity.Input, "request for a cosignature has more than %d bytes", MaxRequest)
	}
	head, checkpoint, found := strings.Cut(string(b), "\n\n")
	lines := strings.Split(head, "\n")
	size, old := strings.CutPrefix(lines[0], "old ")
	if !found || !old || len(lines) > 1+maxProof {
		return Request{}, comity.Errorf(comity.Input, "request for a cosignature does not have the form old SIZE, proof, empty line, checkpoint")
	}
	r := Request{Checkpoint: []byte(checkpoint)}
	var err error
	if r.Old, err = strconv.ParseUint(size, 10, 63); err != nil || size != strconv.FormatUint(r.Old, 10) {
		return Request{}, comity.Errorf(comity.Input, "request for a cosignature: %.40q is no size", size)
	}
	for i, l := range lines[1:] {
		h, err := base64.StdEncoding.Strict().DecodeString(l)
		if err != nil || len(h) != len(comity.Digest{}) {
			return Request{}, comity.Errorf(comity.Input, "request for a cosignature: line %d is no hash in base64", i+2)
		}
		r.Proof = append(r.Proof, comity.Digest(h))
	}
	return r, nil
}
