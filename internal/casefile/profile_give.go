package casefile

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/verify/history"
)

// Names of what a state is given.
const (
	ProfileFile = "profile.json"
	ProfilePage = "profile.html"
)

// GiveParams say to whom a board's profile is given.
type GiveParams struct {
	BoardParams
	To     string // a state
	Out    string // folder
	Urgent bool   // the second signature may follow
}

// GiveReport says what was given.
type GiveReport struct {
	Act      int64         `json:"act"`
	Time     time.Time     `json:"time"`
	To       string        `json:"to"`
	Board    string        `json:"board"`
	Files    []string      `json:"files"` // profile.json, profile.html
	Digest   comity.Digest `json:"digest"`
	Page     comity.Digest `json:"page"`
	Version  string        `json:"version"`
	Lexicon  comity.Digest `json:"lexicon"`
	Handling []string      `json:"handling"`
	Exhibits int           `json:"exhibits"`
	Members  int           `json:"members"`
	Withheld []ProfileHeld `json:"withheld"`
	Left     ProfileLeft   `json:"left_out"`
}

// GiveProfile writes the profile of a board that a state may be given, and records that it was: draw makes the page to read. It
// takes two persons, who sign the digest of what is given. What a killed command left is finished by the same command.
func (c *Case) GiveProfile(ctx context.Context, p GiveParams, draw func(io.Writer, *Profile) error) (rep GiveReport, err error) {
	if err := c.authorise(policy.Pack); err != nil {
		return rep, err
	}
	if err := mustBeState(p.To); err != nil {
		return rep, err
	}
	out, err := c.outFile(filepath.Join(p.Out, ProfileFile))
	if err != nil {
		return rep, err
	}
	err = c.write(ctx, func(ctx context.Context) error {
		g := &giving{c: c, p: p, out: out}
		rep, err = g.do(ctx, draw)
		return err
	})
	return rep, err
}

// giving is one GiveProfile in progress.
type giving struct {
	c    *Case
	p    GiveParams
	out  outFile
	body handoverBody
}

func (g *giving) do(ctx context.Context, draw func(io.Writer, *Profile) error) (rep GiveReport, err error) {
	if err := g.free(); err != nil {
		return rep, err
	}
	if err := g.c.look("board", g.p.Board); err != nil {
		return rep, err
	}
	profile, held, err := g.c.profileFor(ctx, g.p.BoardParams, g.p.To)
	if err != nil {
		return rep, err
	}
	files, err := g.files(profile, draw)
	if err != nil {
		return rep, err
	}
	g.body = handoverBody{To: g.p.To, File: comity.DigestOf(files[ProfileFile]), Plain: comity.DigestOf(files[ProfileFile]), Page: comity.DigestOf(files[ProfilePage]), Recipients: []string{},
		Board: profile.Board, Version: profile.Version, Lexicon: profile.Lexicon}
	g.body.Item = history.ProfileItem(g.p.To, g.body.File)
	seq := g.given()
	if seq == 0 {
		if err := g.record(ctx, files, held); err != nil {
			return rep, err
		}
		seq = g.c.state.head()
	}
	if err := errors.Join(g.folder(), g.place(files)); err != nil {
		return rep, err
	}
	a := g.c.state.acts[seq-1]
	rep = GiveReport{Act: a.Seq, Time: a.Time.Time(), To: g.p.To, Board: profile.Board, Digest: g.body.File, Page: g.body.Page, Version: profile.Version, Lexicon: profile.Lexicon,
		Handling: profile.Handling, Exhibits: len(profile.Exhibits), Members: len(profile.Members), Withheld: profile.Withheld, Left: profile.Left}
	for _, name := range []string{ProfileFile, ProfilePage} {
		rep.Files = append(rep.Files, filepath.Join(filepath.Dir(g.out.path), name))
	}
	return rep, nil
}

// free refuses a folder in which a profile is.
func (g *giving) free() error {
	if _, err := g.out.fsys.Stat(ProfilePage); err == nil { // put in place last
		return comity.Errorf(comity.Usage, "%s holds a profile already", filepath.Dir(g.out.path)).WithHint("give another folder: what was given is not replaced")
	}
	return nil
}

