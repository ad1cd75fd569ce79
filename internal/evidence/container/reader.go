package container

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/cms"
)

// Limits on what is read. A pack that needs more is not one of ours.
const (
	MaxEntries  = 100_000
	MaxManifest = 32 << 20 // bytes of a manifest, and of the sums
	MaxPlain    = 1 << 40  // plain bytes of all entries together
	maxRatio    = 300      // plain bytes to one stored, beyond the first
	freePlain   = 64 << 20 // … of these, which need no ratio
)

// Reader gives the entries of a container whose form was checked and whose signatures were not: call Verify first.
type Reader struct {
	files   map[string]*zip.File
	names   []string // of the entries, in their order, without the container's own but with the sums
	signers int
	dir     fs.FS                    // a folder in place of a container
	signed  map[string]comity.Digest // nil before Verify
	src     *source
}

// Open reads the list of entries and checks the form of the container: mimetype first and plain, no entry twice, none
// with a name that climbs or that a system might read otherwise, nothing before, between or behind the entries, not
// more plain bytes than a pack can have. Every failure is Negative, except that a disk which cannot be read is a Fault.
func Open(r io.ReaderAt, size int64) (*Reader, error) {
	src := &source{}
	c, err := open(reading{r, src}, size)
	if bad := src.failed(); bad != nil {
		return nil, bad
	}
	if err != nil {
		return nil, err
	}
	c.src = src
	return c, nil
}

func open(r io.ReaderAt, size int64) (*Reader, error) {
	end, err := readEnd(r, size)
	if err != nil {
		return nil, err
	}
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, comity.Errorf(comity.Negative, "container: it is not a ZIP that can be read: %w", err).
			WithHint("it was cut, damaged, or is still encrypted (.age)")
	}
	z.RegisterDecompressor(zip.Deflate, inflate)
	if err := layout(r, end, z.File); err != nil {
		return nil, err
	}
	c := &Reader{files: map[string]*zip.File{}}
	if err := c.list(z.File); err != nil {
		return nil, err
	}
	return c, c.pairs()
}

// list takes down the entries.
func (c *Reader) list(files []*zip.File) error {
	var plain uint64
	var stored uint64
	seen := map[string]bool{}
	for i, f := range files {
		lower := strings.ToLower(f.Name)
		if seen[lower] {
			return damaged("an entry", "its name is there twice")
		}
		seen[lower] = true
		if plain += f.UncompressedSize64; f.UncompressedSize64 > MaxPlain || plain > MaxPlain {
			return damaged("its entries", "they are larger than any pack")
		}
		stored += f.CompressedSize64
		if i == 0 {
			continue
		}
		own := f.Name == Sums || strings.HasPrefix(f.Name, meta)
		if err := allowed(f.Name); err != nil && !own {
			return err
		}
		c.files[f.Name] = f
		if !strings.HasPrefix(f.Name, meta) {
			c.names = append(c.names, f.Name)
		}
	}
	if plain > freePlain && plain/maxRatio > stored {
		return damaged("its entries", "they would grow more than any pack does")
	}
	return nil
}

// pairs checks that META-INF holds manifests and signatures, numbered from 1, and nothing else.
func (c *Reader) pairs() error {
	for c.files[manifestName(c.signers+1)] != nil && c.files[signatureName(c.signers+1)] != nil {
		c.signers++
	}
	if c.signers == 0 {
		return damaged("META-INF", "no signature is there")
	}
	if c.signers > MaxSigners || len(c.files) != len(c.names)+2*c.signers {
		return damaged("META-INF", "something is there that is no manifest or signature, or one without the other")
	}
	if c.files[Sums] == nil {
		return damaged(Sums, "it is missing")
	}
	return nil
}

// Names are the names of all entries but mimetype and those in META-INF, in their order.
func (c *Reader) Names() []string { return slices.Clone(c.names) }

// Size is the number of plain bytes of an entry, as the container states it; -1 where it has no such entry.
func (c *Reader) Size(name string) int64 {
	if f := c.files[name]; f != nil {
		return int64(f.UncompressedSize64)
	}
	return -1
}

// File opens an entry. Its bytes are worth something only after Verify; from then on they are held to what was signed each
// time they are read, and the end of an entry that is another meanwhile is a Negative error. A missing one is Negative.
func (c *Reader) File(name string) (io.ReadCloser, error) {
	r, err := c.file(name)
	d, ok := c.signed[name]
	if err != nil || !ok {
		return r, err
	}
	return &held{r, sha256.New(), d, name}, nil
}

func (c *Reader) file(name string) (io.ReadCloser, error) {
	f := c.files[name]
	if f == nil {
		return nil, comity.Errorf(comity.Negative, "container: no entry %.40q", name)
	}
	r, err := c.content(f)
	if err != nil {
		return nil, c.src.blame(damaged(f.Name, "it cannot be read"))
	}
	return entry{r, f, c.src}, nil
}

// entry turns the ZIP's errors into ours.
type entry struct {
	io.ReadCloser
	f   *zip.File
	src *source
}

// Read implements io.Reader.
func (e entry) Read(p []byte) (int, error) {
	n, err := e.ReadCloser.Read(p)
	if err != nil && err != io.EOF { //nolint:errorlint // io.Reader returns io.EOF itself
		err = e.src.blame(damaged(e.f.Name, "it does not unpack to what it states"))
	}
	return n, err
}

