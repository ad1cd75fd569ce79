package opening

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"path"
	"slices"
	"strconv"
	"time"

	"comity/internal/casefile/partner"
	"comity/internal/comity"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/container"
	"comity/internal/evidence/seal"
	"comity/internal/evidence/sign"
	"comity/internal/verify"
)

// maxInfo bounds the files that are read whole.
const maxInfo = 64 << 20

// verify checks everything and unpacks as it does so, into a folder nobody looks into yet.
func (rep *Report) verify(ctx context.Context, d *desk, cfg Config) (err error) {
	f, size, err := d.open(ContainerFile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	sum := newSum()
	if _, err := io.Copy(sum, io.NewSectionReader(f, 0, size)); err != nil {
		return comity.Errorf(comity.Fault, "open pack: %w", err)
	}
	rep.Container = sum.digest()
	c, err := container.Open(f, size)
	if err != nil {
		return err
	}
	defer func() {
		if bad := c.Failed(); err != nil && bad != nil {
			err = bad // whatever was made of it
		}
	}()
	if err := rep.signatures(ctx, c, cfg); err != nil {
		return err
	}
	v := opened{rep: rep, c: c, desk: d, made: map[string]bool{".": true}}
	if err := v.check(ctx); err != nil {
		return err
	}
	return rep.judge(ctx, c, cfg)
}

// judge has the rest looked at, and stops at the first thing that does not hold.
func (rep *Report) judge(ctx context.Context, c *container.Reader, cfg Config) error {
	rep.Checks = []verify.Check{}
	if cfg.Judge == nil {
		return nil
	}
	i := slices.IndexFunc(cfg.Partners, func(p partner.Partner) bool { return p.Country == rep.From.Country })
	got, err := cfg.Judge(ctx, Judged{c, cfg.trust(), cfg.Partners[i]})
	if err != nil {
		return err
	}
	rep.Checks = got.Checks
	return wrong(got.Checks, "nothing was unpacked; tell the sender")
}

// trust is the pinned roots.
func (cfg *Config) trust() cms.Trust {
	trust := cms.Trust{Signers: x509.NewCertPool(), Authorities: cfg.Authorities, Lists: cfg.Lists}
	for _, p := range cfg.Partners {
		trust.Signers.AddCert(p.RootCertificate())
	}
	return trust
}

// signatures verifies all of them, and that the sender's own is among them.
func (rep *Report) signatures(ctx context.Context, c *container.Reader, cfg Config) error {
	found, err := c.Verify(ctx, cfg.trust(), cfg.Now)
	if err != nil {
		return err
	}
	rep.Files = len(found.Entries)
	for i := range found.Signatures {
		rep.Signatures = append(rep.Signatures, signature(&found.Signatures[i], cfg.Partners))
		if l := found.Signatures[i].Standing.List; l != nil {
			rep.Lists = append(rep.Lists, l)
		}
	}
	return rep.sender(c, cfg)
}

func signature(s *cms.Signature, partners []partner.Partner) Signature {
	one := Signature{Signer: s.Signer.Subject.String(), Level: s.Level, Signed: s.Signed, Stamped: s.Stamped, Independent: s.Independent()}
	switch {
	case s.Authority != nil:
		one.Authority = s.Authority.Subject.String()
	case s.Unvouched != nil:
		one.Authority, one.Unvouched = s.Unvouched.Certificate.Subject.String(), s.Unvouched.Time
	}
	if p := under(partners, s.Root); p != nil {
		one.Country = p.Country
	}
	return one
}

func under(list []partner.Partner, root *x509.Certificate) *partner.Partner {
	i := slices.IndexFunc(list, func(p partner.Partner) bool { return p.RootCertificate().Equal(root) })
	if i < 0 {
		return nil
	}
	return &list[i]
}

// info is what pack.json says.
type info struct {
	Format  int           `json:"format"`
	Kind    string        `json:"kind"`
	Case    string        `json:"case"`
	Title   string        `json:"title"`
	From    Party         `json:"from"`
	To      string        `json:"to"`
	Subject string        `json:"subject"`
	Purpose string        `json:"purpose"`
	Created time.Time     `json:"created"`
	Run     comity.Digest `json:"run"`
	Subrun  comity.Digest `json:"subrun"`

	Recipients []string `json:"recipients"` // since format 2
}

// sender reads pack.json, and holds what it says of the sender to who signed, and of the recipient to this node.
func (rep *Report) sender(c *container.Reader, cfg Config) error {
	var i info
	if err := readJSON(c, "pack.json", &i); err != nil {
		return err
	}
	if i.Format < 1 || i.Format > verify.PackFormat {
		return comity.Errorf(comity.Negative, "pack.json: format %d; this version reads 1 to %d", i.Format, verify.PackFormat).WithHint("a later comity made it: upgrade")
	}
	if !slices.ContainsFunc(rep.Signatures, func(s Signature) bool { return s.Country == i.From.Country }) {
		return comity.Errorf(comity.Negative, "pack.json: it names %.20q as its sender, and that country did not sign", i.From.Country)
	}
	for _, p := range cfg.Partners {
		if p.Country == i.From.Country {
			rep.From = Party{p.Authority, p.Country}
		}
	}
	if err := cfg.addressed(i.To); err != nil {
		return err
	}
	rep.For = cfg.For
	rep.To, rep.Subject, rep.Case, rep.Title, rep.Purpose, rep.Created, rep.Run, rep.Subrun, rep.Recipients = i.To, i.Subject, i.Case, i.Title, i.Purpose, i.Created, i.Run, i.Subrun, i.Recipients
	return nil
}

func readJSON(c *container.Reader, name string, v any) error {
	if c.Size(name) > maxInfo {
		return comity.Errorf(comity.Negative, "%s: it is larger than it can be", name)
	}
	r, err := c.File(name)
	if err != nil {
		return err
	}
	b, err := io.ReadAll(r)
	if err = errors.Join(err, r.Close()); err != nil {
		return err
	}
	if err := sign.Read(b, v); err != nil {
		return comity.Errorf(comity.Negative, "%s: %w", name, err)
	}
	return nil
}

// opened is a pack whose signatures hold.
type opened struct {
	rep  *Report
	c    *container.Reader
	desk *desk
	made map[string]bool // folders
}

// check unpacks the files and verifies what the signatures do not: that each may be there, and that
// the rows stand in their exhibits.
func (v *opened) check(ctx context.Context) error {
	for _, name := range v.c.Names() {
		if !verify.IsPackFile(name) {
			return comity.Errorf(comity.Negative, "%.80q is no file of a pack", name)
		}
		if err := v.unpack(ctx, name); err != nil {
			return err
		}
	}
	for n := 1; v.c.Size(folder(n)+"rows.txt") >= 0 || v.c.Size(folder(n)+"description.json") >= 0; n++ {
		if err := v.exhibit(n); err != nil {
			return err
		}
	}
	if err := v.covered(); err != nil {
		return err
	}
	return v.withheld()
}

// folder of the n-th exhibit.
func folder(n int) string {
	s := strconv.Itoa(n)
	for len(s) < 3 {
		s = "0" + s
	}
	return "exhibits/" + s + "/"
}

// exhibit proves the rows of one, and takes it down.
func (v *opened) exhibit(n int) error {
	var d struct {
		Source struct {
			Ref     string        `json:"ref"`
			Exhibit comity.Digest `json:"exhibit"`
		} `json:"source"`
		Tree *seal.Tree `json:"tree"`
	}
	if err := readJSON(v.c, folder(n)+"description.json", &d); err != nil {
		return err
	}
	if d.Tree == nil {
		return comity.Errorf(comity.Negative, "%sdescription.json: it names no tree, so its rows prove nothing", folder(n))
	}
	r, err := v.c.File(folder(n) + "rows.txt")
	if err != nil {
		return err
	}
	sum, err := seal.ReadRows(r, func(seal.Leaf) error { return nil })
	if err = errors.Join(err, r.Close()); err != nil {
		return comity.Errorf(comity.Negative, "%srows.txt: %w", folder(n), err)
	}
	if sum.Root != d.Tree.Root || sum.Leaves != d.Tree.Leaves || sum.Rule != d.Tree.Rule {
		return comity.Errorf(comity.Negative, "%srows.txt: it is not of the tree that its description names", folder(n))
	}
	v.rep.Exhibits = append(v.rep.Exhibits, Exhibit{Number: n, Ref: d.Source.Ref, ID: d.Source.Exhibit, Rule: string(sum.Rule), Leaves: sum.Leaves, Shown: sum.Shown, Root: sum.Root})
	return nil
}

// covered checks that no file of an exhibit stands outside the numbers from 1 upwards.
func (v *opened) covered() error {
	for _, name := range v.c.Names() {
		if dir, _ := path.Split(name); len(dir) > 9 && dir[:9] == "exhibits/" {
			n, err := strconv.Atoi(dir[9 : len(dir)-1])
			if err != nil || n < 1 || n > len(v.rep.Exhibits) || folder(n) != dir {
				return comity.Errorf(comity.Negative, "%.80q: exhibits are not numbered from 001 without a gap", name)
			}
		}
	}
	return nil
}

// withheld holds withheld.json to the rows: what it says of an exhibit in the pack is what was proven.
func (v *opened) withheld() error {
	var w struct {
		Exhibits []struct {
			Number   int              `json:"number"`
			Ref      string           `json:"ref"`
			Leaves   int64            `json:"leaves"`
			Shown    int64            `json:"shown"`
			Withheld map[string]int64 `json:"withheld"`
		} `json:"exhibits"`
		Subjects []json.RawMessage `json:"subjects"`
	}
	if err := readJSON(v.c, "withheld.json", &w); err != nil {
		return err
	}
	named := map[int]bool{}
	for _, x := range w.Exhibits {
		total := x.Shown
		for _, n := range x.Withheld {
			total += n
			v.rep.Withheld += n
		}
		if x.Number == 0 && x.Shown == 0 && total == x.Leaves {
			continue
		}
		if x.Number < 1 || x.Number > len(v.rep.Exhibits) || named[x.Number] || total != x.Leaves ||
			x.Shown != v.rep.Exhibits[x.Number-1].Shown || x.Leaves != v.rep.Exhibits[x.Number-1].Leaves {
			return comity.Errorf(comity.Negative, "withheld.json: what it counts of an exhibit is not what its rows show (number %d)", x.Number)
		}
		named[x.Number] = true
	}
	if len(named) != len(v.rep.Exhibits) {
		return comity.Errorf(comity.Negative, "withheld.json: it counts %d of the %d exhibits in the pack", len(named), len(v.rep.Exhibits))
	}
	v.rep.Missing = len(w.Subjects)
	return nil
}

// unpack writes a file. Its name was checked: it cannot climb.
func (v *opened) unpack(ctx context.Context, name string) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := v.folder(path.Join(FilesDir, path.Dir(name))); err != nil {
		return err
	}
	r, err := v.c.File(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	f, err := v.desk.create(path.Join(FilesDir, name))
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return finish(f, err)
}

// folder makes one and those that it is in, once each. Their names become durable together, at the end.
func (v *opened) folder(dir string) error {
	if v.made[dir] {
		return nil
	}
	if err := v.folder(path.Dir(dir)); err != nil {
		return err
	}
	if err := v.desk.fsys.Mkdir(v.desk.in(dir), 0o700); err != nil {
		return comity.Errorf(comity.Fault, "unpack: %w", err)
	}
	v.made[dir] = true
	return nil
}

// sum is a SHA-256 in the making.
type sum struct{ hash.Hash }

func newSum() sum { return sum{sha256.New()} }

func (s sum) digest() comity.Digest { return comity.Digest(s.Sum(nil)) }
