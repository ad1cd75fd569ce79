package container

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"

	"comity/internal/comity"
)

const (
	asicSpace = "http://uri.etsi.org/02918/v1.2.1#"
	dsigSpace = "http://www.w3.org/2000/09/xmldsig#"
	sha256URI = "http://www.w3.org/2001/04/xmlenc#sha256"
	p7sType   = "application/pkcs7-signature"
)

// types are the media types of entries by the ending of their names; any other is bytes.
var types = map[string]string{
	".json": "application/json", ".jsonl": "application/x-ndjson", ".txt": "text/plain", ".md": "text/plain", ".html": "text/html",
	".pdf": "application/pdf", ".sh": "text/plain", ".csv": "text/csv", ".xml": "text/xml",
}

func typeOf(name string) string {
	if t := types[path.Ext(name)]; t != "" {
		return t
	}
	return "application/octet-stream"
}

// writeManifest is ASiCManifest of EN 319 162-1, A.4: the n-th signature and the digest of every entry. Names need no
// escaping (see allowed).
func writeManifest(n int, entries []Entry) []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	fmt.Fprintf(&b, "<asic:ASiCManifest xmlns:asic=%q xmlns:ds=%q>\n", asicSpace, dsigSpace)
	fmt.Fprintf(&b, "  <asic:SigReference URI=%q MimeType=%q/>\n", signatureName(n), p7sType)
	for _, e := range entries {
		fmt.Fprintf(&b, "  <asic:DataObjectReference URI=%q MimeType=%q><ds:DigestMethod Algorithm=%q/><ds:DigestValue>%s</ds:DigestValue></asic:DataObjectReference>\n",
			e.Name, typeOf(e.Name), sha256URI, base64.StdEncoding.EncodeToString(e.Digest[:]))
	}
	b.WriteString("</asic:ASiCManifest>\n")
	return b.Bytes()
}

// manifest is what is read of an ASiCManifest.
type manifest struct {
	XMLName   xml.Name    `xml:"http://uri.etsi.org/02918/v1.2.1# ASiCManifest"`
	Signature []reference `xml:"http://uri.etsi.org/02918/v1.2.1# SigReference"`
	Objects   []reference `xml:"http://uri.etsi.org/02918/v1.2.1# DataObjectReference"`
}

type reference struct {
	URI    string `xml:"URI,attr"`
	Method []struct {
		Algorithm string `xml:"Algorithm,attr"`
	} `xml:"http://www.w3.org/2000/09/xmldsig# DigestMethod"`
	Value []string `xml:"http://www.w3.org/2000/09/xmldsig# DigestValue"`
}

// readManifest reads the n-th manifest and returns the digest of each entry that it names.
func readManifest(n int, b []byte) (map[string]comity.Digest, error) {
	var m manifest
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Entity = map[string]string{}
	if err := noDirective(b); err != nil {
		return nil, damaged(manifestName(n), err.Error())
	}
	if err := d.Decode(&m); err != nil {
		return nil, damaged(manifestName(n), "it cannot be read")
	}
	if len(m.Signature) != 1 || m.Signature[0].URI != signatureName(n) {
		return nil, damaged(manifestName(n), "it does not name its signature")
	}
	digests := make(map[string]comity.Digest, len(m.Objects))
	for _, o := range m.Objects {
		digest, ok := o.digest()
		if _, twice := digests[o.URI]; twice || !ok {
			return nil, damaged(manifestName(n), "it names an entry twice, or not with one digest of SHA-256")
		}
		digests[o.URI] = digest
	}
	return digests, nil
}

// noDirective refuses document types, and anything after the root element but white space.
func noDirective(b []byte) error {
	d, depth, roots := xml.NewDecoder(bytes.NewReader(b)), 0, 0
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) && depth == 0 && roots == 1 {
			return nil
		}
		if err != nil {
			return errors.New("it is not well-formed")
		}
		switch t := t.(type) {
		case xml.Directive:
			return errors.New("it holds a directive")
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			if depth++; depth > 8 || roots > 1 {
				return errors.New("it does not have its form")
			}
		case xml.EndElement:
			depth--
		case xml.CharData:
			if depth == 0 && len(bytes.TrimSpace(t)) > 0 {
				return errors.New("something stands outside of it")
			}
		}
	}
}

func (r reference) digest() (d comity.Digest, ok bool) {
	if len(r.Method) != 1 || len(r.Value) != 1 || r.Method[0].Algorithm != sha256URI {
		return d, false
	}
	b, err := base64.StdEncoding.Strict().DecodeString(r.Value[0])
	return d, err == nil && copy(d[:], b) == len(d) && len(b) == len(d)
}

func damaged(name, why string) error {
	return comity.Errorf(comity.Negative, "container: %s: %s", name, why)
}
