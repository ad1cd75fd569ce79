package truth

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"comity/internal/comity"
	"comity/internal/simulate/export"
)

// cell is one cell of a sheet as it stands there.
type cell struct{ ref, kind, text string }

// book reads the only sheet of a workbook, row by row, by the places of its cells.
func (r *resolver) book(e *export.Exhibit) (err error) {
	z, err := zip.OpenReader(filepath.Join(r.root, filepath.FromSlash(e.Path)))
	if err != nil {
		return err
	}
	defer func() {
		if e := z.Close(); err == nil {
			err = e
		}
	}()
	var texts struct {
		Items []struct {
			T string `xml:"t"`
		} `xml:"si"`
	}
	var about struct {
		Properties struct {
			Old bool `xml:"date1904,attr"`
		} `xml:"workbookPr"`
	}
	if err := part(z, "xl/sharedStrings.xml", &texts); err != nil {
		return err
	}
	if err := part(z, "xl/workbook.xml", &about); err != nil {
		return err
	}
	share := make([]string, len(texts.Items))
	for i, t := range texts.Items {
		share[i] = t.T
	}
	f, err := z.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		return err
	}
	return r.sheet(e, xml.NewDecoder(f), share, about.Properties.Old)
}

func part(z *zip.ReadCloser, name string, into any) error {
	f, err := z.Open(name)
	if err != nil {
		return err
	}
	return xml.NewDecoder(f).Decode(into)
}

// sheet goes through the tokens of a sheet itself: there are too many cells
// to have each unmarshalled.
func (r *resolver) sheet(e *export.Exhibit, in *xml.Decoder, share []string, old bool) error {
	fields := map[int]string{}
	var c cell
	for {
		token, err := in.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local == "c" {
				c = begun(t.Attr)
			}
		case xml.CharData: // only <v> and <t> hold any
			c.text += string(t)
		case xml.EndElement:
			switch t.Name.Local {
			case "c":
				fields[place(c.ref)] = c.value(share)
			case "row":
				r.cells(e, fields, old)
				clear(fields)
			}
		}
	}
}

func begun(attributes []xml.Attr) (c cell) {
	for _, a := range attributes {
		switch a.Name.Local {
		case "r":
			c.ref = a.Value
		case "t":
			c.kind = a.Value
		}
	}
	return c
}

func (c *cell) value(share []string) string {
	if n, err := strconv.Atoi(c.text); c.kind == "s" && err == nil && n < len(share) {
		return share[n]
	}
	return c.text
}

// place is the column of a reference such as AB12, from 0.
func place(ref string) int {
	n := 0
	for i := 0; i < len(ref) && ref[i] >= 'A'; i++ {
		n = n*26 + int(ref[i]-'A') + 1
	}
	return n - 1
}

// cells takes a row; titles and headers have no times and fall through.
func (r *resolver) cells(e *export.Exhibit, fields map[int]string, old bool) {
	plain := *e
	plain.TimeFormat = "" // times are printed anew
	r.row(&plain, func(key string) string {
		n := 0
		for _, c := range e.Columns {
			if c.Key == key && export.Timed(key) {
				return civil(fields, n, len(c.Names), old)
			}
			if c.Key == key {
				return fields[n]
			}
			n += len(c.Names)
		}
		return ""
	})
}

// civil adds up the serial numbers of a date and a time of day; "" where there
// are none, and the text where it is no number.
func civil(fields map[int]string, at, n int, old bool) string {
	days := 0.0
	for i := at; i < at+n; i++ {
		if fields[i] == "" {
			continue
		}
		v, err := strconv.ParseFloat(fields[i], 64)
		if err != nil {
			return fields[i]
		}
		days += v
	}
	if days == 0 {
		return ""
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if old {
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Unix(epoch.Unix()+int64(math.Round(days*86400)), 0).UTC().Format(export.Plain)
}

// fault says that a file is not what its description says.
func fault(e *export.Exhibit) error {
	return comity.Errorf(comity.Fault, "%s: format %s is not read back", strings.TrimSpace(e.Where()), e.Format)
}
