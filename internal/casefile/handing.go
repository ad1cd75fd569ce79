package casefile

import (
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"filippo.io/age"

	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/evidence/container"
	"comity/internal/evidence/disk"
	"comity/internal/verify/history"
)

// The kinds of act by which evidence is handed over.
const (
	actPack     = "pack"
	actDisclose = "disclose"
	actProfile  = history.Profile
)

// packDir holds the lists of what was handed over, each named by its digest.
const packDir = "packs"

// partSuffix ends the name of a pack that is not whole, or not recorded, yet.
const partSuffix = ".part"

// HandoverParams say what is handed over and to whom.
type HandoverParams struct {
	To         string   // a state; "": to the defence of Subject
	Subject    string   // whose evidence is disclosed
	Out        string   // the file
	Urgent     bool     // the second signature may follow
	Recipients []string // age recipients; none, of a disclosure: it is not encrypted
}

// Made is what was put into a pack.
type Made struct {
	Items    []HandedItem
	Held     []comity.Digest // exhibits of which it shows rows
	Subrun   comity.Digest
	Exhibits int      // in the pack
	Shown    int64    // leaves
	Withheld int64    // leaves, of all exhibits of the case
	Subjects int64    // of whom evidence is withheld
	Ask      []string // who can permit that it goes along

	Level     string // of the signature: B-B, B-T
	Authority string // that vouches for its time; "": nobody
}

// HandoverReport says what became of it.
type HandoverReport struct {
	Act        int64         `json:"act"`
	Kind       string        `json:"kind"`
	Time       time.Time     `json:"time"`
	To         string        `json:"to,omitempty"`
	Subject    string        `json:"subject,omitempty"`
	File       string        `json:"file"`
	Digest     comity.Digest `json:"digest"` // of the file as it is
	Plain      comity.Digest `json:"plain"`  // before encryption; equal to digest where there was none
	Recipients []string      `json:"recipients"`
	Run        comity.Digest `json:"run"`
	Subrun     comity.Digest `json:"subrun"`
	Items      int           `json:"items"`
	Exhibits   int           `json:"exhibits"`
	Shown      int64         `json:"shown"`
	Withheld   int64         `json:"withheld"`
	Subjects   int64         `json:"subjects_withheld"` // of whom evidence is withheld
	Country    string        `json:"-"`                 // that holds the case
	Ask        []string      `json:"ask,omitempty"`     // who can permit that it goes along

	Level     string `json:"level,omitempty"`     // of the signature: B-B, B-T; left out where the command only finished an earlier one
	Authority string `json:"timestamp,omitempty"` // who vouches for its time
}

// handoverBody is the body of an act that handed something over.
type handoverBody struct {
	To         string        `json:"to,omitempty"`
	Subject    string        `json:"subject,omitempty"`
	File       comity.Digest `json:"file"`  // SHA-256 as it was handed over
	Plain      comity.Digest `json:"plain"` // and before it was encrypted
	Recipients []string      `json:"recipients"`
	Run        comity.Digest `json:"run,omitzero"`
	Subrun     comity.Digest `json:"subrun,omitzero"`
	Items      comity.Digest `json:"items"` // SHA-256 of packs/<items>.json, which lists them
	Count      int           `json:"count"`
	Approval   *approval     `json:"approval,omitempty"`

	// Of a profile alone; File and Plain are its profile.json.
	Item    string        `json:"item,omitempty"`    // as proposed
	Page    comity.Digest `json:"page,omitzero"`     // SHA-256 of profile.html
	Board   string        `json:"board,omitempty"`   // by its site
	Version string        `json:"version,omitempty"` // of the computation
	Lexicon comity.Digest `json:"lexicon,omitzero"`  // of the lists of phrases
}

