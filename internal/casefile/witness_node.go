package casefile

import (
	"context"

	"comity/internal/comity"
	"comity/internal/evidence/log/proof"
	"comity/internal/evidence/log/witness"
)

// WitnessDir is the folder of a node's home that holds what it co-signed for partners.
const WitnessDir = "witness"

// Witness is the node as a witness of the logs that node.toml lists. told is called
// with what is kept of a log's misbehaviour; nil: nobody.
func (n *Node) Witness(told func(origin string, m witness.Misbehaviour)) (*witness.Witness, error) {
	if len(n.witnessed) == 0 {
		return nil, comity.Errorf(comity.Input, "%s lists no log to co-sign", nodeFile).
			WithHint("write [[witness.log]] with key = \"…\" for each partner; the partner prints it: comity witness show")
	}
	key, err := n.keys.Witness()
	if err != nil {
		return nil, err
	}
	return witness.Open(witness.Config{FS: n.fsys, Dir: WitnessDir, Logs: n.witnessed, Told: told,
		Cosign: func(text []byte) ([]byte, error) { return key.Cosign(text, n.now()) }})
}

// CosignFile answers a partner's request that came as a file: the signature line.
func (n *Node) CosignFile(ctx context.Context, request []byte) ([]byte, error) {
	w, err := n.Witness(nil)
	if err != nil {
		return nil, err
	}
	r, err := witness.ParseRequest(request)
	if err != nil {
		return nil, err
	}
	return w.AddCheckpoint(ctx, r)
}

// AskWitness is what a partner is sent as a file; from is how many entries the
// partner says that it has seen, negative for as many as we know of.
func (n *Node) AskWitness(ctx context.Context, name string, from int64) ([]byte, error) {
	if n.book == nil {
		return nil, errNoPartner
	}
	r, err := n.book.Request(ctx, name, from)
	if err != nil {
		return nil, err
	}
	return r.Marshal(), nil
}

// TakeCosignature keeps a partner's answer to a file. It returns how many entries
// the checkpoint covers, and its standing now.
func (n *Node) TakeCosignature(ctx context.Context, answer []byte) (uint64, proof.Standing, error) {
	if n.book == nil {
		return 0, proof.Standing{}, errNoPartner
	}
	return n.book.Take(ctx, answer)
}

var errNoPartner = comity.Errorf(comity.Input, "%s names no partner that co-signs", nodeFile).
	WithHint("write [witness] with country and quorum, and [[witness.partner]] with name, country, key and url")

// WitnessReport is what `comity witness show --json` prints.
type WitnessReport struct {
	Log       string         `json:"log"`       // verifier key of our log, for partners who co-sign it
	Key       string         `json:"key"`       // under which we co-sign, for partners' policies
	Policy    *proof.Policy  `json:"policy"`    // null: no partner is named
	Newest    *NewestSeen    `json:"newest"`    // the largest checkpoint of ours that is kept; null: none
	Witnessed []WitnessedLog `json:"witnessed"` // logs that we co-sign, in the order of node.toml
}

// NewestSeen is a checkpoint of our log and whoever co-signed it.
type NewestSeen struct {
	Size     uint64         `json:"size"`
	Standing proof.Standing `json:"standing"`
}

// WitnessedLog is a partner's log as far as we have seen it.
type WitnessedLog struct {
	Log          string `json:"log"`
	Size         uint64 `json:"size"`
	Misbehaviour int    `json:"misbehaviour"` // checkpoints kept that do not fit
}

// Witnessing tells who co-signs our log and whose we co-sign. No partner is asked.
func (n *Node) Witnessing(ctx context.Context) (rep WitnessReport, err error) {
	logKey, err := n.keys.Log()
	if err != nil {
		return rep, err
	}
	key, err := n.keys.Witness()
	if err != nil {
		return rep, err
	}
	rep = WitnessReport{Log: logKey.String(), Key: key.Key(), Witnessed: []WitnessedLog{}}
	if n.book != nil {
		if err := n.newest(&rep); err != nil {
			return rep, err
		}
	}
	if len(n.witnessed) == 0 {
		return rep, nil
	}
	w, err := n.Witness(nil)
	if err != nil {
		return rep, err
	}
	rep.Witnessed, err = seenLogs(ctx, w)
	return rep, err
}

func (n *Node) newest(rep *WitnessReport) error {
	policy := n.book.Policy()
	rep.Policy = &policy
	kept, err := n.book.Kept()
	if err != nil || len(kept) == 0 {
		return err
	}
	last := kept[len(kept)-1]
	s, err := policy.Judge([]byte(last.Text))
	rep.Newest = &NewestSeen{last.Size, s}
	return err
}

func seenLogs(ctx context.Context, w *witness.Witness) ([]WitnessedLog, error) {
	out := []WitnessedLog{}
	for _, origin := range w.Origins() {
		last, err := w.Last(ctx, origin)
		if err != nil {
			return nil, err
		}
		bad, err := w.Misbehaviour(origin)
		if err != nil {
			return nil, err
		}
		out = append(out, WitnessedLog{origin, last.Size, len(bad)})
	}
	return out, nil
}
