package casefile

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// twin is a description in force that may be of the same bytes.
type twin struct {
	desc description
	id   func(context.Context) (comity.Digest, error)
}

// checkTwins refuses bytes that are in force already as the same kind but are
// to be read differently: a check reads them once, and the second reading
// would be lost without a word. Two members of one archive, or two sheets of
// one workbook, are no such twins.
func (s *sealing) checkTwins(ctx context.Context, i int, p *planned, f *plain) error {
	twins, err := s.twins()
	if err != nil {
		return err
	}
	for _, t := range twins {
		was, is := &t.desc.Source, &p.desc.Source
		if was.Kind != is.Kind || was.Member != is.Member || was.Sheet != is.Sheet || t.desc.Bytes != p.desc.Bytes {
			continue
		}
		diff, err := differences(*was, *is)
		if err != nil {
			return err
		}
		if len(diff) == 0 {
			continue
		}
		if err := s.checkTwin(ctx, i, t, f, diff); err != nil {
			return err
		}
	}
	return nil
}

func (s *sealing) checkTwin(ctx context.Context, i int, t twin, f *plain, diff []string) error {
	was, err := t.id(ctx)
	if err != nil {
		return err
	}
	id, err := f.hash(ctx)
	if err != nil {
		return s.about(i, "path", err)
	}
	if id != was {
		return nil
	}
	return s.about(i, "ref", comity.Errorf(comity.Refused,
		"refused by rule same-bytes-one-reading: the same bytes are sealed as %q with another %s", t.desc.Source.Ref, strings.Join(diff, ", ")).
		WithHint("write supersedes = %q, or seal them once under a basis that covers both; where two hold the same file and both count, put the second with its covering letter into an archive and name it with member", t.desc.Source.Ref))
}

// twins are the exhibits in force once this manifest is sealed, as far as they
// come before the one being validated.
func (s *sealing) twins() (out []twin, err error) {
	gone := map[string]bool{}
	for _, e := range s.m.Exhibits {
		gone[e.Supersedes] = true
	}
	for _, v := range s.c.state.seals {
		if gone[v.body.Ref] || s.c.state.supersededBy(v.body.Ref) != "" {
			continue
		}
		d, err := s.c.describe(v)
		if err != nil {
			return nil, err
		}
		out = append(out, twin{d, func(context.Context) (comity.Digest, error) { return v.body.Exhibit, nil }})
	}
	for i, p := range s.plan {
		if p.prior == nil && !gone[p.exhibit.Ref] {
			out = append(out, twin{p.desc, func(ctx context.Context) (comity.Digest, error) { return s.hashOf(ctx, i) }})
		}
	}
	return out, nil
}

// hashOf reads an exhibit of the manifest that is not stored yet.
func (s *sealing) hashOf(ctx context.Context, i int) (id comity.Digest, err error) {
	f, err := openPlain(s.root, s.m.Exhibits[i].Path)
	if err != nil {
		return id, s.about(i, "path", err)
	}
	defer func() { err = errors.Join(err, f.file.Close()) }()
	return f.hash(ctx)
}

// differences names what differs between two sources, reference and digest
// aside, in the words of a run's manifest, sorted.
func differences(a, b record.Source) ([]string, error) {
	var keys [2]map[string]json.RawMessage
	for i, s := range []record.Source{a, b} {
		s.Ref, s.Exhibit = "", comity.Digest{}
		text, err := json.Marshal(s)
		if err == nil {
			err = json.Unmarshal(text, &keys[i])
		}
		if err != nil {
			return nil, comity.Errorf(comity.Fault, "compare descriptions: %w", err)
		}
	}
	var out []string
	for i, m := range keys {
		for k, v := range m {
			if w, ok := keys[1-i][k]; (!ok || !bytes.Equal(v, w)) && !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
	}
	slices.Sort(out)
	return out, nil
}