// HandOver lets put write a pack, and records it. Nothing bears the final name
// before it is whole and the act names it; a command that was killed in between
// is finished by the same command.
func (c *Case) HandOver(ctx context.Context, p HandoverParams, put func(context.Context, *Handover, io.Writer) (Made, error)) (rep HandoverReport, err error) {
	act, kind := policy.Pack, actPack
	if p.Subject != "" {
		act, kind = policy.Disclose, actDisclose
	}
	if err := c.authorise(act); err != nil {
		return rep, err
	}
	to, err := recipientsOf(p.Recipients)
	if err != nil {
		return rep, err
	}
	out, err := c.outFile(p.Out)
	if err != nil {
		return rep, err
	}
	err = c.write(ctx, func(ctx context.Context) error {
		m := &handing{c: c, p: p, act: act, kind: kind, to: to, out: out}
		rep, err = m.do(ctx, put)
		return err
	})
	return rep, err
}

func recipientsOf(list []string) (out []age.Recipient, err error) {
	for _, text := range list {
		r, err := age.ParseRecipients(strings.NewReader(text))
		if err != nil || len(r) != 1 {
			return nil, comity.Errorf(comity.Usage, "recipient %.20q is none of age's", text).WithHint("it begins with age1; whoever is to open the pack gives it")
		}
		out = append(out, r...)
	}
	return out, nil
}

// handing is one HandOver in progress.
type handing struct {
	c    *Case
	p    HandoverParams
	act  policy.Act
	kind string
	to   []age.Recipient
	out  outFile
}

func (m *handing) do(ctx context.Context, put func(context.Context, *Handover, io.Writer) (Made, error)) (rep HandoverReport, err error) {
	if rep, done, err := m.resume(ctx); done || err != nil {
		return rep, err
	}
	last, err := m.c.latest()
	if err != nil {
		return rep, err
	}
	body := handoverBody{To: m.p.To, Subject: m.p.Subject, Recipients: m.names(), Run: last.Run}
	if m.kind == actPack {
		item := history.PackItem(m.p.To, last.Outward(), body.Recipients)
		ok, err := m.c.fourEyes(ctx, operation{What: m.kind, Item: item, Reason: m.c.node.purpose, Urgent: m.p.Urgent})
		if err != nil {
			return rep, err
		}
		body.Approval = &ok
	}
	h, err := m.c.handover(ctx, m.act, first(m.p.To, m.c.state.open.Country), first(m.p.Subject, m.p.To))
	if err != nil {
		return rep, err
	}
	h.recipients = body.Recipients
	made, err := m.file(ctx, h, &body, put)
	for i := range made.Items { // some cards are named by a citation
		made.Items[i].Item = h.inward.Replace(made.Items[i].Item)
	}
	if err == nil {
		err = m.record(ctx, &body, made)
	}
	if err != nil {
		return rep, err
	}
	return m.report(body, made), m.rename()
}

// names are the recipients as the act names them: long ones by their digest.
func (m *handing) names() []string {
	out := []string{}
	for _, r := range m.p.Recipients {
		out = append(out, history.RecipientName(r))
	}
	return out
}

// resume finishes what a killed command had recorded and not renamed. What it
// had not recorded gives way.
func (m *handing) resume(ctx context.Context) (rep HandoverReport, done bool, err error) {
	if _, err := m.out.fsys.Stat(m.out.name); err == nil {
		return rep, false, comity.Errorf(comity.Usage, "%s is there already", m.out.path).WithHint("give another name: what was handed over is not replaced")
	}
	f, err := m.out.fsys.Open(m.out.name + partSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return rep, false, nil
	}
	if err != nil {
		return rep, false, comity.Errorf(comity.Fault, "%s: %w", m.out.path, err)
	}
	h := sha256.New()
	_, err = io.Copy(h, &ctxReader{ctx: ctx, r: f})
	if err = errors.Join(err, f.Close()); err != nil {
		return rep, false, comity.Errorf(comity.Fault, "%s: %w", m.out.path, err)
	}
	for _, a := range m.c.state.acts {
		var b handoverBody
		if a.Kind == m.kind && a.Decode(&b) == nil && b.File == comity.Digest(h.Sum(nil)) && b.To == m.p.To && b.Subject == m.p.Subject {
			rep = m.report(b, Made{Subrun: b.Subrun})
			rep.Act, rep.Time, rep.Items = a.Seq, a.Time.Time(), b.Count
			return rep, true, m.rename()
		}
	}
	if err := m.out.fsys.Remove(m.out.name + partSuffix); err != nil {
		return rep, false, comity.Errorf(comity.Fault, "%s: %w", m.out.path, err)
	}
	return rep, false, nil
}