// Close implements io.Closer. What unpacks says once more here what it found damaged.
func (e entry) Close() error {
	if err := e.ReadCloser.Close(); err != nil {
		return e.src.blame(damaged(e.f.Name, "it does not unpack to what it states"))
	}
	return nil
}

// held is an entry whose digest was verified before.
type held struct {
	io.ReadCloser
	sum  hash.Hash
	want comity.Digest
	name string
}

// Read implements io.Reader.
func (h *held) Read(p []byte) (int, error) {
	n, err := h.ReadCloser.Read(p)
	h.sum.Write(p[:n])
	if err == io.EOF && comity.Digest(h.sum.Sum(nil)) != h.want { //nolint:errorlint // io.Reader returns io.EOF itself
		err = damaged(h.name, "it is not what it was when its signature was checked: somebody writes to it")
	}
	return n, err
}

// small reads a whole entry of the container's own.
func (c *Reader) small(name string, limit int64) ([]byte, error) {
	if c.Size(name) > limit {
		return nil, damaged(name, "it is larger than it can be")
	}
	r, err := c.File(name)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(r)
	return b, errors.Join(err, r.Close())
}

// Report is what Verify found.
type Report struct {
	Signatures []cms.Signature
	Entries    []Entry // in their order, all of them covered by every signature
}

// Verify checks every signature, then that each entry is what every signed manifest says, and that no manifest names
// more or fewer entries than are there. At is the time at which signatures without a timestamp that counts are judged. All must be right: the
// first failure is returned, a Negative error. A signature under a root that trust does not know takes nothing from one that it knows: it is in
// the report, its Root nil. Where all are such, that is the failure.
func (c *Reader) Verify(ctx context.Context, trust cms.Trust, at time.Time) (Report, error) {
	var report Report
	var signed map[string]comity.Digest
	var unknown error // of the first signature, where nobody's is known
	known := false
	for n := 1; n <= c.signers; n++ {
		s, digests, err := c.signature(n, trust, at)
		if err != nil && !errors.Is(err, cms.ErrUntrusted) {
			return Report{}, err
		}
		if known = known || err == nil; unknown == nil {
			unknown = err
		}
		if err := c.covers(n, digests, signed); err != nil {
			return Report{}, err
		}
		report.Signatures, signed = append(report.Signatures, s), digests
	}
	if !known {
		return Report{}, unknown
	}
	for _, name := range c.names {
		e, err := c.hash(ctx, name)
		if err != nil {
			return Report{}, err
		}
		if e.Digest != signed[name] {
			return Report{}, damaged(name, "it is not what was signed")
		}
		report.Entries = append(report.Entries, e)
	}
	if err := c.sums(report.Entries); err != nil {
		return Report{}, err
	}
	c.signed = signed
	return report, nil
}

func (c *Reader) signature(n int, trust cms.Trust, at time.Time) (cms.Signature, map[string]comity.Digest, error) {
	m, err := c.small(manifestName(n), MaxManifest)
	if err != nil {
		return cms.Signature{}, nil, err
	}
	p7s, err := c.small(signatureName(n), cms.MaxSize)
	if err != nil {
		return cms.Signature{}, nil, err
	}
	s, err := cms.Verify(p7s, m, trust, at)
	if err != nil {
		err = comity.Errorf(comity.Negative, "container: signature %d: %w", n, err)
		if !errors.Is(err, cms.ErrUntrusted) {
			return s, nil, err
		}
	}
	digests, bad := readManifest(n, m)
	if bad != nil {
		err = bad
	}
	return s, digests, err
}

// covers checks that the manifest names exactly the entries, and the same as the manifest before it.
func (c *Reader) covers(n int, digests, before map[string]comity.Digest) error {
	for _, name := range c.names {
		d, ok := digests[name]
		if !ok {
			return damaged(name, "it is there and no signature covers it")
		}
		if before != nil && before[name] != d {
			return damaged(name, "the signers signed different contents")
		}
	}
	if len(digests) != len(c.names) {
		return damaged(manifestName(n), "it names an entry that is missing")
	}
	return nil
}

func (c *Reader) hash(ctx context.Context, name string) (Entry, error) {
	r, err := c.file(name)
	if err != nil {
		return Entry{}, err
	}
	h := sha256.New()
	n, err := io.Copy(h, reader{ctx, r})
	if err := errors.Join(err, r.Close()); err != nil {
		return Entry{}, err
	}
	return Entry{name, n, comity.Digest(h.Sum(nil))}, nil
}

// sums checks that manifest-sha256.txt says the same as the signed manifest.
func (c *Reader) sums(entries []Entry) error {
	got, err := c.small(Sums, MaxManifest)
	if err != nil {
		return err
	}
	rest := slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool { return e.Name == Sums })
	if !bytes.Equal(got, []byte(sums(rest))) {
		return damaged(Sums, "it does not list the entries, in their order, as they are")
	}
	return nil
}

// reader stops when its context is done.
type reader struct {
	ctx context.Context
	r   io.Reader
}

// Read implements io.Reader.
func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
