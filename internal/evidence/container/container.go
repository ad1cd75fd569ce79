// Package container writes and reads packs' envelopes: ASiC-E containers with CAdES signatures (ETSI EN 319 162-1), and
// age around them. docs/formats/container.md has the profile.
//
// What is signed is a manifest of digests, so entries of any size are written, and verified, in constant memory. A
// reader believes nothing of the ZIP that it has not compared: the entries lie one behind the other without a gap, each
// is named once, and every one of them is covered by every signature.
package container

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/klauspost/compress/flate"

	"comity/internal/comity"
	"comity/internal/evidence/cms"
)

// Names that the container itself gives.
const (
	MediaType = "application/vnd.etsi.asic-e+zip" // what the entry mimetype says
	Sums      = "manifest-sha256.txt"             // digests of all other entries, as sha256sum writes them
	typeName  = "mimetype"
	meta      = "META-INF/"
)

// MaxSigners is the most signatures that a container can have.
const MaxSigners = 99

// Config says who signs.
type Config struct {
	Signers []cms.Signer     // each signs all entries, in this order; at least one
	Stamper cms.Stamper      // nil: no timestamps, level B-B
	Now     func() time.Time // nil: time.Now
}

func (c Config) now() time.Time {
	if c.Now == nil {
		return time.Now()
	}
	return c.Now()
}

// Entry is a file in a container.
type Entry struct {
	Name   string
	Size   int64 // plain bytes
	Digest comity.Digest
}

// Writer writes a container from the first byte to the last. After an error it is of no use. The same entries give the
// same bytes, but for the signatures.
type Writer struct {
	cfg     Config
	zip     *zip.Writer
	entries []Entry
	names   map[string]bool
	open    *hasher
	err     error
}

// Create begins a container. The entry mimetype is written at once.
func Create(w io.Writer, cfg Config) *Writer {
	c := &Writer{cfg: cfg, zip: newZip(w), names: map[string]bool{}}
	if len(cfg.Signers) == 0 || len(cfg.Signers) > MaxSigners {
		c.err = comity.Errorf(comity.Usage, "container: %d signers; 1 to %d can sign", len(cfg.Signers), MaxSigners)
		return c
	}
	c.err = writeType(c.zip)
	return c
}

func newZip(w io.Writer) *zip.Writer {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	return z
}

// writeType writes the first entry such that its content stands at byte 38 of the file: not compressed, no extra field,
// its length before it (EN 319 162-1, A.1).
func writeType(z *zip.Writer) error {
	h := header(typeName, zip.Store)
	h.CRC32 = crc32.ChecksumIEEE([]byte(MediaType))
	h.CompressedSize64, h.UncompressedSize64 = uint64(len(MediaType)), uint64(len(MediaType))
	w, err := z.CreateRaw(h)
	if err == nil {
		_, err = io.WriteString(w, MediaType)
	}
	return fault("write", typeName, err)
}

// header is an entry of the first day that ZIP can tell: when a pack was made stands in its signature.
func header(name string, method uint16) *zip.FileHeader {
	h := &zip.FileHeader{Name: name, Method: method}
	h.ModifiedDate = 1<<5 | 1 //nolint:staticcheck // SA1019: Modified would add an extra field, and a clock to the bytes
	return h
}

// Add begins an entry and ends the one before it. The writer it returns is good until the next Add or Close.
func (c *Writer) Add(name string) (io.Writer, error) {
	if c.err != nil {
		return nil, c.err
	}
	c.finish()
	if err := allowed(name); err != nil {
		return nil, err
	}
	if c.names[strings.ToLower(name)] {
		return nil, comity.Errorf(comity.Fault, "container: entry %s is there already", name)
	}
	return c.begin(name)
}

func (c *Writer) begin(name string) (io.Writer, error) {
	w, err := c.zip.CreateHeader(header(name, zip.Deflate))
	if err != nil {
		c.err = fault("write", name, err)
		return nil, c.err
	}
	c.names[strings.ToLower(name)] = true
	c.open = &hasher{name: name, to: w, sum: sha256.New()}
	return c.open, nil
}