// file writes the pack under its name of the meantime, durably.
func (m *handing) file(ctx context.Context, h *Handover, body *handoverBody, put func(context.Context, *Handover, io.Writer) (Made, error)) (made Made, err error) {
	part := m.out.name + partSuffix
	f, err := m.out.fsys.Create(part, 0o600)
	if err != nil {
		return made, comity.Errorf(disk.Given(err), "create %s: %w", m.out.path, err).WithHint("see that its folder is there and has room")
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, m.out.fsys.Remove(part))
		}
	}()
	w := &twice{to: f, file: sha256.New(), plain: sha256.New()}
	made, err = w.write(m.to, func(w io.Writer) (Made, error) { return put(ctx, h, w) })
	if err == nil {
		err = errors.Join(f.Chmod(0o400), f.Sync())
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = m.out.fsys.SyncDir(".")
	}
	body.File, body.Plain, body.Subrun = comity.Digest(w.file.Sum(nil)), comity.Digest(w.plain.Sum(nil)), made.Subrun
	return made, err
}

// twice hashes a pack before and after it is encrypted.
type twice struct {
	to          io.Writer
	file, plain hash.Hash
}

func (s *twice) write(to []age.Recipient, put func(io.Writer) (Made, error)) (made Made, err error) {
	w := io.MultiWriter(s.to, s.file)
	if len(to) == 0 {
		return put(io.MultiWriter(w, s.plain))
	}
	e, err := container.Encrypt(w, to)
	if err != nil {
		return made, err
	}
	if made, err = put(io.MultiWriter(e, s.plain)); err != nil {
		return made, err
	}
	return made, e.Close()
}

// record makes the list of items durable and appends the act.
func (m *handing) record(ctx context.Context, body *handoverBody, made Made) error {
	tags, err := m.c.tagger()
	if err != nil {
		return err
	}
	list := handed{tags.tagged(made.Items), made.Held}
	text, err := list.text()
	if err != nil {
		return err
	}
	body.Items, body.Count = comity.DigestOf(text), len(list.Items)
	if err := m.c.place(itemsName(body.Items), text); err != nil {
		return err
	}
	if err := m.c.append(ctx, m.kind, *body); err != nil {
		return err
	}
	return m.c.record(ctx)
}

func itemsName(d comity.Digest) string { return path.Join(packDir, d.String()+".json") }

func (m *handing) rename() error {
	err := m.out.fsys.Rename(m.out.name+partSuffix, m.out.name)
	if err = errors.Join(err, m.out.fsys.SyncDir(".")); err != nil {
		return comity.Errorf(comity.Fault, "%s: %w", m.out.path, err).WithHint("it is recorded; run the same command again to finish it")
	}
	return nil
}

func (m *handing) report(b handoverBody, made Made) HandoverReport {
	a := m.c.state.acts[m.c.state.head()-1]
	return HandoverReport{
		Act: a.Seq, Kind: m.kind, Time: a.Time.Time(), To: b.To, Subject: b.Subject, File: m.out.path, Digest: b.File, Plain: b.Plain,
		Recipients: b.Recipients, Run: b.Run, Subrun: b.Subrun, Items: b.Count, Exhibits: made.Exhibits, Shown: made.Shown, Withheld: made.Withheld, Subjects: made.Subjects, Ask: made.Ask, Country: m.c.state.open.Country,
		Level: made.Level, Authority: made.Authority,
	}
}
