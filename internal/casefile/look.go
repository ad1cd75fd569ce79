package casefile

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"

	"comity/internal/casefile/look"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/disk"
)

// Look is what one line of HOME/looks/<case>.jsonl says: somebody saw personal
// data (Directive (EU) 2016/680, article 25).
type Look = look.Entry

const (
	lookDir  = "looks"
	lookWait = 30 * time.Second // for others that are writing to the log
	lookDay  = 24 * time.Hour
)

// lookAct is the act that a look is.
func lookAct(what string) policy.Act {
	switch a := policy.Act(what); a {
	case policy.Check, policy.Find, policy.Cat, policy.Looks:
		return a
	}
	return policy.Show
}

// look records that the actor, who must be allowed to, is about to see an item, durably. Where that
// fails the look does not happen. The log stays at the node: a copy of the
// case tells nothing about who looked. Whoever asks for a card number is logged
// with its ends.
func (c *Case) look(what, item string) error {
	if err := c.authorise(lookAct(what)); err != nil {
		return err
	}
	err := c.addLook(Look{
		Time: c.node.now(), Actor: c.node.actor, Purpose: c.node.purpose, Case: c.id, What: what, Item: comity.MaskText(item),
	})
	if err != nil {
		return comity.Errorf(comity.Refused, "refused by rule every-look-is-logged: %w", err).
			WithHint("make %s writable for you; nothing was shown", filepath.Join(c.node.home, lookDir))
	}
	return nil
}

// lookFile is the log of the case.
func (c *Case) lookFile() string { return filepath.Join(c.node.home, lookDir, c.id+".jsonl") }

// addLook adds a line that follows on the last one, alone.
func (c *Case) addLook(e Look) (err error) {
	if err := os.MkdirAll(filepath.Join(c.node.home, lookDir), 0o700); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), lookWait)
	defer cancel()
	lock, err := c.node.fsys.Lock(ctx, path.Join(lookDir, lockFile))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	f, err := os.OpenFile(c.lookFile(), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	head, end, err := c.lastLook(f)
	if err != nil {
		return err
	}
	line, err := c.lookLine(head, e)
	if err != nil {
		return err
	}
	if err := addAt(f, end, append(line, '\n')); err != nil || end > 0 {
		return err
	}
	home := disk.OS(c.node.home) // the file is new, and the folder perhaps: acts will name what is in it
	return errors.Join(home.SyncDir(lookDir), home.SyncDir("."))
}

// addAt writes a line at the end of the last whole one: what a killed command left
// behind it was never a look, for nothing was shown.
func addAt(f *os.File, end int64, line []byte) error {
	if err := f.Truncate(end); err != nil {
		return err
	}
	if _, err := f.WriteAt(line, end); err != nil {
		return err
	}
	return f.Sync()
}

func (c *Case) lookLine(at look.Head, e Look) ([]byte, error) {
	if c.node.dataOfficer != nil {
		return look.Seal(at, e, c.node.dataOfficer)
	}
	var salt look.Salt
	if _, err := io.ReadFull(c.node.cfg.Rand, salt[:]); err != nil {
		return nil, err
	}
	return look.Plain(at, e, salt)
}

// lastLook is the place of the last whole line, and where it ends in the file.
func (c *Case) lastLook(f *os.File) (head look.Head, end int64, err error) {
	head = look.Start(c.id)
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return head, 0, err
	}
	from := max(0, info.Size()-2*look.Most-2)
	b := make([]byte, info.Size()-from)
	if _, err := f.ReadAt(b, from); err != nil {
		return head, 0, err
	}
	last := bytes.LastIndexByte(b, '\n')
	if last < 0 {
		return head, 0, nil
	}
	line := b[bytes.LastIndexByte(b[:last], '\n')+1 : last]
	end = from + int64(last) + 1
	if l, err := look.Parse(line); err == nil && l.Seq > 0 {
		return look.Head{Seq: l.Seq, Digest: comity.DigestOf(line)}, end, nil
	}
	n, err := lines(io.NewSectionReader(f, 0, end)) // old or damaged: its number is its place
	return look.Head{Seq: n, Digest: comity.DigestOf(line)}, end, err
}

func lines(r io.Reader) (n int64, err error) {
	_, err = look.Each(r, func([]byte) error { n++; return nil })
	return n, err
}

// looked is one act that names the last look before it.
type looked struct {
	act  int64
	time time.Time
	head comity.Digest
}

func (s *state) addLooked(a act.Act) error {
	var b looksBody
	err := a.Decode(&b)
	s.looks = append(s.looks, looked{act: a.Seq, time: a.Time.Time(), head: b.Head})
	return err
}

// witness has an act name the last look, so that the log of looks cannot be cut or
// exchanged up to there. Where an officer is named every act that follows new
// looks is preceded by one; otherwise one a day is enough.
func (c *Case) witness(ctx context.Context, before string) error {
	if before == actInit {
		return nil
	}
	f, err := os.Open(c.lookFile())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return comity.Errorf(comity.Fault, "read the log of looks: %w", err)
	}
	head, _, err := c.lastLook(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return comity.Errorf(comity.Fault, "read the log of looks: %w", err)
	}
	if !c.state.unwitnessed(head, c.node.now(), c.node.dataOfficer != nil) {
		return nil
	}
	return c.sign(ctx, actLooks, looksBody{Head: head.Digest})
}

// unwitnessed reports whether an act should name the head.
func (s *state) unwitnessed(head look.Head, now time.Time, officer bool) bool {
	since := s.open.Opened
	if n := len(s.looks); n > 0 {
		if s.looks[n-1].head == head.Digest {
			return false
		}
		since = s.looks[n-1].time
	}
	return head.Seq > 0 && (officer || now.Sub(since) >= lookDay)
}

// witnesses are the looks that acts name.
func (s *state) witnesses() map[comity.Digest]int64 {
	out := map[comity.Digest]int64{}
	for _, l := range s.looks {
		out[l.head] = l.act
	}
	return out
}

// lookOf reads one line for a person.
func (c *Case) lookOf(l look.Line, keys []identity) (Look, error) {
	if l.Entry != nil {
		return *l.Entry, nil
	}
	e, err := l.Open(keys)
	if err == nil && e.Case != c.id {
		err = comity.Errorf(comity.Negative, "it is of another case")
	}
	return e, err
}