// folder makes the folder, for its owner alone.
func (g *giving) folder() error {
	if err := os.MkdirAll(filepath.Dir(g.out.path), 0o700); err != nil {
		return comity.Errorf(comity.Input, "--out: %w", err).WithHint("name a folder that can be made")
	}
	return nil
}

// given is the act by which these very bytes were given to the state; 0: none.
func (g *giving) given() int64 {
	for _, a := range slices.Backward(g.c.state.acts) {
		var b handoverBody
		if a.Kind == actProfile && a.Decode(&b) == nil && b.To == g.p.To && b.File == g.body.File && b.Page == g.body.Page {
			return a.Seq
		}
	}
	return 0
}

// record has two persons agree, makes the bytes durable under their names of the meantime, and appends the act.
func (g *giving) record(ctx context.Context, files map[string][]byte, held []comity.Digest) error {
	ok, err := g.c.fourEyes(ctx, operation{What: actProfile, Item: g.body.Item, Reason: g.c.node.purpose, Urgent: g.p.Urgent})
	if err != nil {
		return err
	}
	g.body.Approval = &ok
	if err := g.folder(); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := g.write(name+partSuffix, files[name]); err != nil {
			return err
		}
	}
	list := handed{Exhibits: held}
	text, err := list.text()
	if err != nil {
		return err
	}
	g.body.Items = comity.DigestOf(text)
	if err := g.c.place(itemsName(g.body.Items), text); err != nil {
		return err
	}
	if err := g.c.append(ctx, actProfile, g.body); err != nil {
		return err
	}
	return g.c.record(ctx)
}

// write writes a file for its owner alone, in place of what a killed command left.
func (g *giving) write(name string, text []byte) error {
	if err := g.out.fsys.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return comity.Errorf(comity.Fault, "%s: %w", name, err)
	}
	f, err := g.out.fsys.Create(name, 0o600)
	if err != nil {
		return comity.Errorf(disk.Given(err), "create %s: %w", name, err).WithHint("see that its folder is there and has room")
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close(), g.out.fsys.SyncDir(".")); err != nil {
		return comity.Errorf(comity.Fault, "write %s: %w", name, err)
	}
	return nil
}

// place gives the files their names, the page last.
func (g *giving) place(files map[string][]byte) error {
	for _, name := range []string{ProfileFile, ProfilePage} {
		if err := g.write(name+partSuffix, files[name]); err != nil {
			return err
		}
		if err := errors.Join(g.out.fsys.Rename(name+partSuffix, name), g.out.fsys.SyncDir(".")); err != nil {
			return comity.Errorf(comity.Fault, "%s: %w", name, err).WithHint("it is recorded; run the same command again to finish it")
		}
	}
	return nil
}

// files are the bytes that the state is given. Exhibits bear the names by which others know them, and no card number goes along.
func (g *giving) files(p *Profile, draw func(io.Writer, *Profile) error) (map[string][]byte, error) {
	var pairs []string
	for _, v := range g.c.state.live(g.c.state.head()) {
		pairs = append(pairs, v.body.Exhibit.String(), v.body.Outward().String())
	}
	outward := strings.NewReplacer(pairs...)
	text, err := json.MarshalIndent(p, "", " ")
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "write the profile: %w", err)
	}
	var page bytes.Buffer
	if err := draw(&page, p); err != nil {
		return nil, err
	}
	return map[string][]byte{
		ProfileFile: append(maskStrings([]byte(outward.Replace(string(text)))), '\n'),
		ProfilePage: []byte(outward.Replace(page.String())),
	}, nil
}

// maskStrings masks card numbers in the strings of a JSON document, digests and citations aside.
func maskStrings(doc []byte) []byte {
	return regexp.MustCompile(`"(?:[^"\\]|\\.)*"`).ReplaceAllFunc(doc, func(raw []byte) []byte {
		var s string
		if json.Unmarshal(raw, &s) != nil || isPlace(s) {
			return raw
		}
		masked := comity.MaskText(s)
		if masked == s {
			return raw
		}
		out, err := json.Marshal(masked)
		if err != nil { // text is marshalled
			return raw
		}
		return out
	})
}

// isPlace reports whether a text is a digest or a citation, whose digits are no card's.
func isPlace(s string) bool {
	if _, err := comity.ParseDigest(s); err == nil {
		return true
	}
	_, err := comity.ParseCitation(s)
	return err == nil
}