// finish takes down what the open entry came to.
func (c *Writer) finish() {
	if h := c.open; h != nil {
		c.entries = append(c.entries, Entry{h.name, h.size, comity.Digest(h.sum.Sum(nil))})
		c.open = nil
	}
}

// Close writes the digests and signs. It does not close the writer beneath.
func (c *Writer) Close(ctx context.Context) error {
	if c.err != nil {
		return c.err
	}
	c.finish()
	c.err = errors.Join(c.close(ctx), nil)
	if c.err == nil {
		c.err = comity.Errorf(comity.Fault, "container: it is closed")
		return nil
	}
	return c.err
}

func (c *Writer) close(ctx context.Context) error {
	w, err := c.begin(Sums)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, sums(c.entries)); err != nil {
		return fault("write", Sums, err)
	}
	c.finish()
	for i, s := range c.cfg.Signers {
		if err := sign(ctx, c.zip, c.cfg, s, i+1, c.entries); err != nil {
			return err
		}
	}
	return fault("end", "the container", c.zip.Close())
}

// Entries are the entries written and ended so far, in their order.
func (c *Writer) Entries() []Entry { return c.entries }

// sign adds the n-th manifest and the signature over it.
func sign(ctx context.Context, z *zip.Writer, cfg Config, s cms.Signer, n int, entries []Entry) error {
	manifest := writeManifest(n, entries)
	p7s, err := cms.Sign(ctx, manifest, s, cfg.now(), cfg.Stamper)
	if err != nil {
		return err
	}
	if err := put(z, manifestName(n), manifest); err != nil {
		return err
	}
	return put(z, signatureName(n), p7s)
}

func put(z *zip.Writer, name string, content []byte) error {
	w, err := z.CreateHeader(header(name, zip.Deflate))
	if err == nil {
		_, err = w.Write(content)
	}
	return fault("write", name, err)
}

func manifestName(n int) string  { return fmt.Sprintf(meta+"ASiCManifest%03d.xml", n) }
func signatureName(n int) string { return fmt.Sprintf(meta+"signature%03d.p7s", n) }

// sums is what sha256sum -c reads: a line an entry.
func sums(entries []Entry) string {
	var b strings.Builder
	for _, e := range entries {
		fmt.Fprintf(&b, "%s  %s\n", e.Digest, e.Name)
	}
	return b.String()
}

// hasher writes an entry, counts and hashes it.
type hasher struct {
	name string
	to   io.Writer
	sum  hash.Hash
	size int64
}

// Write implements io.Writer.
func (h *hasher) Write(p []byte) (int, error) {
	n, err := h.to.Write(p)
	h.size += int64(n)
	h.sum.Write(p[:n])
	return n, fault("write", h.name, err)
}

// MaxName is the most bytes of a name.
const MaxName = 200

// A name is one of plain parts, none of which begins with a dot: it means the same on every system and cannot climb.
var plain = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$`)

// allowed refuses names of entries that a container may not have, or gives itself.
func allowed(name string) error {
	lower := strings.ToLower(name)
	if len(name) > MaxName || !plain.MatchString(name) || strings.HasSuffix(name, ".") || strings.Contains(name, "./") {
		return comity.Errorf(comity.Negative, "container: %.40q is not a name that an entry may have", name)
	}
	if lower == typeName || lower == Sums || strings.HasPrefix(lower, strings.ToLower(meta)) || lower == "meta-inf" {
		return comity.Errorf(comity.Negative, "container: the name %s is the container's own", name)
	}
	return nil
}

func fault(what, name string, err error) error {
	if err == nil {
		return nil
	}
	var known *comity.Error
	if errors.As(err, &known) {
		return err
	}
	return comity.Errorf(comity.Fault, "container: %s %s: %w", what, name, err)
}
