package history

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"

	"comity/internal/comity"
	"comity/internal/evidence/log/proof"
	"comity/internal/evidence/sign"
)

// ReceiptDir is the folder of a case, and below custody/ of a pack, that holds receipts.
const ReceiptDir = "receipts"

// MaxFile is how many bytes a file of a case has at the most that is read whole, such as a description or a receipt.
const MaxFile = 64 << 20

// Receipt is receipts/<seq>.json: the salt under which the head of the acts
// went into the node's log, and the proof that it did. The salt is durable
// before the log learns of the head, so every entry of this case in the log
// can be opened; one that cannot shows a rewound or forked case.
type Receipt struct {
	Seq     int64          `json:"seq"` // of the act that was the head
	Act     comity.Digest  `json:"act"`
	Salt    Salt           `json:"salt"`
	Prev    comity.Digest  `json:"prev,omitzero"`     // head that the log was given before, salted; zero for the first
	Receipt *proof.Receipt `json:"receipt,omitempty"` // absent: asked for, but not known to be in the log
}

// Salt is 16 random bytes, in hex.
type Salt [16]byte

// MarshalText implements encoding.TextMarshaler.
func (s Salt) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(s[:])), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Salt) UnmarshalText(b []byte) error {
	if len(b) != 2*len(s) {
		return comity.Errorf(comity.Input, "salt has %d digits", len(b))
	}
	_, err := hex.Decode(s[:], b)
	return err
}

// Entry is what the log holds of the case with this id.
func (r *Receipt) Entry(id string) proof.Entry {
	return proof.Entry{Case: id, Seq: r.Seq, Head: proof.Head(r.Salt[:], r.Act), Prev: r.Prev}
}

// ReceiptName is where the receipt of act seq lies in the case.
func ReceiptName(seq int64) string { return path.Join(ReceiptDir, fmt.Sprintf("%06d.json", seq)) }

// Bytes is the content of the receipt's file.
func (r *Receipt) Bytes() ([]byte, error) {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "write a receipt: %w", err)
	}
	return append(b, '\n'), nil
}

// ParseReceipt reads what Bytes gives and nothing else, so that no byte of a
// receipt can change unnoticed.
func ParseReceipt(b []byte) (Receipt, error) {
	var r Receipt
	if err := sign.Read(b, &r); err != nil {
		return r, comity.Errorf(comity.Negative, "it cannot be read: %w", err)
	}
	again, err := r.Bytes()
	if err == nil && !bytes.Equal(again, b) {
		err = comity.Errorf(comity.Negative, "it is not in the form in which receipts are written")
	}
	return r, err
}
